"""Reads the table of situations: each is an exam, and what must be seen of it everywhere."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sonostep.core.clip import Patient
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.protocols import load_vocabulary

_TEXT = (Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8")
_STATES = {"no": FindingState.ABSENT, "unclear": FindingState.INDETERMINATE}
_SIDES = ("left", "right")


@dataclass(frozen=True)
class Situation:
    """One line of the table."""

    id: str
    exam: Exam
    rules: frozenset[str]
    stop: bool
    sign: bool
    handout: str
    needle: str
    says: str


def finding_of(text: str) -> Finding:
    """Read one answer in the notation of the table; ``@A`` names a complaint that it reproduces."""
    head, _, note = text.partition(": ") if " | " in text else (text, "", "")
    id_, *words = head.replace("/", " /").split()
    side, site, choice, value, state = None, "", "", None, FindingState.PRESENT
    felt: list[str] = []
    for word in words:
        if word in _SIDES:
            side = Side(word)
        elif word.startswith("/"):
            site = word[1:]
        elif word.startswith("="):
            value = float(word[1:])
        elif word.startswith("@"):
            felt.append(word[1:])
        elif word in _STATES:
            state = _STATES[word]
        else:
            choice = word
    question = load_vocabulary().question(id_)
    if value is not None:
        over = question.present_from is not None and value >= question.present_from
        state = FindingState.PRESENT if over else FindingState.ABSENT
    if choice:
        state = next(o.state for o in question.options if o.id == choice)
    return Finding(
        FindingKey(id_, side, site), state, value=value, choice=choice, note=note, reproduces=tuple(felt)
    )


def complaint_of(pain: dict[str, Any], id_: str = "A") -> Complaint:
    """Read one complaint in the notation of the table; on the right where no side is given."""
    features = tuple(
        Feature(f.lstrip("!"), FindingState.ABSENT if f.startswith("!") else FindingState.PRESENT)
        for f in pain.get("features", [])
    )
    return Complaint(id_, id_, Side(pain.get("side", "right")), tuple(pain["route"]), features)


def situations() -> list[Situation]:
    """Return the table."""
    return [_situation(row) for row in yaml.safe_load(_TEXT)["situations"]]


def _situation(row: dict[str, Any]) -> Situation:
    stop = row.get("stop", False)
    exam = Exam(f"safety-{row['id']}", "2026-01-02T10:00:00+08:00", physician="Dr Lin")
    exam = replace(
        exam,
        patient=Patient("Test^Person", "T1", row.get("born", "")),
        complaints=(complaint_of(row["pain"]),) if "pain" in row else (),
        findings=tuple(finding_of(f) for f in row["findings"]),
    )
    handout = row.get("handout", "go" if stop else "any")
    needle = row.get("needle", "held" if stop else "any")
    sign = row.get("sign", stop)
    return Situation(
        row["id"], exam, frozenset(row["rules"]), stop, sign, handout, needle, row.get("says", "")
    )


def plain(text: str) -> str:
    """Return text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text)
