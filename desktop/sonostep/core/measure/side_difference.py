"""The same measurement on both sides of a patient, and the difference."""

import math
from dataclasses import dataclass

from sonostep.core.annotation import Annotation
from sonostep.core.exam import Exam
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Quantity
from sonostep.core.protocol import ProtocolDefinition, Slot, Step


@dataclass(frozen=True, slots=True)
class SideDifference:
    """What one side measures more than the other.

    Attributes:
        there: what the other side measures.
        difference: this side less the other; its uncertainty is that of both together (GUM 5.1.2).
        share: the difference as a share of the value there; None where that is 0.
    """

    there: Quantity
    difference: Quantity
    share: float | None


def partners(slot: Slot, definition: ProtocolDefinition) -> tuple[tuple[Step, Slot], ...]:
    """Return the slots of a protocol that hold the same of the other side."""
    return tuple(
        (step, other)
        for step in definition.steps
        for other in step.slots
        if other.id != slot.id and (other.compares == slot.id or slot.compares == other.id)
    )


def side_difference(exam: Exam, slot: Slot, definition: ProtocolDefinition) -> SideDifference | None:
    """Return the difference to the other side; None while one of the two has no number in the same unit.

    Lengths without a scale, in pixels, are never set against each other: two clips can differ in zoom.
    """
    here = _value(exam, slot.id)
    for _, other in partners(slot, definition):
        there = _value(exam, other.id)
        if here is not None and there is not None and here.unit is there.unit:
            change = here.value - there.value
            unsure = math.hypot(here.uncertainty, there.uncertainty)
            difference = Quantity(change, here.unit, unsure, here.source)
            return SideDifference(there, difference, change / there.value if there.value else None)
    return None


def _value(exam: Exam, slot: str) -> Quantity | None:
    shapes = [a for a in exam.annotations if a.slot == slot]
    return _measured(exam, shapes[-1]) if shapes else None


def _measured(exam: Exam, annotation: Annotation) -> Quantity | None:
    try:
        found = measure(annotation, exam.clip(annotation.frame.clip).scale)
    except (KeyError, ValueError):
        return None
    return found if isinstance(found, Quantity) else None
