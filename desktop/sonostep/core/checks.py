"""What in an exam needs a second look before it is signed.

Pure: the shell shows each check beside what it is about, the report prints what stands at signing.
"""

from collections.abc import Iterator, Sequence

from sonostep.core.block_checks import block_checks
from sonostep.core.check import Check, CheckKind, key_text
from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState
from sonostep.core.identity_checks import patient_checks, side_checks
from sonostep.core.needle import deep_checks
from sonostep.core.protocol import Axis, ProtocolDefinition, Vocabulary
from sonostep.core.settled import linked_frames, settled_state
from sonostep.core.stale import lost_annotations
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
            words = LocalText(
                f"{text.en}: indeterminate until a second angle is linked (anisotropy)",
                f"{text.zh_tw}：連結第二個角度之前仍屬未定（異向性）",
            )
            yield Check(CheckKind.SECOND_ANGLE, words, (finding.key,), frames, finding.annotations)
        if question.both_axes and (missing := {Axis.LONG, Axis.SHORT} - _axes_of(finding, exam, axes)):
            yield _axis(finding, missing, text, frames)


def _stale(finding: Finding, lost: tuple[str, ...], text: LocalText, exam: Exam) -> Check:
    words = LocalText(
        f"{text.en}: what showed it was removed; link it anew or record it again",
        f"{text.zh_tw}：標示它的圖形已移除；請重新連結或重新記錄",
    )
    return Check(CheckKind.STALE, words, (finding.key,), linked_frames(finding, exam), lost)


_AXES = {Axis.LONG: LocalText("long axis", "長軸"), Axis.SHORT: LocalText("short axis", "短軸")}


def _axis(finding: Finding, missing: set[Axis], text: LocalText, frames: tuple[FrameRef, ...]) -> Check:
    names = [_AXES[a] for a in Axis if a in missing]
    words = LocalText(
        f"{text.en}: no picture in {' and '.join(n.en for n in names)} is linked",
        f"{text.zh_tw}：未連結{'與'.join(n.zh_tw for n in names)}影像",
    )
    return Check(CheckKind.BOTH_AXES, words, (finding.key,), frames, finding.annotations)


def _axes_of(finding: Finding, exam: Exam, axes: Axes) -> set[Axis]:
    """The axes of the views that the linked frames were saved for, and of the steps of the linked shapes."""
    frames = set(linked_frames(finding, exam))
    seen = {axes.get((k.step, k.view)) for k in exam.key_images if k.frame in frames}
    drawn = {a.step for a in exam.annotations if a.id in finding.annotations}
    seen |= {axis for (step, _), axis in axes.items() if step in drawn}
    return {a for a in seen if a}
