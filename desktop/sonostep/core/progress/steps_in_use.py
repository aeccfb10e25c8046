"""What of its protocols an exam goes through: whole ones, and single steps of others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sonostep.core.exam import DataRef, Exam
from sonostep.core.protocol import ProtocolDefinition


def in_use(exam: Exam, protocols: Sequence[ProtocolDefinition]) -> tuple[ProtocolDefinition, ...]:
    """Return ``protocols``, each with no more steps than the exam has taken over."""
    return tuple(_narrowed(exam, protocols))


def _narrowed(exam: Exam, protocols: Sequence[ProtocolDefinition]) -> Iterator[ProtocolDefinition]:
    refs = {p.id: p for p in exam.protocols}
    for definition in protocols:
        ref = refs.get(definition.id)
        if ref is None or not ref.steps:
            yield definition
        else:
            yield replace(definition, steps=tuple(s for s in definition.steps if s.id in ref.steps))


def whole(exam: Exam) -> tuple[DataRef, ...]:
    """Return the protocols that the exam goes through from end to end."""
    return tuple(p for p in exam.protocols if not p.steps)
