"""Build the report from the exam: a pure function that leaves nothing out and adds no judgement."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from sonostep.core.checks.exam import exam_checks
from sonostep.core.clip import StudyInfo
from sonostep.core.differential.result import Differential
from sonostep.core.exam import DataRef, Exam
from sonostep.core.finding import Complaint, Side
from sonostep.core.follow_up import ErrorData
from sonostep.core.progress.steps_in_use import in_use
from sonostep.core.protocol import ProtocolDefinition, Vocabulary
from sonostep.core.report.blocks import block_lines
from sonostep.core.report.earlier import follow_up
from sonostep.core.report.findings import structures
from sonostep.core.report.ledger import ledger
from sonostep.core.report.model import (
    ComplaintEntry,
    FeatureLine,
    HandoutEntry,
    Letterhead,
    Procedure,
    ProtocolEntry,
    Report,
    Structure,
)
from sonostep.core.report.shapes import images, marks, measurements
from sonostep.core.safety import SafetyRule, assess
from sonostep.core.sentences import said
from sonostep.core.text import Language, LocalText

Protocols: TypeAlias = Sequence[ProtocolDefinition]

_RECORDS = ("needle_check", "injection", "block_record")
"""Groups of the vocabulary that are such records."""

_RESPONSES = (
    "facet_target", "level_proof", "level_override", "needle_tip_seen", "hip_injection_relief",
    "facet_block_first", "facet_block_second",
)  # fmt: skip
"""Questions of other groups that tell the target or the response; they stand among the findings too."""


def build_report(
    exam: Exam,
    protocols: Protocols,
    vocabulary: Vocabulary,
    differential: Differential | None,
    language: Language,
    *,
    conditions: Sequence[tuple[str, LocalText]] = (),
    program: str = "",
    handout: Sequence[HandoutEntry] = (),
    letterhead: Letterhead | None = None,
    before: Exam | None = None,
    errors: ErrorData | None = None,
    safety: Sequence[SafetyRule] = (),
) -> Report:
    """Return the report of an exam.

    Args:
        protocols: the definitions of ``exam.protocols``; one that is missing is named without its views.
        differential: None where none was made; the report then says so.
        language: the language that it is asked for, kept as ``Report.language``.
        conditions: names of conditions by id, for those that a suspended differential withholds.
        program: name and version of the program.
        handout: the patient's handout, composed for the exam's complaints.
        letterhead: the clinic's.
        before: the exam that this one follows (``exam.predecessor``), where it is at hand.
        errors: the published measurement errors by which a change is judged.
        safety: the rules of which the first page prints what holds.
    """
    protocols = in_use(exam, protocols)
    return replace(
        _of_exam(exam, protocols, vocabulary, language),
        program=program,
        differential=differential,
        conditions=_conditions(differential, conditions),
        knowledge=differential.knowledge if differential else exam.knowledge,
        handout=tuple(handout),
        letterhead=letterhead or Letterhead(),
        follow_up=follow_up(exam, before, errors, vocabulary, tuple(protocols)),
        safety=assess(exam, safety, vocabulary),
    )


def _of_exam(exam: Exam, protocols: Protocols, vocabulary: Vocabulary, language: Language) -> Report:
    """Return what the exam itself says: nothing weighed, nothing compared, no clinic."""
    measured = measurements(exam, protocols)
    found = structures(exam, protocols, vocabulary, measured)
    return Report(
        exam=exam.id,
        created=exam.created,
        language=language,
        program="",
        state=exam.state,
        synthetic=exam.synthetic,
        patient=exam.patient,
        study=_study(exam),
        physician=exam.physician,
        operator=exam.operator,
        side=exam.side,
        setting=exam.setting,
        complaints=tuple(_complaint(c, vocabulary) for c in exam.complaints),
        ledger=ledger(exam, protocols, vocabulary),
        unexamined_sides=_unexamined_sides(exam, protocols),
        structures=found,
        procedures=_procedures(found, vocabulary),
        measurements=measured,
        marks=marks(exam, measured),
        images=images(exam, protocols, measured),
        clips=exam.clips,
        differential=None,
        conditions=(),
        impression=exam.impression,
        plan=exam.plan,
        protocols=tuple(_protocol(ref, protocols) for ref in exam.protocols),
        knowledge=exam.knowledge,
        vocabulary=DataRef("vocabulary", vocabulary.version, vocabulary.sha256),
        signature=exam.signature,
        amends=exam.amends,
        sealed=exam.final_sha256,
        checks=exam_checks(exam, protocols, vocabulary),
        blocks=block_lines(exam, vocabulary),
        clinical_question=exam.clinical_question,
        technique=exam.technique,
        comparison=exam.comparison,
        limitations=exam.limitations,
        referrer=exam.referrer,
        second_identifier=exam.second_identifier,
        structure_texts=exam.structure_texts,
    )


def _study(exam: Exam) -> StudyInfo:
    return next((c.study for c in exam.clips if c.study.study_uid), StudyInfo())


def _complaint(complaint: Complaint, vocabulary: Vocabulary) -> ComplaintEntry:
    route = tuple(vocabulary.site_text(s) for s in complaint.route)
    lines = [
        FeatureLine(
            group.text,
            tuple((f, text, complaint.state_of(f)) for f, text in group.features if _asked(complaint, f)),
        )
        for group in vocabulary.feature_groups
    ]
    known = {f for group in vocabulary.feature_groups for f, _ in group.features}
    loose = tuple(
        (f.id, vocabulary.feature_text(f.id), f.state) for f in complaint.features if f.id not in known
    )
    other = [FeatureLine(said("report.feature.other"), loose)] if loose else []
    return ComplaintEntry(complaint, route, tuple(line for line in (*lines, *other) if line.features))


def _asked(complaint: Complaint, feature: str) -> bool:
    return any(f.id == feature for f in complaint.features)


def _unexamined_sides(exam: Exam, protocols: Protocols) -> tuple[Side, ...]:
    """Sides without a finding, a shape, a picture or an accounted view; none where no step has a side."""
    if not any(step.sided for protocol in protocols for step in protocol.steps):
        return ()
    seen = {f.key.side for f in exam.findings}
    seen |= {a.side for a in exam.annotations} | {k.side for k in exam.key_images}
    seen |= {v.side for v in exam.views if v.state.value == "done"}
    return tuple(s for s in (Side.LEFT, Side.RIGHT) if s not in seen)


def _conditions(
    differential: Differential | None, given: Sequence[tuple[str, LocalText]]
) -> tuple[tuple[str, LocalText], ...]:
    judged = [(j.condition, j.name) for j in differential.judgements] if differential else []
    return tuple(dict([*given, *judged]).items())


def _protocol(ref: DataRef, protocols: Protocols) -> ProtocolEntry:
    for protocol in protocols:
        if protocol.id == ref.id:
            return ProtocolEntry(ref, protocol.title, protocol.limits, protocol.region)
    return ProtocolEntry(ref)


def _procedures(found: Sequence[Structure], vocabulary: Vocabulary) -> tuple[Procedure, ...]:
    """What was planned and done with a needle, and how the pain answered: the records that were asked."""
    groups = {q.id: q.group for q in vocabulary.questions}
    rows = [row for structure in found for row in structure.rows]
    made = [
        Procedure(h.id, h.text, tuple(r for r in rows if groups.get(r.question) == h.id))
        for h in vocabulary.question_groups
        if h.id in _RECORDS
    ]
    answers = tuple(r for r in rows if r.question in _RESPONSES)
    made.append(Procedure("response", said("report.procedure.response"), answers, moved=False))
    return tuple(p for p in made if p.rows)
