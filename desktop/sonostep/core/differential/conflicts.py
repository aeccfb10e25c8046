"""Findings that contradict each other, or the side of what they speak to."""

from collections.abc import Iterator
from dataclasses import replace

from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.differential.scene import Answer, Recorded, Scene, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState, Side
from sonostep.core.protocol import Question, Vocabulary
from sonostep.core.text import LocalText


def conflicts(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[LocalText, ...]:
    """Return what does not fit together, said in both languages, in an order that entry does not change."""
    found = (*_sides(exam, vocabulary), *_contradictions(exam, knowledge, vocabulary))
    return tuple(sorted(dict.fromkeys(found), key=lambda t: t.en))


def _sides(exam: Exam, vocabulary: Vocabulary) -> Iterator[LocalText]:
    questions = {q.id: q for q in vocabulary.questions}
    for finding in exam.findings:
        if finding.state is not FindingState.NOT_ASSESSED:
            yield from _side_conflicts(finding, questions[finding.key.id], exam)


def _side_conflicts(finding: Finding, question: Question, exam: Exam) -> Iterator[LocalText]:
    text, side = question.text, finding.key.side
    if question.sided and side is None:
        yield LocalText(
            f"{text.en}: the side is missing, so it does not weigh", f"{text.zh_tw}：缺少側別，因此不列入計算"
        )
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(side) if side else None
    for complaint in exam.complaints:
        if complaint.id in finding.reproduces and other and complaint.side is other:
            yield LocalText(
                f"{text.en} ({side}): reproduced complaint {complaint.label}, which is on the other side",
                f"{text.zh_tw}（{_ZH[side]}）：誘發了位於另一側的主訴 {complaint.label}",
            )


_ZH = {Side.LEFT: "左", Side.RIGHT: "右", Side.MIDLINE: "中線", None: ""}


def _contradictions(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[LocalText]:
    recorded = Recorded(replace(exam, paused=()), vocabulary)
    for complaint in exam.complaints:
        scene = Scene(recorded, complaint)
        for rule in knowledge.contradictions:
            if answer(rule.when, scene) is Answer.YES:
                label, text = complaint.label, rule.text
                yield LocalText(f"Complaint {label}: {text.en}", f"主訴 {label}：{text.zh_tw}")
