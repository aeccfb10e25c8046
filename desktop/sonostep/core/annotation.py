"""Shapes that the physician draws on frames."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sonostep.core.clip import FrameRef
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point


class ShapeKind(StrEnum):
    """What a shape is; each kind has one row in ``core.shapes``."""

    DISTANCE = "distance"
    ANGLE = "angle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    CURVE = "curve"
    LINES = "lines"
    THICKNESS = "thickness"
    NEEDLE = "needle"
    ROI = "roi"
    POINT = "point"
    ARROW = "arrow"
    TEXT = "text"
    TIME = "time"
    VELOCITY = "velocity"
    BODY_MARK = "body_mark"


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A number that another program's report gives for a shape.

    Attributes:
        name: what it is, in the report's words.
        value: the number; unit: its code as the report writes it, UCUM or another program's own.
    """

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """One shape on one frame, or on a range of them.

    Attributes:
        id: unique in the exam.
        frame: the frame that it belongs to, the first of its range.
        kind: what shape it is.
        points: its handles in image coordinates; distance: 2; angle: arm, vertex, arm; ellipse: both ends of
            one axis and a point at the height of the other; polygon: 3 or more; curve: 2 or more along it;
            lines: both ends of one line, both of the other; thickness: one border, then the other, see
            ``split``; needle: entry and target; roi: 3 or more corners; point, text: 1; arrow: tail and tip;
            time: both ends of an interval; velocity: 1; body_mark: see ``core.body_marks``.
        resolution: image pixels per screen pixel, along the coarser axis where pixels are not square, at
            which each handle was set, one per point; 0 where a handle was typed in and not pointed at.
        label: the physician's words, or the slot's name.
        step: id of the protocol step that it answers, or empty.
        slot: id of the measurement slot that it fills, or empty.
        side: the side of the patient that it shows.
        region: index of the region that the user chose where several disagree.
        assisted: an image-analysis offer placed it and the physician accepted.
        filters: display filters, rotation or flip that were on when it was placed.
        split: thickness: how many points belong to the first border; 0 for every other kind.
        last_frame: last frame of its range; 0 where it belongs to one frame alone.
        locked: it is neither moved nor removed until it is unlocked.
        hidden: it is not drawn on the picture; its value stays in the list and the report.
        drawing: body mark: id of its drawing in ``core.body_marks``; empty for every other kind.
        reported: what another program's report says of it, to be held against what we measure.
        calibrates: distance: it lies on something of known length, and sets the clip's scale.
        known_mm: that length in millimetres, as a person gave it; None before: it calibrates nothing yet.
    """

    id: str
    frame: FrameRef
    kind: ShapeKind
    points: tuple[Point, ...]
    resolution: tuple[float, ...] = ()
    label: str = ""
    step: str = ""
    slot: str = ""
    side: Side | None = None
    region: int | None = None
    assisted: bool = False
    filters: tuple[str, ...] = ()
    split: int = 0
    last_frame: int = 0
    locked: bool = False
    hidden: bool = False
    drawing: str = ""
    reported: tuple[ReportedValue, ...] = ()
    calibrates: bool = False
    known_mm: float | None = None

    def __post_init__(self) -> None:
        if self.resolution and len(self.resolution) != len(self.points):
            raise ValueError("one resolution per point")
        if not all(r >= 0 for r in self.resolution):
            raise ValueError("a resolution is not negative")
        if self.known_mm is not None and not (self.calibrates and 0.0 < self.known_mm < 1e6):
            raise ValueError("a known length is of a calibration line, and positive")
        if not 0 <= self.split <= len(self.points):
            raise ValueError("a shape is split between its points")
        if self.last_frame and self.last_frame < self.frame.frame:
            raise ValueError("a range ends after it begins")

    @property
    def frames(self) -> range:
        """The frames (from 1) that it belongs to."""
        return range(self.frame.frame, max(self.last_frame, self.frame.frame) + 1)

    def on(self, frame: FrameRef) -> bool:
        """Whether it belongs to a frame."""
        return frame.clip == self.frame.clip and frame.frame in self.frames

    def at(self, first: int, last: int) -> "Annotation":
        """Return it over a range of frames, in either order; on one frame alone where they are equal."""
        first, last = sorted((first, last))
        return replace(self, frame=FrameRef(self.frame.clip, first), last_frame=last if last > first else 0)
