"""``deidentify``: clips that may leave, each looked at first."""

import sys
import tempfile
from argparse import Namespace
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.cli.out import Out
from sonostep.core.clip import Clip, FrameSource
from sonostep.core.problem import Problem, ProblemError

if TYPE_CHECKING:
    from sonostep import privacy


def deidentify(options: Namespace, out: Out) -> int:
    """De-identify what is under a path into a new folder; 0 when all of it left."""
    from sonostep import privacy

    items = _items(options.path)
    if not items:
        raise ProblemError.of("privacy.nothing", path=options.path.name or str(options.path))
    keep_boxes, blank_boxes = (
        tuple(privacy.Box(*b) for b in boxes) for boxes in (options.keep_box, options.blank_box)
    )
    dates = privacy.Dates(options.dates)
    choices = privacy.Choices(dates, keep_boxes, blank_boxes, options.assume_reviewed)
    if choices.assume_reviewed:
        out.problem(Problem.of("privacy.assumed"))
    outcomes = []
    with privacy.Staged(options.out) as staged:
        eyes = _Eyes(out) if sys.stdin.isatty() else None
        for outcome in privacy.deidentify(items, choices, staged.keep, eyes):
            outcomes.append(outcome)
            _tell(outcome, out)
    if out.as_json:
        behind = [{"number": o.number, "reason_code": o.problem.code} for o in outcomes if o.problem]
        files = [str(options.out / name) for o in outcomes for name in o.files]
        log = str(options.out / staged.names[-1])
        out.data({"version": 1, "files": files, "left_behind": behind, "log": log})
    return 0 if all(o.file for o in outcomes) else 1


def _tell(outcome: "privacy.Outcome", out: Out) -> None:
    if outcome.problem is not None:
        reason = out.said(outcome.problem)
        out.problem(Problem.of("privacy.behind", number=outcome.number, reason=reason))
    elif not out.as_json:
        out.line(out.words("privacy.clip", number=outcome.number, file=outcome.file))


def _items(path: Path) -> "list[privacy.Item]":
    from sonostep import privacy
    from sonostep.imaging import open_source, scan
    from sonostep.imaging.archive import real_path

    def opener(clip: Clip) -> AbstractContextManager[FrameSource]:
        return closing(open_source(clip))

    return [
        privacy.Item(clip, real_path(clip.path), lambda clip=clip: opener(clip))  # type: ignore[misc]
        for clip in scan([str(path)])
    ]


class _Eyes:
    """Asks the person at the terminal."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def __call__(self, number: int, clip: Clip, sheet: bytes) -> bool:
        with tempfile.TemporaryDirectory(prefix="sonostep-review-") as folder:
            path = Path(folder) / f"clip-{number:04d}.png"
            path.write_bytes(sheet)
            question = self._out.words("privacy.look", path=path, number=number)
            print(question, end="", file=sys.stderr, flush=True)
            return sys.stdin.readline().strip().lower() in ("y", "yes", "是")
