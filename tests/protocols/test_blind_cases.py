"""Cases whose leading condition, danger and advice were written down before any of them was run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.knowledge_strategies import VOCABULARY, said
from safety.situations import complaint_of, finding_of
from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam
from sonostep.core.safety import SafetyKind, SafetyLevel, assess
from sonostep.protocols import load_safety
from sonostep.protocols.companions import compose_handout

ROWS = yaml.safe_load(Path(__file__).with_name("blind_cases.yaml").read_text(encoding="utf-8"))["cases"]
TWO_ANGLES = (FrameRef("case", 1), FrameRef("case", 2))


@dataclass(frozen=True)
class BlindCase:
    """One case and what was written of it beforehand."""

    id: str
    exam: Exam
    leading: dict[str, list[str]]
    among: dict[str, list[str]]
    danger: str
    advice: str
    missed: bool

    def misses(self) -> Iterable[str]:
        """Yield in words what comes out otherwise."""
        weighed = said(self.exam)
        led = dict(weighed.leading)
        for complaint, wanted in self.leading.items():
            got = set(led.get(complaint, ()))
            if not set(wanted) <= got <= {*wanted, *self.among.get(complaint, ())}:
                yield f"{complaint}: leading {sorted(got)}, expected {wanted}"
        if (danger := danger_of(self.exam)) != self.danger:
            yield f"danger {danger}, expected {self.danger}"
        if weighed.suspended is not (self.danger == "stop"):
            yield f"suspended {weighed.suspended}"
        if self.advice and (advice := advice_of(self.exam)) != self.advice:
            yield f"advice {advice}, expected {self.advice}"


def _case(row: dict[str, Any]) -> BlindCase:
    exam = Exam(
        row["id"], "2026-01-02T10:00:00+08:00",
        complaints=tuple(complaint_of(pain, id_) for id_, pain in row["pains"].items()),
        findings=tuple(replace(finding_of(f), frames=TWO_ANGLES) for f in row["findings"]),
    )  # fmt: skip
    danger = row["danger"]
    advice = row.get("advice", "go" if danger == "stop" else "")
    return BlindCase(
        row["id"],
        exam,
        row.get("leading", {}),
        row.get("among", {}),
        danger,
        advice,
        row.get("missed", False),
    )


CASES = [_case(row) for row in ROWS]


def danger_of(exam: Exam) -> str:
    """Return the highest level of what is said for the patient's safety, needle and data apart."""
    apart = (SafetyKind.NEEDLE, SafetyKind.DATA)
    levels = {n.level for n in assess(exam, load_safety().rules, VOCABULARY) if n.rule.kind not in apart}
    return next((level.value for level in SafetyLevel if level in levels), "none")


def advice_of(exam: Exam) -> str:
    """Return what the handout says: to go, to rest, or plain advice."""
    topics = compose_handout(exam)
    lines = " ".join(line.en for topic in topics for line in topic.lines)
    if any(topic.id == "go" for topic in topics):
        return "go"
    return "rest" if "Do not begin exercises" in lines else "plain"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_comes_out_as_it_was_written(case: BlindCase) -> None:
    features = {f for g in VOCABULARY.feature_groups for f, _ in g.features}
    assert {f.id for c in case.exam.complaints for f in c.features} <= features
    for finding in case.exam.findings:
        question = VOCABULARY.question(finding.key.id)
        assert question.sided is (finding.key.side is not None), finding.key
        assert (finding.key.site in question.sites) if question.sites else not finding.key.site
    misses = list(case.misses())
    assert bool(misses) is case.missed, misses


def test_they_are_many_and_few_are_missed() -> None:
    assert len({c.id for c in CASES}) == len(CASES) >= 48
    named = [c for c in CASES if any(c.leading.values())]
    assert len(named) >= 28 and sum(c.missed for c in CASES) <= 2
    assert all(row["why"] and ("cured" in row or "missed" in row or "first" not in row) for row in ROWS)


@pytest.mark.parametrize("case", [c for c in CASES if c.danger == "stop"], ids=lambda c: c.id)
def test_no_training_beside_a_stop(case: BlindCase) -> None:
    assert {t.id for t in compose_handout(case.exam)} == {"go", "red_flags"}
