"""The table of shapes: one row for each ``ShapeKind`` says what it has, gives, looks like and is exported as.

Whoever needs to know what a kind is asks ``shape_row``; nobody else lists kinds. What cannot live in the core
(painters of Qt, codes of DICOM) is a table or a ``match`` over the closed sets below, complete by test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, assert_never

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.body_marks import body_mark_strokes
from sonostep.core.measure import formulas
from sonostep.core.measure.formulas import ShapeRule
from sonostep.core.measure.geometry import Point, ellipse_outline

Stroke = tuple[Point, ...]


class StrokeForm(StrEnum):
    """How a shape's points are joined to lines."""

    OPEN = "open"
    CLOSED = "closed"
    ELLIPSE = "ellipse"
    PAIRS = "pairs"
    BORDERS = "borders"
    DRAWING = "drawing"
    PLACE = "place"


class ScreenForm(StrEnum):
    """How a shape is painted on the picture, beside its lines: which ends it marks, and how."""

    LINE = "line"
    CALIPER = "caliper"
    ENDS = "ends"
    INTERVAL = "interval"
    ARROW = "arrow"
    NEEDLE = "needle"
    PLACE = "place"
    WORDS = "words"


class HandleMarker(StrEnum):
    """What stands at each handle where a shape is burned into a key image."""

    PLUS = "plus"
    RING = "ring"
    DIAMOND = "diamond"
    SQUARE = "square"
    TARGET = "target"
    NONE = "none"


class SrGraphic(StrEnum):
    """How a structured report draws a shape as SCOORD (PS3.3 C.18.6): its graphic type and which points.

    Attributes:
        STROKES: one POLYLINE for each of its lines.
        VERTEX_TWICE: one POLYLINE arm, vertex, vertex, arm, as Cornerstone writes an angle.
        JOINED: one POLYLINE through all points, as Cornerstone writes two lines.
        AXES: ELLIPSE, the ends of the longer axis and then of the shorter.
        PLACE: POINT.
        NONE: it is not drawn, and not read.
    """

    STROKES = "strokes"
    VERTEX_TWICE = "vertex_twice"
    JOINED = "joined"
    AXES = "axes"
    PLACE = "place"
    NONE = "none"


class EdgeOffer(StrEnum):
    """What image analysis may offer to move to the nearest edge: nothing, both ends, or the traced line."""

    NONE = "none"
    ENDS = "ends"
    LINE = "line"


class ShapeWords(StrEnum):
    """What words are to a shape: its name, all that it shows, or nothing that it could have."""

    NAME = "name"
    SHOWN = "shown"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeRow:
    """All that the program knows of one kind of shape.

    Attributes:
        kind: the kind.
        least, most: how many points it has; ``most`` is None where there is no end to them.
        form: how its points are joined to lines.
        rules: what it says in numbers; slots and reports take the first. None for a mark.
        screen: how it is painted on the picture.
        marker: what marks its handles in a key image.
        graphic: how a structured report draws it.
        tool: Cornerstone's (OHIF's) tool that draws it as ours does, by which it opens with live handles
            there; empty where there is none.
        drawn_like: the kind that its coordinates alone look like where a report is read; None: itself.
        offer: what image analysis may offer for it.
        words: what words are to it.
        tipped: its last point is the tip of an arrow.
        apart: its first two points must differ, or it has no value.
        reads_axes: on an M-mode, spectral or waveform region it reads the axis that it runs along.
        needs_scale: it has no value in pixels: that would tempt to a guess.
        echo: the grey values inside it are counted.
        needle_path: it plans the path of a needle and is listed among the procedures.
    """

    kind: ShapeKind
    least: int
    most: int | None
    form: StrokeForm
    rules: tuple[ShapeRule, ...]
    screen: ScreenForm
    marker: HandleMarker
    graphic: SrGraphic
    tool: str = ""
    drawn_like: ShapeKind | None = None
    offer: EdgeOffer = EdgeOffer.NONE
    words: ShapeWords = ShapeWords.NAME
    tipped: bool = False
    apart: bool = False
    reads_axes: bool = False
    needs_scale: bool = False
    echo: bool = False
    needle_path: bool = False

    @property
    def measures(self) -> bool:
        """Whether shapes of this kind have a value."""
        return bool(self.rules)

    @property
    def closed(self) -> bool:
        """Whether its line ends where it began."""
        match self.form:
            case StrokeForm.CLOSED | StrokeForm.ELLIPSE:
                return True
            case StrokeForm.OPEN | StrokeForm.PAIRS | StrokeForm.BORDERS:
                return False
            case StrokeForm.DRAWING | StrokeForm.PLACE:
                return False
            case _:
                assert_never(self.form)

    @property
    def bordered(self) -> bool:
        """Whether it is two borders, parted by ``Annotation.split``."""
        return self.form is StrokeForm.BORDERS

    @property
    def name_code(self) -> str:
        """Code of its name in the lists of the window (``resources/messages/viewer.yaml``)."""
        return f"shape.{self.kind.value}"

    @property
    def title_code(self) -> str:
        """Code, under ``report.``, of what its number is called in a report where nobody gave it a name."""
        return f"kind.{self.kind.value}"


