"""Say a measurement, and the state of the scale, in one line."""

from functools import lru_cache

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Region, ScaleInfo
from sonostep.core.measure.calibration import LengthScale, NoScale, Scale, TraceScale, resolve
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure, measure_all, measures
from sonostep.core.measure.quantity import Measured, Quantity, Refused, Uncalibrated
from sonostep.core.problem import Problem
from sonostep.core.report.numbers import UNIT_WORDS, digits, value_words
from sonostep.core.text import Language
from sonostep.messages import sentence, text

_DEGENERATE = Refused(Problem.of("measure.degenerate"))


@lru_cache(maxsize=4096)
def value_of(shape: Annotation, info: ScaleInfo) -> Measured | None:
    """Return what a shape says; None for kinds without a value and for shapes that are not whole yet."""
    if not measures(shape.kind):
        return None
    try:
        return measure(shape, info)
    except ValueError:
        return _DEGENERATE if len(shape.points) > 2 else None


@lru_cache(maxsize=1024)
def all_values(shape: Annotation, info: ScaleInfo) -> tuple[tuple[str, Measured], ...]:
    """Return all that a shape says, by name; nothing for kinds without a value and degenerate shapes."""
    try:
        return measure_all(shape, info)
    except ValueError:
        return ()


def details(shape: Annotation, info: ScaleInfo, language: Language) -> str:
    """Return the main value in full, and the shape's other values after it."""
    values = all_values(shape, info)
    main = full(value_of(shape, info), language)
    if len(values) > 1:
        main = f"{text(f'value.{values[0][0]}', language)} {main}"
    others = (
        f"{text(f'value.{name}', language)} {value_words(m)}"
        for name, m in values[1:]
        if not isinstance(m, Refused)
    )
    return " · ".join(w for w in (main, *others) if w)


def short(measured: Measured | None) -> str:
    """Return a value and its unit, for the label beside a shape; "–" where there is no value."""
    if measured is None:
        return ""
    if isinstance(measured, Refused):
        return "–"
    shown, unit = digits(measured), UNIT_WORDS[measured.unit]
    # a sign that is no letter stands close to its number
    gap = " " if unit[:1].isalpha() else ""
    return f"{shown[0]}{gap}{unit}" if shown else ""


def full(measured: Measured | None, language: Language) -> str:
    """Return value, placement uncertainty, unit and where the scale comes from, or why there is none."""
    if measured is None:
        return ""
    if isinstance(measured, Refused):
        return f"{text('readout.no_value', language)} · {sentence(measured.reason, language)}"
    value = value_words(measured)
    if isinstance(measured, Uncalibrated):
        return text("readout.pixels", language, reason=sentence(measured.reason, language), value=value)
    return text("readout.quantity", language, source=source(measured, language), value=value)


def source(measured: Quantity | LengthScale, language: Language) -> str:
    """Return where a scale comes from, in words."""
    region = "" if measured.region is None else measured.region + 1
    return text(f"readout.source.{measured.source.value}", language, region=region)


@lru_cache(maxsize=256)
def scales(info: ScaleInfo) -> tuple[tuple[Scale, Region | None], ...]:
    """Return the scale of each region, or the one of the whole picture where there are no regions."""
    if not info.regions:
        return ((resolve([Point(info.columns / 2, info.rows / 2)], info), None),)
    return tuple((resolve(_corners(r, info), info, i), r) for i, r in enumerate(info.regions))


def _corners(region: Region, info: ScaleInfo) -> tuple[Point, Point]:
    right, bottom = min(region.x1 + 1, info.columns), min(region.y1 + 1, info.rows)
    return Point(max(region.x0, 0), max(region.y0, 0)), Point(right, bottom)


def scale_state(info: ScaleInfo, language: Language) -> str:
    """Return what is permanently said of the scale on the picture."""
    known = [(s, r) for s, r in scales(info) if not isinstance(s, NoScale)]
    if known:
        return "   ".join(dict.fromkeys(_say(s, r, language) for s, r in known))
    first = scales(info)[0][0]
    reason = first.reason if isinstance(first, NoScale) else Problem.of("calibration.none")
    return text("calibration_state.none", language, reason=sentence(reason, language))


def scale_in_brief(info: ScaleInfo, language: Language) -> str:
    """Return the scale without where it comes from, or that there is none."""
    lengths = (s for s, _ in scales(info) if isinstance(s, LengthScale))
    said = [text("calibration_state.brief", language, scale=_per_pixel(s)) for s in lengths]
    if said:
        return "   ".join(dict.fromkeys(said))
    traces = any(isinstance(s, TraceScale) for s, _ in scales(info))
    return text("calibration_state.only_traces" if traces else "calibration_state.brief_none", language)


def region_words(info: ScaleInfo, index: int, language: Language) -> str:
    """Return number, kind and scale of a region."""
    scale, region = scales(info)[index]
    words = f"{index + 1}: {_kind(region, language)}"
    if isinstance(scale, LengthScale):
        return f"{words}, {_per_pixel(scale)} mm/px"
    return f"{words}, {scale.seconds_x:.3g} s/px" if isinstance(scale, TraceScale) else words


def calibrated(info: ScaleInfo) -> bool:
    """Whether lengths can be given anywhere on the picture."""
    return any(isinstance(s, LengthScale) for s, _ in scales(info))


def _kind(region: Region | None, language: Language) -> str:
    known = region.spatial_format if region is not None and 0 <= region.spatial_format <= 5 else 0
    return text(f"region.kind.{known}", language)


def _say(scale: Scale, region: Region | None, language: Language) -> str:
    if isinstance(scale, TraceScale):
        number, kind = scale.region + 1, _kind(region, language)
        return text("calibration_state.trace", language, region=number, kind=kind)
    assert isinstance(scale, LengthScale)
    return text("calibration_state.scale", language, scale=_per_pixel(scale), source=source(scale, language))


def _per_pixel(scale: LengthScale) -> str:
    x, y = f"{scale.mm_x:.4g}", f"{scale.mm_y:.4g}"
    return x if x == y else f"{x} × {y}"
