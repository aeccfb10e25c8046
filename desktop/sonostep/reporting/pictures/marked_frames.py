"""Burn a clip's shapes into its frames, each shape on the frames that it belongs to and on no other."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sonostep.core.clip import Frame, FrameSource
from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Mark
from sonostep.paths import resources
from sonostep.reporting.burned_in_marks import Numbered, ink
from sonostep.reporting.words import ReportWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rgb = NDArray[np.uint8]
    """Rows x columns x 3 uint8, R G B."""

SMALLEST = 640
"""Columns from which a picture leaves at its own size; a smaller one is enlarged by a whole number, since the
words beside a shape could not be read."""

_BAND, _WORDS = (12, 12, 12), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class PictureStyle:
    """How pictures leave.

    Attributes:
        marks: the shapes of the clip; those that are hidden are left out by whoever makes this.
        words: the language of the words beside the shapes.
        aspect: height of a stored pixel over its width.
        identity: lines that stand in a band above the picture, over none of its pixels; none for no band.
        kept: rows x columns, True where stored pixels may leave; all else is black. None keeps everything.
        synthetic: whether the clip is said to be synthetic.
    """

    marks: tuple[Mark, ...]
    words: ReportWords
    aspect: float = 1.0
    identity: tuple[str, ...] = ()
    kept: "NDArray[np.bool_] | None" = None
    synthetic: bool = False

    def on(self, frame: int) -> Numbered:
        """Return the shapes of one frame (from 1), each with its place among all of them."""
        return tuple((n, m) for n, m in enumerate(self.marks) if frame in m.annotation.frames)


class MarkedFrames:
    """Draws frames of one size.

    Attributes:
        scale: pixels drawn per stored pixel, along x and y.
        top: rows of the band above the picture: stored pixel (x, y) is drawn from (x * scale[0],
            top + y * scale[1]) on.
        size: columns and rows of what is drawn, both even, as films ask for.
    """

    def __init__(self, rows: int, columns: int, style: PictureStyle) -> None:
        self._style = style
        factor = math.ceil(SMALLEST / columns)
        self.scale = (float(factor), factor * style.aspect)
        self._picture = (columns * factor, max(1, round(rows * self.scale[1])))
        self._band = _band(self._picture[0], style.identity)
        self.top = self._band.height if self._band is not None else 0
        self.size = (_even(self._picture[0]), _even(self._picture[1] + self.top))
        self._shape = (rows, columns)
        self._inked: tuple[Numbered, tuple[Image.Image, tuple[int, int]] | None] | None = None

    def draw(self, number: int, frame: Frame) -> "Rgb":
        """Return frame ``number`` (from 1), given as stored, with what belongs on it.

        Raises:
            ProblemError: ``export.frame_size`` when it is of another size than the clip says.
        """
        if frame.shape[:2] != self._shape:
            raise ProblemError.of("export.frame_size", frame=number)
        rgb = np.ascontiguousarray(frame[:, :, 2::-1])
        if self._style.kept is not None:
            rgb[~self._style.kept] = 0
        picture = Image.fromarray(rgb)
        if picture.size != self._picture:
            picture = picture.resize(self._picture, Image.Resampling.BILINEAR)
        over = self._over(self._style.on(number))
        if over is not None:
            picture.paste(over[0], over[1], mask=over[0].getchannel("A"))
        whole = Image.new("RGB", self.size)
        if self._band is not None:
            whole.paste(self._band, (0, 0))
        whole.paste(picture, (0, self.top))
        return np.asarray(whole, dtype=np.uint8)

    def _over(self, marks: Numbered) -> tuple[Image.Image, tuple[int, int]] | None:
        """What is drawn over a frame; most frames have the shapes of the one before."""
        if self._inked is None or self._inked[0] != marks:
            drawn = ink(self._picture, self.scale, marks, self._style.words, synthetic=self._style.synthetic)
            self._inked = marks, drawn
        return self._inked[1]


def _even(number: int) -> int:
    return number + number % 2


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resources() / "fonts" / "NotoSansTC-Bold.otf"), size)


def _band(width: int, lines: Sequence[str]) -> Image.Image | None:
    """The band above the picture, its lines as large as fits its width."""
    lines = [line for line in lines if line]
    if not lines:
        return None
    size = max(12, width // 44)
    while size > 8 and max(_font(size).getlength(line) for line in lines) > width - size:
        size -= 1
    step = round(size * 1.5)
    band = Image.new("RGB", (width, _even(step * len(lines) + size // 2)), _BAND)
    pen = ImageDraw.Draw(band)
    for number, line in enumerate(lines):
        pen.text((size // 2, size // 4 + number * step), line, font=_font(size), fill=_WORDS)
    return band


@dataclass(frozen=True, slots=True)
class MarkedClip:
    """The frames ``first`` to ``last`` (from 1) of a clip, drawn one after the other."""

    source: FrameSource
    style: PictureStyle
    first: int
    last: int

    @property
    def starts(self) -> tuple[float, ...]:
        """When each frame is shown, in seconds from the first that leaves."""
        starts = self.source.clip.timing.starts[self.first - 1 : self.last]
        return tuple(s - starts[0] for s in starts)

    @property
    def end(self) -> float:
        """When the last frame is over, in seconds from the first that leaves."""
        timing = self.source.clip.timing
        over = timing.starts[self.last] if self.last < len(timing.starts) else timing.duration
        return max(over - timing.starts[self.first - 1], self.starts[-1])

    def drawer(self) -> MarkedFrames:
        """Return what draws its frames, and knows their size and where a stored pixel lies on them."""
        scale = self.source.clip.scale
        return MarkedFrames(scale.rows, scale.columns, self.style)

    def frames(self) -> Iterator["Rgb"]:
        """Draw each frame: rows x columns x 3 uint8, R G B, all of one size.

        Raises:
            ProblemError: when a frame cannot be decoded.
        """
        drawer = self.drawer()
        for number in range(self.first, self.last + 1):
            yield drawer.draw(number, self.source.frame(number))