_ROWS = (
    ShapeRow(
        kind=ShapeKind.DISTANCE, least=2, most=2, form=StrokeForm.OPEN, rules=formulas.DISTANCE,
        screen=ScreenForm.CALIPER, marker=HandleMarker.PLUS, graphic=SrGraphic.STROKES, tool="Length",
        offer=EdgeOffer.ENDS, apart=True, reads_axes=True,
    ),
    ShapeRow(
        kind=ShapeKind.ANGLE, least=3, most=3, form=StrokeForm.OPEN, rules=formulas.ANGLE,
        screen=ScreenForm.LINE, marker=HandleMarker.RING, graphic=SrGraphic.VERTEX_TWICE, tool="Angle",
    ),
    ShapeRow(
        kind=ShapeKind.ELLIPSE, least=3, most=3, form=StrokeForm.ELLIPSE, rules=formulas.ELLIPSE,
        screen=ScreenForm.LINE, marker=HandleMarker.DIAMOND, graphic=SrGraphic.AXES, tool="EllipticalROI",
    ),
    ShapeRow(
        kind=ShapeKind.POLYGON, least=3, most=None, form=StrokeForm.CLOSED, rules=formulas.OUTLINE,
        screen=ScreenForm.LINE, marker=HandleMarker.SQUARE, graphic=SrGraphic.STROKES,
        tool="PlanarFreehandROI", offer=EdgeOffer.LINE,
    ),
    ShapeRow(
        kind=ShapeKind.CURVE, least=2, most=None, form=StrokeForm.OPEN, rules=formulas.CURVE,
        screen=ScreenForm.ENDS, marker=HandleMarker.SQUARE, graphic=SrGraphic.STROKES, offer=EdgeOffer.LINE,
    ),
    ShapeRow(
        kind=ShapeKind.LINES, least=4, most=4, form=StrokeForm.PAIRS, rules=formulas.LINES,
        screen=ScreenForm.ENDS, marker=HandleMarker.RING, graphic=SrGraphic.JOINED, tool="CobbAngle",
    ),
    ShapeRow(
        kind=ShapeKind.THICKNESS, least=4, most=None, form=StrokeForm.BORDERS, rules=formulas.THICKNESS,
        screen=ScreenForm.ENDS, marker=HandleMarker.SQUARE, graphic=SrGraphic.STROKES, offer=EdgeOffer.LINE,
    ),
    ShapeRow(
        kind=ShapeKind.NEEDLE, least=2, most=2, form=StrokeForm.OPEN, rules=formulas.NEEDLE,
        screen=ScreenForm.NEEDLE, marker=HandleMarker.NONE, graphic=SrGraphic.STROKES, tool="Length",
        drawn_like=ShapeKind.DISTANCE, tipped=True, needs_scale=True, needle_path=True,
    ),
    ShapeRow(
        kind=ShapeKind.ROI, least=3, most=None, form=StrokeForm.CLOSED, rules=formulas.REGION,
        screen=ScreenForm.LINE, marker=HandleMarker.SQUARE, graphic=SrGraphic.STROKES,
        tool="PlanarFreehandROI", drawn_like=ShapeKind.POLYGON, echo=True,
    ),
    ShapeRow(
        kind=ShapeKind.POINT, least=1, most=1, form=StrokeForm.PLACE, rules=(),
        screen=ScreenForm.PLACE, marker=HandleMarker.TARGET, graphic=SrGraphic.PLACE,
    ),
    ShapeRow(
        kind=ShapeKind.ARROW, least=2, most=2, form=StrokeForm.OPEN, rules=(),
        screen=ScreenForm.ARROW, marker=HandleMarker.NONE, graphic=SrGraphic.STROKES,
        words=ShapeWords.SHOWN, tipped=True,
    ),
    ShapeRow(
        kind=ShapeKind.TEXT, least=1, most=1, form=StrokeForm.PLACE, rules=(),
        screen=ScreenForm.WORDS, marker=HandleMarker.NONE, graphic=SrGraphic.NONE, words=ShapeWords.SHOWN,
    ),
    ShapeRow(
        kind=ShapeKind.TIME, least=2, most=2, form=StrokeForm.OPEN, rules=formulas.INTERVAL,
        screen=ScreenForm.INTERVAL, marker=HandleMarker.PLUS, graphic=SrGraphic.STROKES,
        drawn_like=ShapeKind.DISTANCE,
    ),
    ShapeRow(
        kind=ShapeKind.VELOCITY, least=1, most=1, form=StrokeForm.PLACE, rules=formulas.HEIGHT,
        screen=ScreenForm.PLACE, marker=HandleMarker.TARGET, graphic=SrGraphic.PLACE,
        drawn_like=ShapeKind.POINT,
    ),
    ShapeRow(
        kind=ShapeKind.BODY_MARK, least=4, most=4, form=StrokeForm.DRAWING, rules=(),
        screen=ScreenForm.LINE, marker=HandleMarker.NONE, graphic=SrGraphic.NONE, words=ShapeWords.NONE,
    ),
)  # fmt: skip

