"""Edits of the visit itself: patient, people, side, protocols, words, and whether it awaits its signature."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sonostep.core.checks.identity import named_alike
from sonostep.core.clip import Patient
from sonostep.core.edits.base import draft, drop, put
from sonostep.core.exam import ClipRecord, DataRef, Exam, ExamState, StructureText
from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError


@dataclass(frozen=True, slots=True)
class SetSide:
    """Say which side is examined."""

    side: Side | None
    name: str = "set_side"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), side=self.side)


@dataclass(frozen=True, slots=True)
class SetPatient:
    """Attach the patient; an exam can start without one.

    Of another patient than before, or of none, no clip is confirmed any more: it was for the one before.
    """

    patient: Patient
    name: str = "set_patient"

    def apply(self, exam: Exam) -> Exam:
        changed = replace(draft(exam), patient=self.patient)
        same = named_alike(self.patient, exam.patient)
        if same or not any(c.confirmed for c in exam.clips):
            return changed
        return replace(changed, clips=tuple(replace(c, confirmed=False) for c in exam.clips))


@dataclass(frozen=True, slots=True)
class ReadNameAs:
    """Choose one of several readings of the patient's name, for the exam and for all its clips.

    Attributes:
        chosen: the right one.
        readings: all that the same bytes allow.
    """

    chosen: str
    readings: tuple[str, ...]
    name: str = "read_name_as"

    def apply(self, exam: Exam) -> Exam:
        named = draft(exam).patient.name
        other = named != self.chosen and named in ("", *self.readings)
        patient = replace(exam.patient, name=self.chosen) if other else exam.patient
        clips = tuple(map(self._of_clip, exam.clips))
        same = all(a is b for a, b in zip(clips, exam.clips, strict=True))
        return replace(exam, patient=patient, clips=exam.clips if same else clips)

    def _of_clip(self, clip: ClipRecord) -> ClipRecord:
        if clip.patient.name == self.chosen or clip.patient.name not in self.readings:
            return clip
        return replace(clip, patient=replace(clip.patient, name=self.chosen))


@dataclass(frozen=True, slots=True)
class SetPeople:
    """Name the physician and the operator."""

    physician: str
    operator: str
    name: str = "set_people"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), physician=self.physician, operator=self.operator)


@dataclass(frozen=True, slots=True)
class SetSetting:
    """Choose the clinical setting whose priors apply; empty for none."""

    setting: str
    name: str = "set_setting"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), setting=self.setting)


@dataclass(frozen=True, slots=True)
class SetWords:
    """Write the impression and the plan, in the physician's words."""

    impression: str
    plan: str
    name: str = "set_words"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), impression=self.impression, plan=self.plan)


class ReportField(StrEnum):
    """The fields of words on the report's first page; each is named as the exam's field."""

    CLINICAL_QUESTION = "clinical_question"
    TECHNIQUE = "technique"
    COMPARISON = "comparison"
    LIMITATIONS = "limitations"
    REFERRER = "referrer"
    SECOND_IDENTIFIER = "second_identifier"


@dataclass(frozen=True, slots=True)
class SetReportField:
    """Write one field of the report's first page, in the physician's words."""

    field: ReportField
    text: str
    name: str = "set_report_field"

    def apply(self, exam: Exam) -> Exam:
        written: dict[str, Any] = {self.field.value: self.text}
        return replace(draft(exam), **written)


@dataclass(frozen=True, slots=True)
class PutStructureText:
    """Write what the report says of a structure, or take a proposal over.

    Attributes:
        text: the words; a structure whose words are empty in both languages says nothing any more.
    """

    text: StructureText
    name: str = "put_structure_text"

    def apply(self, exam: Exam) -> Exam:
        held, wanted = draft(exam).structure_texts, self.text
        if not wanted.text.en.strip() and not wanted.text.zh_tw.strip():
            return replace(exam, structure_texts=drop(held, lambda t: t.structure == wanted.structure))
        return replace(exam, structure_texts=put(held, wanted, lambda t: t.structure))


@dataclass(frozen=True, slots=True)
class SetPredecessor:
    """Name the earlier visit that this one is compared with; empty for none."""

    predecessor: str
    name: str = "set_predecessor"

    def apply(self, exam: Exam) -> Exam:
        if self.predecessor == draft(exam).id:
            raise ProblemError.of("exam.own_predecessor")
        return replace(exam, predecessor=self.predecessor)


@dataclass(frozen=True, slots=True)
class UseProtocol:
    """Take a protocol, and the knowledge that goes with it, into use."""

    protocol: DataRef
    knowledge: DataRef | None = None
    name: str = "use_protocol"

    def apply(self, exam: Exam) -> Exam:
        protocols = put(draft(exam).protocols, self.protocol, lambda p: p.id)
        return replace(exam, protocols=protocols, knowledge=self.knowledge or exam.knowledge)


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
class AwaitSignature:
    """Hand the exam over for its signature, or take it back to draft."""

    waiting: bool
    name: str = "await_signature"

    def apply(self, exam: Exam) -> Exam:
        if exam.closed:
            raise ProblemError.of("exam.final")
        return replace(exam, state=ExamState.PENDING if self.waiting else ExamState.DRAFT)
