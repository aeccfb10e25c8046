"""Every clinical case says what a physician expects of it."""

from collections import Counter

import pytest

from sonostep.core.differential import weigh
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
    assert case.misses(weigh(case.exam, load_knowledge(), vocabulary)) == ()


def test_no_case_stands_twice() -> None:
    assert [i for i, n in Counter(c.id for c in CASES).items() if n > 1] == []
