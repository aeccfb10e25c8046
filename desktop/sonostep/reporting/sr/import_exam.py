"""What an exam takes from a structured report that was read: shapes on the clips it has, and our own words.

The shapes of another program become annotations whose label says the number that the report gives, with its
unit: the number that we measure from the clip's own scale stands beside it and may differ.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import assert_never

from sonostep.core.annotation import Annotation, ReportedValue, ShapeKind
from sonostep.core.checks.reported import reported_text
from sonostep.core.clip import FrameRef
from sonostep.core.edits import (
    Edit,
    PutAnnotation,
    PutComplaint,
    PutFinding,
    PutView,
    SetWords,
    Together,
)
from sonostep.core.exam import ClipRecord, Exam, ViewState
from sonostep.core.measure.geometry import Point, ellipse_axes
from sonostep.core.shapes import SrGraphic, shape_row
from sonostep.reporting.sr.report import ReadMark, ReadMeasurement, ReadReport

Told = ReadMeasurement | ReadMark
Shape = tuple[str, ShapeKind, tuple[Point, ...], FrameRef]
"""Tracking UID, kind, points and frame: what makes two numbers those of one shape."""

_AXIS_ENDS = 4
"""An ELLIPSE has both ends of both axes (PS3.3 C.18.6.1.2)."""

_IMAGE_PIXEL = 1.0
"""How finely another program was pointed at is not in a report: taken as one image pixel."""


_BORDER = 1.0
"""Pixels that a point may lie beyond the edge of its picture, as rounding puts it there."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many frames a clip has, and their size in pixels; 0 where it is not known."""

    frames: int
    rows: int = 0
    columns: int = 0

    @classmethod
    def of(cls, clip: ClipRecord) -> "Extent":
        """Return the extent of a clip."""
        return cls(clip.frames, clip.scale.rows, clip.scale.columns)

    def holds(self, points: Sequence[Point]) -> bool:
        """Whether all points lie in the picture."""
        if not (self.rows and self.columns):
            return True
        across, down = self.columns + _BORDER, self.rows + _BORDER
        return all(-_BORDER <= p.x <= across and -_BORDER <= p.y <= down for p in points)


Clips = Mapping[str, Extent]
"""The clips of an exam, by id."""


class NotTaken(StrEnum):
    """Why a number or a shape of another program's report is not taken, or only in part (FRAMES_BEYOND)."""

    OTHER_IMAGE = "other_image"
    NO_COORDINATES = "no_coordinates"
    NO_SUCH_FRAME = "no_such_frame"
    NO_FRAME = "no_frame"
    FRAMES_BEYOND = "frames_beyond"
    OUTSIDE = "outside"
    NO_EXTENT = "no_extent"
    NOT_UNDERSTOOD = "not_understood"


def shapes(read: ReadReport, clips: Clips) -> tuple[Annotation, ...]:
    """Return the shapes that lie on frames of an exam's clips.

    The same report gives the same ids, so that taking it twice changes nothing. A shape that names no frame
    of a clip with several is none of them.
    """
    return _annotations(read, clips, None)


def unframed(read: ReadReport, clips: Clips) -> tuple[Annotation, ...]:
    """Return the shapes that name a clip of several frames and no frame, as if they lay on its first."""
    return _annotations(read, clips, NotTaken.NO_FRAME)


def not_taken(read: ReadReport, clips: Clips) -> Mapping[NotTaken, int]:
    """Return how many numbers and shapes of another program's report are not taken, by reason."""
    left = (_left(one, clips, ours=read.ours) for one in _all(read))
    reasons = Counter(reason for reason in left if reason is not None)
    reasons[NotTaken.NOT_UNDERSTOOD] += read.not_understood
    return {reason: count for reason in NotTaken if (count := reasons[reason])}


def _all(read: ReadReport) -> Iterator[Told]:
    told: tuple[Told, ...] = (*read.measurements, *read.marks)
    for one in told:
        yield one
        if isinstance(one, ReadMeasurement):
            yield from one.others


def _annotations(read: ReadReport, clips: Clips, wanted: NotTaken | None) -> tuple[Annotation, ...]:
    found: dict[Shape, list[Told]] = {}
    last: dict[Shape, int] = {}
    numbers: tuple[Told, ...] = (*read.measurements, *read.marks)
    for number in numbers:
        contours: tuple[Told, ...] = (number,)
        if isinstance(number, ReadMeasurement):
            contours += number.others
        for one in contours:
            reason = _reason(one, clips, ours=read.ours)
            if reason is wanted and one.kind is not None and one.frame is not None:
                # the number is that of all its contours together
                shape = (one.tracking_uid, one.kind, one.points, one.frame)
                found.setdefault(shape, []).append(number)
                last.setdefault(shape, _last(one.frame, one.last_frame, clips))
    return tuple(_annotation(read, shape, those, last[shape]) for shape, those in found.items())


def _last(first: FrameRef, last: int, clips: Clips) -> int:
    """The last frame of a range that the clip has; 0 where that is the first."""
    end = min(last, clips[first.clip].frames)
    return end if end > first.frame else 0


