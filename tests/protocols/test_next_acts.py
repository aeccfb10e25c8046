"""The physician's best next act, stated beforehand, is among the first three that are proposed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.knowledge_strategies import VOCABULARY, said
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.protocols.cases import ComplaintModel, FindingModel
from sonostep.protocols.schema.base import Id, Model, Words
from sonostep.protocols.validation import read_tree, validate

SHARE = 0.9
"""Of the exams; each of the others is marked ``missed`` and says what is proposed instead."""


class StatedModel(Model):
    """One exam with the ways to do the best next act."""

    id: Id
    say: Words
    flags_open: bool = False
    missed: str = ""
    complaints: list[ComplaintModel]
    findings: list[FindingModel] = []
    best: list[list[Id]]


class StatedFile(Model):
    """The whole file."""

    acts: list[StatedModel]


@dataclass(frozen=True)
class Stated:
    """One exam as core knows it."""

    id: str
    exam: Exam
    best: tuple[frozenset[str], ...]
    missed: str


def _stated(model: StatedModel) -> Stated:
    findings = tuple(f.core() for f in model.findings)
    known = {f.key.id for f in findings} if not model.flags_open else {q.id for q in VOCABULARY.questions}
    flags = [q.id for q in VOCABULARY.questions if q.flag and q.id not in known]
    told = tuple(Finding(FindingKey(f), FindingState.ABSENT) for f in flags)
    pains = tuple(c.core() for c in model.complaints)
    exam = Exam(model.id, "2026-01-01T00:00:00+00:00", complaints=pains, findings=(*findings, *told))
    return Stated(model.id, exam, tuple(frozenset(way) for way in model.best), model.missed)


TREE, _ = read_tree(Path(__file__).with_name("next_acts.yaml"))
STATED = tuple(_stated(m) for m in validate(StatedFile, TREE).acts)


@pytest.mark.parametrize("stated", STATED, ids=lambda s: s.id)
def test_the_best_next_act_is_among_the_first_three(stated: Stated) -> None:
    asked = [[k.id for k in s.questions] for s in said(stated.exam).next_steps[:3]]
    met = any(way <= set(ids) for ids in asked for way in stated.best)
    assert met is not bool(stated.missed), asked


def test_forty_exams_are_stated_and_nine_in_ten_met() -> None:
    assert len(STATED) >= 40 and len({s.id for s in STATED}) == len(STATED)
    asked = {q.id for q in VOCABULARY.questions} | {
        f for g in VOCABULARY.feature_groups for f, _ in g.features
    }
    assert {i for s in STATED for way in s.best for i in way} <= asked
    assert sum(not s.missed for s in STATED) / len(STATED) >= SHARE
