"""Say the echo intensities inside a region, and their ratio to the region drawn before it on the frame."""

from collections.abc import Mapping, Sequence

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Frame
from sonostep.core.measure.echo import EchoStatistics, echo_statistics
from sonostep.core.shapes import shape_row
from sonostep.core.text import Language
from sonostep.messages import text


def echo_words(
    shape: Annotation,
    others: Sequence[Annotation],
    numbers: Mapping[str, int],
    frame: Frame | None,
    language: Language,
) -> str:
    """Return one line for a region; empty for every other kind, and where the pixels are not at hand."""
    if not shape_row(shape.kind).echo or frame is None:
        return ""
    said = echo_statistics(frame, shape.points)
    if said is None:
        return ""
    return " · ".join(
        w for w in (_say(said, language), _ratio(said, shape, others, numbers, frame, language)) if w
    )


def _say(said: EchoStatistics, language: Language) -> str:
    numbers = {n: f"{getattr(said, n):.0f}" for n in ("mean", "sd", "median", "low", "high")}
    return text("echo.statistics", language, count=said.count, **numbers)


def _ratio(
    said: EchoStatistics,
    shape: Annotation,
    others: Sequence[Annotation],
    numbers: Mapping[str, int],
    frame: Frame,
    language: Language,
) -> str:
    regions = [a for a in others if shape_row(a.kind).echo and a.id != shape.id]
    second = echo_statistics(frame, regions[-1].points) if regions else None
    if second is None or second.mean == 0.0:
        return ""
    ratio = f"{said.mean / second.mean:.2f}"
    return text("echo.ratio", language, number=numbers.get(regions[-1].id, 0), ratio=ratio)
