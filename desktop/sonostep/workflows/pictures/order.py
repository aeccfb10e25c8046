"""Pictures out: a frame or a cine with its marks to a file that needs no exam: PNG, MP4, GIF, DICOM."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.core.clip import Clip, Frame
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.problem import ProblemError
from sonostep.core.text import Language
from sonostep.workflows.export_target import refuse_in_sealed
from sonostep.workflows.library import Library
from sonostep.workflows.task import UNWATCHED, TaskLike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sonostep.core.report import Report
    from sonostep.reporting.pictures.marked_frames import MarkedClip, PictureStyle
    from sonostep.reporting.words import ReportWords
    from sonostep.workflows.frame_loader import FrameLoaderLike

STILL_FORMATS: Final = ("png",)
CINE_FORMATS: Final = ("mp4", "gif", "dcm")
"""Endings of the files, which are also the ids of the formats."""

_CHANNEL = "pictures-out"


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """Which pictures are to leave, and how; shares nothing with whoever made it.

    Attributes:
        clip: as it was opened, with its times.
        first, last: frames, from 1; equal for one picture.
        marks: whether the shapes are drawn in.
        identity: whether patient, ID, day and side stand above the picture, and in a DICOM header.
        looked: a person has said that no name stands in the pixels, of a file that does not say where its
            picture lies.
    """

    exam: Exam
    library: Library
    language: Language
    clip: Clip
    first: int
    last: int
    marks: bool = True
    identity: bool = False
    looked: bool = False

    @property
    def record(self) -> ClipRecord:
        """What the exam keeps of the clip; a scale that was set by hand is there."""
        return next((c for c in self.exam.clips if c.id == self.clip.id), ClipRecord.of(self.clip))

    @property
    def unlimited(self) -> bool:
        """Whether nothing says which pixels are the picture's: a name may stand anywhere in them."""
        return not self.clip.scale.regions

    def draw(self, frame: Frame) -> "NDArray[np.uint8]":
        """Return the first frame, given as stored, as rows x columns x 3 uint8, R G B.

        Raises:
            ProblemError: ``export.name_in_pixels`` when a name could stand in it and nobody has looked.
        """
        from sonostep.reporting.pictures.marked_frames import MarkedFrames

        scale = self.clip.scale
        return MarkedFrames(scale.rows, scale.columns, self.style(self.report())).draw(self.first, frame)

    def png(self, frame: Frame) -> bytes:
        """Return the first frame, given as stored, as PNG; raises as ``draw``."""
        from PIL import Image

        from sonostep.reporting.burned_in_marks import png

        return png(Image.fromarray(self.draw(frame)))

    def report(self) -> "Report":
        """Return the exam's report unweighed: shapes are numbered, named and measured as in it."""
        from sonostep.core.report import build_report

        used = self.library.in_use(self.exam)
        return build_report(self.exam, used, self.library.vocabulary, None, self.language)

    def style(self, report: "Report") -> "PictureStyle":
        """Return how the pictures are drawn; raises as ``draw``."""
        from sonostep.core.measure.calibration import known_aspect
        from sonostep.reporting.pictures.marked_frames import PictureStyle
        from sonostep.reporting.words import ReportWords

        shown = (m for m in report.marks if self.marks and not m.annotation.hidden)
        words = ReportWords(self.language)
        return PictureStyle(
            marks=tuple(m for m in shown if m.annotation.frame.clip == self.clip.id),
            words=words,
            aspect=known_aspect(self.record.scale) or 1.0,
            identity=identity_lines(self.exam, self.clip, words.side(self.exam.side))
            if self.identity
            else (),
            kept=None if self.identity else self._kept(),
            synthetic=self.clip.synthetic,
        )

    def _identity(self, words: "ReportWords") -> tuple[str, ...]:
        side = words.side(self.exam.side)
        return identity_lines(self.exam, self.clip, side) if self.identity else ()

    def _kept(self) -> "NDArray[np.bool_] | None":
        """The picture without what the scanner wrote around it; all of it where a person has looked."""
        from sonostep.privacy import Choices
        from sonostep.privacy.pixels import kept

        if not self.unlimited:
            return kept(self.clip.scale, Choices())
        if not self.looked:
            raise ProblemError.of("export.name_in_pixels")
        return None


def identity_lines(exam: Exam, clip: Clip, side: str) -> tuple[str, ...]:
    """Return whose picture it is: name, ID and birth date; then day, side and the clip's name."""
    patient, day = exam.patient, clip.study.study_date
    who = (patient.name.replace("^", " ").split("=")[0].strip(), patient.id, _dashed(patient.birth_date))
    when = _dashed(day) if day else exam.created[:10]
    what = (when, side if exam.side else "", clip.title)
    return tuple(" · ".join(w for w in line if w) for line in (who, what))


def _dashed(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 and day.isdigit() else day


def write_pictures(
    order: PictureOrder, format_: str, out: Path, loader: "FrameLoaderLike", task: TaskLike = UNWATCHED
) -> Path:
    """Write a picture or a cine; whole or not at all.

    Args:
        format_: one of ``STILL_FORMATS`` and ``CINE_FORMATS``.
        out: the file; what is there is replaced, by whoever asked for it.

    Raises:
        ProblemError: why it could not be written.
        Cancelled: when nobody wants it any more; no file is left.
    """
    from sonostep.reporting.pictures.marked_frames import MarkedClip
    from sonostep.workflows.deidentify import Frames

    refuse_in_sealed(out)
    count = order.last - order.first + 1

    def told(number: int) -> None:
        task.report((number - order.first) / count, f"{number - order.first + 1} / {count}")

    report = order.report()
    style = order.style(report)
    source = Frames(order.clip, loader, task, told, _CHANNEL)
    marked = MarkedClip(source, style, order.first, order.last)

    def write(target: Path) -> None:
        if format_ == "png":
            target.write_bytes(order.png(source.frame(order.first)))
        else:
            _write_cine(order, report, marked, format_, target)

    _whole(out, write)
    return out


def _write_cine(
    order: PictureOrder, report: "Report", marked: "MarkedClip", format_: str, target: Path
) -> None:
    if format_ == "dcm":
        from sonostep.reporting.pictures.capture import capture

        target.write_bytes(capture(report, order.record, marked, identified=order.identity))
        return
    from sonostep.reporting.pictures.films import write_gif, write_mp4

    (write_mp4 if format_ == "mp4" else write_gif)(marked, target)


def _whole(out: Path, write: Callable[[Path], None]) -> None:
    """Let a file appear under its name only when it is complete."""
    try:
        handle, name = tempfile.mkstemp(prefix=".sonostep-", suffix=out.suffix, dir=out.parent)
        os.close(handle)
    except OSError as error:
        raise _unwritable(out, error) from error
    part = Path(name)
    try:
        write(part)
        part.chmod(0o644)
        os.replace(part, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        part.unlink(missing_ok=True)


def _unwritable(out: Path, error: OSError) -> ProblemError:
    return ProblemError.of(
        "export.picture_unwritable", file=out.name, reason=error.strerror or type(error).__name__
    )