SHAPES: Final[Mapping[ShapeKind, ShapeRow]] = MappingProxyType({row.kind: row for row in _ROWS})
"""Every kind's row."""


def shape_row(kind: ShapeKind) -> ShapeRow:
    """Return what is known of a kind."""
    return SHAPES[kind]


def strokes(shape: Annotation) -> tuple[Stroke, ...]:
    """Return the polylines of a shape in image coordinates, closed ones ending where they began.

    A shape under way gives what there is: its points in their order where it has too few for its form.
    """
    points = shape.points
    form = SHAPES[shape.kind].form
    match form:
        case StrokeForm.OPEN | StrokeForm.PLACE:
            return (points,)
        case StrokeForm.CLOSED:
            return ((*points, points[0]) if len(points) > 2 else points,)
        case StrokeForm.ELLIPSE:
            return (_ellipse(points),)
        case StrokeForm.PAIRS:
            return tuple(points[i : i + 2] for i in range(0, len(points), 2)) or (points,)
        case StrokeForm.BORDERS:
            parted = 0 < shape.split < len(points)
            return (points[: shape.split], points[shape.split :]) if parted else (points,)
        case StrokeForm.DRAWING:
            return body_mark_strokes(shape.drawing, points) or (points,)
        case _:
            assert_never(form)


def _ellipse(points: tuple[Point, ...]) -> Stroke:
    if len(points) < 3 or points[0] == points[1]:
        return points
    outline = ellipse_outline(points[0], points[1], points[2])
    return (*outline, outline[0])
