"""Numbers of other programs' reports that do not agree with what the shape measures here."""

from collections.abc import Iterator
from typing import Final, assert_never

from sonostep.core.annotation import Annotation, ReportedValue
from sonostep.core.checks.check import Check, CheckKind
from sonostep.core.exam import Exam
from sonostep.core.measure.measurement import measure_all, measures
from sonostep.core.measure.quantity import Quantity, Unit
from sonostep.core.measure.reported_units import in_our_unit, unit_words
from sonostep.core.report import numbers
from sonostep.core.sentences import said
from sonostep.core.text import LocalText

_ROUNDED: Final = 0.005
"""Half of the third significant digit, which is the least that any report writes."""

_TENFOLD: Final = (9.0, 11.0)
"""A length that is so many times the reported one is the known fault of OHIF, millimetres for centimetres."""


def reported_checks(exam: Exam) -> Iterator[Check]:
    """Yield every reported number that differs from our measurement by more than its doubt."""
    clips = {c.id: c for c in exam.clips}
    for shape in exam.annotations:
        clip = clips.get(shape.frame.clip)
        if clip is None or not shape.reported or not measures(shape.kind):
            continue
        try:
            ours = [m for _, m in measure_all(shape, clip.scale) if isinstance(m, Quantity)]
        except ValueError:
            continue
        for told in shape.reported:
            words = _difference(shape, told, ours)
            if words is not None:
                yield Check(CheckKind.REPORTED, words, (), (shape.frame,), (shape.id,))


def reported_text(told: ReportedValue) -> str:
    """Return a reported number with its unit, rounded as ours are where nothing is known of its doubt.

    A unit that nobody can read, such as an arbitrary one with a remark, is a question mark.
    """
    known = in_our_unit(told.value, told.unit)
    if known is None:
        return f"{told.name} {told.value:.4g} {unit_words(told.unit)}".strip()
    value, unit = known
    return f"{told.name} {value:.2f} {numbers.UNIT_WORDS[unit]}".strip()


def _difference(shape: Annotation, told: ReportedValue, ours: list[Quantity]) -> LocalText | None:
    known = in_our_unit(told.value, told.unit)
    alike = [m for m in ours if known is not None and m.unit is known[1]]
    if known is None or not alike:
        return None
    value, unit = known
    mine = min(alike, key=lambda m: abs(m.value - value))
    if abs(mine.value - value) <= mine.uncertainty + _ROUNDED * abs(value):
        return None
    tenfold = _is_length(unit) and value > 0 and _TENFOLD[0] <= mine.value / value <= _TENFOLD[1]
    return said(
        "check.reported.differs",
        shape=shape.label.strip() or shape.kind.value,
        reported=reported_text(told),
        measured=numbers.value_words(mine),
        why=said("check.reported.tenfold") if tenfold else "",
    )


def _is_length(unit: Unit) -> bool:
    match unit:
        case Unit.MM:
            return True
        case Unit.MM2 | Unit.DEG | Unit.PX | Unit.PX2 | Unit.SECOND | Unit.CM_PER_S:
            return False
        case _:
            assert_never(unit)