def _left(one: Told, clips: Clips, *, ours: bool) -> NotTaken | None:
    """Why a number or a shape, or a part of its frames, is left; None where all of it is taken."""
    reason = _reason(one, clips, ours=ours)
    if reason is None and one.frame is not None and one.last_frame > clips[one.frame.clip].frames:
        return NotTaken.FRAMES_BEYOND
    return reason


def _reason(one: Told, clips: Clips, *, ours: bool) -> NotTaken | None:
    """Why a number or a shape cannot be put on a frame; None where it can. Our own lie as we drew them."""
    if one.frame is None or not one.points:
        return NotTaken.NO_COORDINATES
    if one.kind is None or not _fits(one.kind, len(one.points)):
        return NotTaken.NOT_UNDERSTOOD
    if not ours and not _has_extent(one.kind, one.points):
        return NotTaken.NO_EXTENT
    clip = clips.get(one.frame.clip)
    if clip is None:
        return NotTaken.OTHER_IMAGE
    if not ours and not clip.holds(one.points):
        return NotTaken.OUTSIDE
    if not one.frame_stated and clip.frames > 1:
        return NotTaken.NO_FRAME
    return None if 1 <= one.frame.frame <= clip.frames else NotTaken.NO_SUCH_FRAME


def _has_extent(kind: ShapeKind, points: Sequence[Point]) -> bool:
    """Whether a shape is more than a point drawn several times: of none a length or an area can be read."""
    graphic = shape_row(kind).graphic
    match graphic:
        case SrGraphic.AXES:
            return points[0] != points[1] and ellipse_axes(*points[:3])[1] > 0.0
        case SrGraphic.VERTEX_TWICE:
            return all(a != b for a, b in pairwise(points))
        case SrGraphic.STROKES | SrGraphic.JOINED:
            return len(points) == 1 or len(set(points)) >= min(len(points), shape_row(kind).least, 2)
        case SrGraphic.PLACE | SrGraphic.NONE:
            return True
        case _:
            assert_never(graphic)


def _fits(kind: ShapeKind, count: int) -> bool:
    row = shape_row(kind)
    match row.graphic:
        case SrGraphic.NONE:
            return False
        case SrGraphic.AXES:
            return row.least <= count <= _AXIS_ENDS
        case SrGraphic.STROKES | SrGraphic.VERTEX_TWICE | SrGraphic.JOINED | SrGraphic.PLACE:
            return row.least <= count and (row.most is None or count <= row.most)
        case _:
            assert_never(row.graphic)


def _annotation(read: ReadReport, shape: Shape, told: Sequence[Told], last: int) -> Annotation:
    uid, kind, points, frame = shape
    # of an ellipse the ends of one axis and a point at the height of the other
    points = points[: shape_row(kind).most]
    first = told[0]
    split, slot = (first.split, first.slot) if isinstance(first, ReadMeasurement) else (0, "")
    said = hashlib.sha256(repr((uid, kind.value, points, frame)).encode()).hexdigest()
    return Annotation(
        f"report-{said[:32]}", frame, kind, points, (_IMAGE_PIXEL,) * len(points),
        label=first.label if read.ours else _label(told), slot=slot if read.ours else "", side=first.side,
        split=split, last_frame=last, reported=() if read.ours else _reported(told),
    )  # fmt: skip


def _reported(told: Sequence[Told]) -> tuple[ReportedValue, ...]:
    """The numbers that the report gives; of several contours together none is that of one.

    One contour on several frames has its number on each of them.
    """
    return tuple(
        ReportedValue(one.name, one.value, one.unit)
        for one in told
        if isinstance(one, ReadMeasurement) and all(o.points == one.points for o in one.others)
    )


def _label(told: Sequence[Told]) -> str:
    """The report's own words and, in brackets, its numbers, told apart from what we measure."""
    numbers = [
        reported_text(ReportedValue(one.name, one.value, one.unit))
        for one in told
        if isinstance(one, ReadMeasurement)
    ]
    return " ".join([told[0].label] + [f"[{', '.join(numbers)}]"] * bool(numbers)).strip()


def taking(read: ReadReport, exam: Exam) -> Together:
    """Return one edit that puts into an exam what a report holds for it; of another program, its shapes.

    Of our own, what the exam has already is left as it is.
    """
    edits: list[Edit] = [*_words(read, exam)] if read.ours else []
    known = {a.id for a in exam.annotations}
    drawn = shapes(read, {c.id: Extent.of(c) for c in exam.clips})
    edits += [PutAnnotation(a) for a in drawn if a.id not in known]
    return Together(tuple(edits), "take_report")


def _words(read: ReadReport, exam: Exam) -> Iterator[Edit]:
    letters = {c.label for c in exam.complaints} | {c.id for c in exam.complaints}
    answered = {f.key for f in exam.findings}
    seen = {(v.step, v.view, v.side) for v in exam.views}
    ids = {c.label: c.id for c in (*read.complaints, *exam.complaints)}
    yield from (PutComplaint(c) for c in read.complaints if c.label not in letters)
    for finding in read.findings:
        if finding.key not in answered:
            yield PutFinding(replace(finding, reproduces=tuple(ids.get(c, c) for c in finding.reproduces)))
    for view in read.views:
        if view.state is not ViewState.OPEN and (view.step, view.view, view.side) not in seen:
            yield PutView(view)
    if (read.impression or read.plan) and not (exam.impression or exam.plan):
        yield SetWords(read.impression, read.plan)
