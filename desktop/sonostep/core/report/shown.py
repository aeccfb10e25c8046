"""Measurements and pictures of a report: a shape has the same number in the table and on its picture."""

from dataclasses import dataclass

from sonostep.core.annotation import Annotation
from sonostep.core.clip import FrameRef
from sonostep.core.exam import ClipRecord
from sonostep.core.finding import Side
from sonostep.core.measure.quantity import Measured
from sonostep.core.protocol import Code
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class MeasurementEntry:
    """One measurement, numbered as on its picture.

    Attributes:
        label: the slot's name, or the physician's words, or None where there are neither.
        filters: display filters, rotation or flip that were on when it was placed.
        images: numbers of the key images that show it.
        further: what else the shape says, by name: perimeter, long_axis ...
        region: body region of the protocol whose step asked for it, or empty.
    """

    number: int
    annotation: Annotation
    measured: Measured
    label: LocalText | None
    step_title: LocalText | None
    clip: ClipRecord | None
    code: Code | None = None
    images: tuple[int, ...] = ()
    region: str = ""
    further: tuple[tuple[str, Measured], ...] = ()

    @property
    def side(self) -> Side | None:
        """The side of the patient that it shows."""
        return self.annotation.side

    @property
    def frame(self) -> FrameRef:
        """The frame it was placed on."""
        return self.annotation.frame


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape to draw on a key image; ``number`` is its measurement's, None where it measures nothing."""

    annotation: Annotation
    number: int | None = None
    measured: Measured | None = None
    label: LocalText | None = None


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """A key image with what is drawn on it.

    Attributes:
        png: the picture without annotations, in the stored orientation.
        rows, columns: size of the clip's frame, in whose pixels the marks are.
        aspect: height over width of a pixel; 1.0 where the file does not say.
    """

    number: int
    id: str
    png: bytes
    caption: str
    frame: FrameRef
    clip: ClipRecord | None
    rows: int
    columns: int
    aspect: float
    side: Side | None
    step_title: LocalText | None
    view_text: LocalText | None
    marks: tuple[Mark, ...]
