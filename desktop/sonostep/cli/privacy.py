"""``deidentify``: clips that may leave, each looked at first."""

import sys
import tempfile
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.cli.output import Out
from sonostep.core.clip import Clip
from sonostep.core.problem import Problem, ProblemError

if TYPE_CHECKING:
    from sonostep import privacy


def deidentify(options: Namespace, out: Out) -> int:
    """De-identify what is under a path into a new folder; 0 when all of it left."""
    from sonostep import privacy
    from sonostep.workflows.deidentify import items_under, write_copies

    items = items_under(options.path)
    if not items:
        raise ProblemError.of("privacy.nothing", path=options.path.name or str(options.path))
    keep_boxes, blank_boxes = (
        tuple(privacy.Box(*b) for b in boxes) for boxes in (options.keep_box, options.blank_box)
    )
    dates = privacy.Dates(options.dates)
    choices = privacy.Choices(dates, keep_boxes, blank_boxes, options.assume_reviewed)
    if choices.assume_reviewed:
        out.problem(Problem.of("privacy.assumed"))
    eyes = _Eyes(out) if sys.stdin.isatty() else None
    copies = write_copies(items, choices, options.out, review=eyes, told=partial(_tell, out))
    if out.as_json:
        behind = [{"number": o.number, "reason_code": o.problem.code} for o in copies.outcomes if o.problem]
        files = [str(path) for path in copies.files]
        out.data({"version": 1, "files": files, "left_behind": behind, "log": str(copies.log)})
    return 0 if all(o.file for o in copies.outcomes) else 1


def _tell(out: Out, outcome: "privacy.Outcome") -> None:
    if outcome.problem is not None:
        reason = out.said(outcome.problem)
        out.problem(Problem.of("privacy.behind", number=outcome.number, reason=reason))
    elif not out.as_json:
        out.line(out.words("privacy.clip", number=outcome.number, file=outcome.file))


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
