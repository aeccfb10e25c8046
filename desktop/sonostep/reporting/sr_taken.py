"""What an exam takes from a structured report that was read: shapes on the clips it has, and our own words.

The shapes of another program become annotations whose label says the number that the report gives, with its
unit: the number that we measure from the clip's own scale stands beside it and may differ.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sonostep.core.annotation import Annotation, ShapeKind
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
from sonostep.core.exam import Exam, ViewState
from sonostep.core.geometry import Point
from sonostep.reporting.sr_report import ReadMark, ReadMeasurement, ReadReport

Told = ReadMeasurement | ReadMark
Shape = tuple[str, ShapeKind, tuple[Point, ...], FrameRef]
"""Tracking UID, kind, points and frame: what makes two numbers those of one shape."""

_UNITS = {"mm2": "mm²", "deg": "°", "{pixels}": "px", "{square_pixels}": "px²", "1": ""}
_POINTS = {
    ShapeKind.DISTANCE: (2, 2), ShapeKind.ANGLE: (3, 3), ShapeKind.LINES: (4, 4),
    ShapeKind.ELLIPSE: (3, 4), ShapeKind.POLYGON: (3, None), ShapeKind.CURVE: (2, None),
    ShapeKind.POINT: (1, 1), ShapeKind.ARROW: (2, 2), ShapeKind.NEEDLE: (2, 2), ShapeKind.TIME: (2, 2),
    ShapeKind.ROI: (3, None), ShapeKind.VELOCITY: (1, 1), ShapeKind.THICKNESS: (4, None),
}  # fmt: skip
"""How many points each kind of shape has, at least and at most; other kinds are never read."""

_IMAGE_PIXEL = 1.0
"""How finely another program was pointed at is not in a report: taken as one image pixel."""


def shapes(read: ReadReport, frames: Mapping[str, int]) -> tuple[Annotation, ...]:
    """Return the shapes that lie on frames of an exam's clips; ``frames`` says how many each clip has.

    The same report gives the same ids, so that taking it twice changes nothing.
    """
    found: dict[Shape, list[Told]] = {}
    told: tuple[Told, ...] = (*read.measurements, *read.marks)
    for one in told:
        if one.kind is None or one.frame is None or not _fits(one.kind, len(one.points)):
            continue
        if 1 <= one.frame.frame <= frames.get(one.frame.clip, 0):
            found.setdefault((one.tracking_uid, one.kind, one.points, one.frame), []).append(one)
    return tuple(_annotation(read, shape, those, frames) for shape, those in found.items())


def _fits(kind: ShapeKind, count: int) -> bool:
    least, most = _POINTS.get(kind, (0, -1))
    return least <= count and (most is None or count <= most)


def _annotation(
    read: ReadReport, shape: Shape, told: Sequence[Told], frames: Mapping[str, int]
) -> Annotation:
    uid, kind, points, frame = shape
    if kind is ShapeKind.ELLIPSE:
        # the ends of one axis and a point at the height of the other
        points = points[:3]
    first = told[0]
    last = first.last_frame if first.last_frame <= frames[frame.clip] else 0
    split, slot = (first.split, first.slot) if isinstance(first, ReadMeasurement) else (0, "")
    said = hashlib.sha256(repr((uid, kind.value, points, frame)).encode()).hexdigest()
    return Annotation(
        f"report-{said[:32]}", frame, kind, points, (_IMAGE_PIXEL,) * len(points),
        label=first.label if read.ours else _label(told), slot=slot if read.ours else "", side=first.side,
        split=split, last_frame=last,
    )  # fmt: skip


def _label(told: Sequence[Told]) -> str:
    """The report's own words and, in brackets, its numbers, told apart from what we measure."""
    numbers = [
        f"{one.name} {one.value:.10g} {_UNITS.get(one.unit, one.unit)}".strip()
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
    drawn = shapes(read, {c.id: c.frames for c in exam.clips})
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
