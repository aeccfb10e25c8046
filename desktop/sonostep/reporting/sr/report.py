"""Values read from a structured report."""

from dataclasses import dataclass

from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.exam import ViewRecord
from sonostep.core.finding import Complaint, Finding, Side
from sonostep.core.measure.geometry import Point


@dataclass(frozen=True, slots=True)
class ReadMeasurement:
    """A number with its shape, as the report says it.

    Attributes:
        tracking_uid: the same for all numbers of one shape.
        name: what was measured, in the report's words; label: what the group is about.
        unit: UCUM code.
        uncertainty: half width where the report states one, else None.
        kind: the shape that its coordinates make, None without coordinates.
        points: image coordinates; a closing point is dropped, an ellipse keeps its four axis ends.
        frame: SOP Instance UID and frame number (1 where none is stated), None without an image.
        last_frame: the last of its frames where it belongs to a range, else 0.
        split: how many points belong to the first border of a thickness, else 0.
        slot: id of the slot that it fills, of our own.
        frame_stated: whether the report names the frame; of a still it need not.
        others: further contours of the same number, each on its own frame.
    """

    tracking: str
    tracking_uid: str
    label: str
    name: str
    value: float
    unit: str
    uncertainty: float | None
    side: Side | None
    kind: ShapeKind | None = None
    points: tuple[Point, ...] = ()
    frame: FrameRef | None = None
    last_frame: int = 0
    split: int = 0
    slot: str = ""
    frame_stated: bool = True
    others: tuple["ReadMark", ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A shape without a number, such as an arrow with its words; attributes as in ``ReadMeasurement``."""

    tracking_uid: str
    label: str
    side: Side | None
    kind: ShapeKind
    points: tuple[Point, ...]
    frame: FrameRef | None
    last_frame: int = 0
    frame_stated: bool = True


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What a report holds; of another program's, only ``measurements`` and ``marks`` are read.

    Attributes:
        not_understood: groups, and numbers outside any group, of which nothing is taken.
    """

    ours: bool
    title: str
    patient: Patient = Patient()
    measurements: tuple[ReadMeasurement, ...] = ()
    marks: tuple[ReadMark, ...] = ()
    findings: tuple[Finding, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    views: tuple[ViewRecord, ...] = ()
    impression: str = ""
    plan: str = ""
    not_understood: int = 0
