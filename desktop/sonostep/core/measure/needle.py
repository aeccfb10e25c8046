"""The needle as it is planned on the picture: how far, how steep, how deep. Planning aids only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sonostep.core.annotation import Annotation
from sonostep.core.checks.check import Check, CheckKind
from sonostep.core.exam import Exam
from sonostep.core.measure.measurement import measure, measure_all
from sonostep.core.measure.quantity import Measured, millimetres
from sonostep.core.sentences import said
from sonostep.core.shapes import shape_row

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
    drawn = (a for a in exam.annotations if shape_row(a.kind).needle_path and a.step == step)
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
            words = said("check.level.deep", depth=f"{depth:.0f}")
            yield Check(CheckKind.LEVEL, words, (), (shape.frame,), (shape.id,))


def _depth(shape: Annotation, exam: Exam) -> float | None:
    """The depth in mm that a shape states, None where it states none or has no scale."""
    if shape_row(shape.kind).needle_path:
        found = dict(_values(shape, exam)).get("depth")
    elif shape.slot == DEPTH_SLOT:
        found = _measured(shape, exam)
    else:
        found = None
    return millimetres(found) if found is not None else None


def _measured(shape: Annotation, exam: Exam) -> Measured | None:
    try:
        return measure(shape, exam.clip(shape.frame.clip).scale)
    except (KeyError, ValueError):
        return None
