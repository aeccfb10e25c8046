"""The needle as it is planned on the picture: how far, how steep, how deep. Planning aids only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.check import Check, CheckKind
from sonostep.core.exam import Exam
from sonostep.core.measurement import measure, measure_all
from sonostep.core.quantity import Measured, Quantity, Unit
from sonostep.core.text import LocalText

DEEP: Final = 70.0
"""Depth in mm beyond which ultrasound alone is not recommended (after Rauch 2009, R44)."""
DEPTH_SLOT: Final = "target_depth"


@dataclass(frozen=True, slots=True)
class NeedlePlan:
    """One planned path: its shape, and what it measures by name (length, depth, angle)."""

    annotation: Annotation
    values: tuple[tuple[str, Measured], ...]


def needle_plans(exam: Exam, step: str) -> tuple[NeedlePlan, ...]:
    """Return the needle paths that were drawn in a step, oldest first."""
    drawn = (a for a in exam.annotations if a.kind is ShapeKind.NEEDLE and a.step == step)
    return tuple(NeedlePlan(a, _values(a, exam)) for a in drawn)


def _values(annotation: Annotation, exam: Exam) -> tuple[tuple[str, Measured], ...]:
    try:
        return measure_all(annotation, exam.clip(annotation.frame.clip).scale)
    except (KeyError, ValueError):
        return ()


def deep_checks(exam: Exam) -> Iterator[Check]:
    """Yield needle paths and targets that lie deeper than ultrasound alone is recommended for."""
    for shape in exam.annotations:
        depth = _depth(shape, exam)
        if depth is not None and depth > DEEP:
            words = LocalText(
                f"{depth:.0f} mm deep: beyond 70 mm ultrasound alone is not recommended",
                f"深度 {depth:.0f} mm：超過 70 mm 不建議僅用超音波",
            )
            yield Check(CheckKind.LEVEL, words, (), (shape.frame,), (shape.id,))


def _depth(shape: Annotation, exam: Exam) -> float | None:
    """The depth in mm that a shape states, None where it states none or has no scale."""
    if shape.kind is ShapeKind.NEEDLE:
        found = dict(_values(shape, exam)).get("depth")
    elif shape.slot == DEPTH_SLOT:
        found = _measured(shape, exam)
    else:
        found = None
    return found.value if isinstance(found, Quantity) and found.unit is Unit.MM else None


def _measured(shape: Annotation, exam: Exam) -> Measured | None:
    try:
        return measure(shape, exam.clip(shape.frame.clip).scale)
    except (KeyError, ValueError):
        return None
