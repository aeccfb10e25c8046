"""What in an exam needs a second look before it is signed.

Pure: the shell shows each check beside what it is about, the report prints what stands at signing.
"""

from collections.abc import Iterator, Sequence

from sonostep.core.checks.blocks import block_checks
from sonostep.core.checks.check import Check, CheckKind, key_text
from sonostep.core.checks.identity import patient_checks, side_checks
from sonostep.core.checks.reported import reported_checks
from sonostep.core.checks.second_angle import linked_frames, settled_state
from sonostep.core.checks.stale_links import lost_annotations
from sonostep.core.checks.views import view_checks
from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState
from sonostep.core.measure.needle import deep_checks
from sonostep.core.protocol import Axis, ProtocolDefinition, Vocabulary
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

Axes = dict[tuple[str, str], Axis]
"""Axis of a view, by step and view."""


def exam_checks(
    exam: Exam, protocols: Sequence[ProtocolDefinition], vocabulary: Vocabulary
) -> tuple[Check, ...]:
    """Return everything that needs a second look, in an order that entry does not change."""
    axes = {(s.id, v.id): v.axis for p in protocols for s in p.steps for v in s.views if v.axis}
    found = [
        *_finding_checks(exam, axes, vocabulary),
        *side_checks(exam, vocabulary),
        *patient_checks(exam),
        *block_checks(exam, vocabulary),
        *deep_checks(exam),
        *view_checks(exam, protocols),
        *reported_checks(exam),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda c: (c.kind, c.text.en)))


def _finding_checks(exam: Exam, axes: Axes, vocabulary: Vocabulary) -> Iterator[Check]:
    questions = {q.id: q for q in vocabulary.questions}
    for finding in exam.findings:
        text = key_text(finding.key, vocabulary)
        if lost := lost_annotations(finding, exam):
            yield _stale(finding, lost, text, exam)
        question = questions.get(finding.key.id)
        if question is None or finding.state is not FindingState.PRESENT:
            continue
        frames = linked_frames(finding, exam)
        if settled_state(finding, question, exam) is not finding.state:
            words = said("check.second_angle", finding=text)
            yield Check(CheckKind.SECOND_ANGLE, words, (finding.key,), frames, finding.annotations)
        if question.both_axes and (missing := {Axis.LONG, Axis.SHORT} - _axes_of(finding, exam, axes)):
            yield _axis(finding, missing, text, frames)


def _stale(finding: Finding, lost: tuple[str, ...], text: LocalText, exam: Exam) -> Check:
    words = said("check.stale", finding=text)
    return Check(CheckKind.STALE, words, (finding.key,), linked_frames(finding, exam), lost)


_AXES = {Axis.LONG: said("check.axis.long"), Axis.SHORT: said("check.axis.short")}


def _axis(finding: Finding, missing: set[Axis], text: LocalText, frames: tuple[FrameRef, ...]) -> Check:
    axes = joined("list.and", [_AXES[a] for a in Axis if a in missing])
    words = said("check.axis.missing", finding=text, axes=axes)
    return Check(CheckKind.BOTH_AXES, words, (finding.key,), frames, finding.annotations)


def _axes_of(finding: Finding, exam: Exam, axes: Axes) -> set[Axis]:
    """The axes of the views that the linked frames were saved for, and of the steps of the linked shapes."""
    frames = set(linked_frames(finding, exam))
    seen = {axes.get((k.step, k.view)) for k in exam.key_images if k.frame in frames}
    drawn = {a.step for a in exam.annotations if a.id in finding.annotations}
    seen |= {axis for (step, _), axis in axes.items() if step in drawn}
    return {a for a in seen if a}
