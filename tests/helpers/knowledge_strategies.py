# ruff: noqa: E501 - tables of cases read better on one line
"""Arbitrary exams of the vocabulary that we ship, and what the differential says of them."""

from functools import cache

from hypothesis import settings
from hypothesis import strategies as st

from sonostep.core.clip import FrameRef
from sonostep.core.differential import weigh
from sonostep.core.differential.knowledge import Evidence
from sonostep.core.differential.result import Differential, Judgement
from sonostep.core.differential.scene import Frame, leaves
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind, Question
from sonostep.protocols import load_knowledge, load_vocabulary

VOCABULARY, KNOWLEDGE = load_vocabulary(), load_knowledge()
QUESTIONS = tuple(q for q in VOCABULARY.questions if not q.flag and q.id != "red_flag_clearance")
FEATURES = tuple(f for g in VOCABULARY.feature_groups for f, _ in g.features)
ROUTE = tuple(s.id for s in VOCABULARY.sites if s.group == "route")
BURDENS = {q: b.minutes for b in KNOWLEDGE.burdens for q in b.questions}
SCALE = settings.default.max_examples
FEW = settings(max_examples=max(10, SCALE // 4))
STATES = (FindingState.PRESENT, FindingState.ABSENT)
TWO_ANGLES = (FrameRef("c", 1), FrameRef("c", 2))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    question = draw(st.sampled_from(QUESTIONS))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT))) if question.sided else None
    site = draw(st.sampled_from(question.sites)) if question.sites else ""
    felt = draw(st.sampled_from(((), ("A",), ("B",), ("A", "B")))) if question.asks_complaint else ()
    if question.kind is AnswerKind.CHOICE:
        option = draw(st.sampled_from(question.options))
        return Finding(FindingKey(question.id, side, site), option.state, choice=option.id, reproduces=felt)
    seen = tuple(FrameRef("c", n) for n in range(1, draw(st.integers(1, 3))))
    state = draw(st.sampled_from(STATES))
    return Finding(FindingKey(question.id, side, site), state, reproduces=felt, frames=seen)


@st.composite
def complaints(draw: st.DrawFn, id_: str) -> Complaint:
    features = draw(st.dictionaries(st.sampled_from(FEATURES), st.sampled_from(STATES), max_size=8))
    route = draw(st.lists(st.sampled_from(ROUTE), unique=True, max_size=4))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT, Side.MIDLINE, None)))
    return Complaint(id_, id_, side, tuple(route), tuple(Feature(k, v) for k, v in features.items()))


@st.composite
def exams(draw: st.DrawFn) -> Exam:
    pains = (draw(complaints("A")), draw(complaints("B")))
    unique = {f.key: f for f in draw(st.lists(findings(), max_size=12))}
    setting = draw(st.sampled_from(("", *(s.id for s in KNOWLEDGE.settings))))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT, None)))
    return Exam(
        "x",
        "2026-01-01T00:00:00+00:00",
        side=side,
        setting=setting,
        complaints=pains,
        findings=tuple(unique.values()),
    )


def said(exam: Exam) -> Differential:
    return weigh(exam, KNOWLEDGE, VOCABULARY)


def by_place(differential: Differential) -> dict[tuple[str, str, str, str], Judgement]:
    return {(j.complaint, j.condition, j.segment, j.side or ""): j for j in differential.judgements}


def ids_of(item: Evidence) -> frozenset[str]:
    """Return the ids of all findings and features that an item rests on."""
    frame = Frame((Side.RIGHT,), "L5", "A", frozenset(q.id for q in QUESTIONS if q.sided))
    operators = (item.when, item.absent_when, item.given)
    return frozenset(k.id for o in operators if o for k in leaves(o, frame))


@cache
def supporting(condition: str) -> tuple[Question, ...]:
    """Return findings that only ever speak for a condition: simple items without guard, ratio over 1 when present."""
    items = KNOWLEDGE.condition(condition).evidence
    return tuple(
        q for q in QUESTIONS
        if q.kind is AnswerKind.PRESENCE and not q.ultrasound
        and (touched := [e for e in items if q.id in ids_of(e)])
        and all(
            e.given is None and e.absent_when is None and e.present and e.present.value >= 1
            and "Absent" not in repr(e.when) and "NotShown" not in repr(e.when) and (e.absent is None or e.absent.value <= 1)
            for e in touched
        )
    )  # fmt: skip
