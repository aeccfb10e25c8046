"""Every clinical case says what a physician expects of it."""

from collections import Counter
from dataclasses import replace

import pytest

from sonostep.core.differential import weigh
from sonostep.core.differential.knowledge import ConditionKind
from sonostep.core.protocol import FlagLevel
from sonostep.paths import exam_protocols
from sonostep.protocols import load_knowledge, load_vocabulary
from sonostep.protocols.cases import Case, case_files, read_cases

CASES = [case for path in case_files() for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_comes_out_as_written(case: Case) -> None:
    vocabulary = load_vocabulary()
    asked = {q.id: q for q in vocabulary.questions}
    for finding in case.exam.findings:
        question = asked[finding.key.id]
        assert question.sided is (finding.key.side is not None), finding.key
        assert (finding.key.site in question.sites) if question.sites else not finding.key.site, finding.key
        assert finding.choice in {o.id for o in question.options} or not finding.choice, finding.key
    misses = case.misses(weigh(case.exam, load_knowledge(), vocabulary))
    assert bool(misses) is bool(case.missed), misses


def test_no_case_stands_twice() -> None:
    assert [i for i, n in Counter(c.id for c in CASES).items() if n > 1] == []


def test_beside_each_protocol_stand_its_cases() -> None:
    protocols = {p.parent for p in exam_protocols().glob("*/*/protocol.yaml")}
    assert protocols == {p.parent for p in case_files()}
    assert len(CASES) >= 60
    assert {c.written_from for c in CASES} == {"founding", "literature", "textbook"}
    assert all(c.why and c.title.zh_tw for c in CASES)


def _asked(case: Case) -> set[str]:
    bands = {c.partition(".")[0] for bands in case.expect.at_least.values() for c in bands}
    return bands | {c for led in case.expect.leading.values() for c in led}


FROZEN = [c for c in CASES if c.frozen]


def test_frozen_cases_are_many_half_of_them_published_and_nine_in_ten_are_met() -> None:
    published = [c for c in FROZEN if c.id.startswith("pub_")]
    assert len(FROZEN) >= 80 and len(published) >= 40
    assert all(": " in c.why for c in published), "citation, then what it says"
    assert not [c.id for c in CASES if c.missed and not c.frozen]
    assert sum(not c.missed for c in FROZEN) / len(FROZEN) >= 0.9


def test_every_condition_has_a_case_that_supports_it() -> None:
    supported = {c for case in CASES for c in _asked(case)}
    flagged = {f for case in CASES for f in case.expect.flags or ()}
    conditions = load_knowledge().conditions
    ordinary = {c.id for c in conditions if c.kind is not ConditionKind.RED_FLAG}
    assert ordinary <= supported
    flags = {q.id: q.flag for q in load_vocabulary().questions if q.flag}
    stops = {id_ for id_, level in flags.items() if level is FlagLevel.STOP}
    assert stops <= flagged


def test_a_case_that_expects_otherwise_is_told() -> None:
    case = next(c for c in CASES if c.id == "founding")
    wrong = case.expect.model_copy(
        update={
            "at_least": {"A": {"lumbar_nerve_root.L2": "supported"}},
            "at_most": {"B": {"gtps": "less_likely"}},
            "leading": {"A": ["gtps"]},
            "suspended": True,
            "flags": ["rf_fever"],
            "conflicts": 5,
        }
    )
    said = weigh(case.exam, load_knowledge(), load_vocabulary())
    assert len(replace(case, expect=wrong).misses(said)) == 6
