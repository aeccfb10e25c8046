"""What an exam takes beyond whole protocols: single steps of another one, and pictures of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sonostep.core.edits import draft, drop, put
from sonostep.core.exam import DataRef, Exam, ExtraView
from sonostep.core.problem import ProblemError
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


@dataclass(frozen=True, slots=True)
class InsertStep:
    """Take one step of a protocol over; one that is in use as a whole is left as it is."""

    protocol: DataRef
    step: str
    name: str = "insert_step"

    def apply(self, exam: Exam) -> Exam:
        held = next((p for p in draft(exam).protocols if p.id == self.protocol.id), None)
        if held is not None and not held.steps:
            return exam
        steps = tuple(dict.fromkeys((*(held.steps if held else ()), self.step)))
        ref = replace(self.protocol, steps=steps)
        return replace(exam, protocols=put(exam.protocols, ref, lambda p: p.id))


@dataclass(frozen=True, slots=True)
class ConfirmClip:
    """Say that a clip is of the exam's patient, though its file names another patient or none."""

    clip: str
    name: str = "confirm_identity"

    def apply(self, exam: Exam) -> Exam:
        try:
            record = replace(draft(exam).clip(self.clip), confirmed=True)
        except KeyError:
            raise ProblemError.of("clip.not_in_exam", clip=self.clip) from None
        return replace(exam, clips=put(exam.clips, record, lambda c: c.id))


@dataclass(frozen=True, slots=True)
class AddExtraView:
    """Add a picture beside the protocol, with its own caption, or change the caption.

    Raises:
        ProblemError: ``view.caption_missing`` without a caption.
    """

    view: ExtraView
    name: str = "add_extra_view"

    def apply(self, exam: Exam) -> Exam:
        if not self.view.caption.strip():
            raise ProblemError.of("view.caption_missing")
        return replace(exam, extra_views=put(draft(exam).extra_views, self.view, lambda v: v.id))


@dataclass(frozen=True, slots=True)
class RemoveExtraView:
    """Take an extra view away that has no picture yet; pictures keep their caption."""

    id: str
    name: str = "remove_extra_view"

    def apply(self, exam: Exam) -> Exam:
        views = drop(draft(exam).views, lambda v: v.view == self.id)
        return replace(exam, extra_views=drop(exam.extra_views, lambda v: v.id == self.id), views=views)
