"""What is frozen when an exam is signed: videos, too, where they are measured and at hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep import reporting
from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import Obstacles
from sonostep.core.problem import ProblemError
from sonostep.workflows import finalise as finalising
from sonostep.workflows.finalise import MOST_VIDEO_FRAMES, FinaliseOrder, sealed_formats
from sonostep.workflows.report_export import SEALED_FORMATS
from sonostep.workflows.task import UNWATCHED

SIGNED = Signature("林 醫師", "", "2025-01-02T10:00:00+08:00")


def with_video(path: Path, frames: int = 60) -> Exam:
    exam = founding.exam()
    video = replace(exam.clip(sample.VIDEO_CLIP), path=str(path), frames=frames)
    return replace(exam, clips=(exam.clips[0], video))


@pytest.mark.parametrize(
    ("change", "with_clips"),
    [
        (lambda path: with_video(path), True),
        (lambda path: with_video(path.with_name("gone.mp4")), False),
        (lambda path: with_video(path, MOST_VIDEO_FRAMES + 1), False),
        (lambda path: replace(with_video(path), annotations=founding.SHAPES[:3]), False),
    ],
)
def test_a_measured_video_that_is_at_hand_is_frozen(
    tmp_path: Path, change: Callable[[Path], Exam], with_clips: bool
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    assert sealed_formats(change(path)) == ((*SEALED_FORMATS, "clips") if with_clips else SEALED_FORMATS)


def test_a_video_that_left_since_does_not_keep_an_exam_from_being_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def render(report: object, formats: Sequence[str], **_: object) -> Mapping[str, bytes]:
        asked.append(tuple(formats))
        if "clips" in formats:
            raise ProblemError.of("export.video_gone", clip="a")
        return {"report.pdf": b"%PDF"}

    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")
    monkeypatch.setattr(reporting, "render", render)
    monkeypatch.setattr(finalising, "report_of", lambda *_: None)
    monkeypatch.setattr(finalising, "what_is_open", lambda *_: Obstacles())
    order = FinaliseOrder(with_video(path), None, SIGNED, "en", "en")  # type: ignore[arg-type]
    final, data = order.run(UNWATCHED)
    assert asked == [(*SEALED_FORMATS, "clips"), SEALED_FORMATS]
    (tmp_path / "f.zip").write_bytes(data)
    verdict = reporting.verify(reporting.files_of(tmp_path / "f.zip"))
    assert verdict.unaltered and verdict.sha256 == final.final_sha256
