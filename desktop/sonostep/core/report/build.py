"""Build the report from the exam: a pure function that leaves nothing out and adds no judgement."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from sonostep.core.checks import exam_checks
from sonostep.core.clip import StudyInfo
from sonostep.core.differential.result import Differential
from sonostep.core.exam import DataRef, Exam
from sonostep.core.finding import Complaint, Side
from sonostep.core.follow_up import ErrorData
from sonostep.core.insertion import in_use
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
    ProtocolEntry,
    Report,
)
from sonostep.core.report.procedures import procedures
from sonostep.core.report.shapes import images, marks, measurements
from sonostep.core.text import Language, LocalText

Protocols: TypeAlias = Sequence[ProtocolDefinition]


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
        procedures=procedures(found, vocabulary),
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
    other = [FeatureLine(LocalText("Other", "其他"), loose)] if loose else []
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
