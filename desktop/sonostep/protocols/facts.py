"""Where each statement of the two founding documents stands, or why nothing carries it.

Carriers are read from what was loaded, never from the text of a file, so each one is an item that can be
opened.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sonostep.core.protocol import ProtocolDefinition
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols.companions import load_handout, load_treatments
from sonostep.protocols.library import list_protocols, load_knowledge, load_vocabulary
from sonostep.protocols.schema.companions import FactsFile, StatementModel
from sonostep.protocols.validation import read_tree, validate

_FACT = re.compile(r"\b[HFX]-\d+\b")


@dataclass(frozen=True, slots=True)
class Carrier:
    """An item that carries a fact.

    Attributes:
        kind: protocol, step, finding, feature, evidence, flag_rule, handout, treatment, difference
            or tension.
        id: its id.
        where: what it stands in: a protocol, a group, a condition, a topic or a part of the treatments.
        text: what it says first.
    """

    kind: str
    id: str
    where: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class Fact:
    """A founding fact, with the items that carry it or the reason why none does.

    Attributes:
        excuse_kind: framing, promotion or references; empty where it is carried.
    """

    id: str
    carriers: tuple[Carrier, ...]
    excuse_kind: str = ""
    excuse: LocalText | None = None


Cited = tuple[Carrier, Iterable[str]]


def facts(path: Path | None = None) -> tuple[Fact, ...]:
    """Return every fact id of the founding documents with what carries it, or why nothing does.

    Args:
        path: the list of ids and excuses, where it is not ours.

    Raises:
        ProblemError: when a file is broken.
    """
    file = validate(FactsFile, read_tree(path or exam_protocols() / "common" / "facts.yaml")[0])
    excuses = {i: e for e in file.excused for i in e.ids}
    carriers: dict[str, dict[Carrier, None]] = {}
    for carrier, sources in _everything():
        for id_ in _FACT.findall(" ".join(sources)):
            carriers.setdefault(id_, {})[carrier] = None
    return tuple(
        Fact(id_, tuple(carriers.get(id_, ())), excuse.kind, excuse.why.core())
        if (excuse := excuses.get(id_))
        else Fact(id_, tuple(carriers.get(id_, ())))
        for letter, count in file.all_ids.items()
        for id_ in (f"{letter}-{n}" if letter == "X" else f"{letter}-{n:02d}" for n in range(1, count + 1))
    )


def _everything() -> Iterator[Cited]:
    return chain(_protocols(), _vocabulary(), _knowledge(), _handout(), _treatments())


def _protocols() -> Iterator[Cited]:
    for protocol in list_protocols():
        if isinstance(protocol, ProtocolDefinition):
            yield Carrier("protocol", protocol.id, protocol.region, protocol.title), protocol.sources
            for step in protocol.steps:
                yield Carrier("step", step.id, protocol.id, step.title), step.sources


def _vocabulary() -> Iterator[Cited]:
    vocabulary = load_vocabulary()
    for question in vocabulary.questions:
        yield Carrier("finding", question.id, question.group, question.text), question.sources
    groups = {i: g.id for g in vocabulary.feature_groups for i, _ in g.features}
    for id_, sources in vocabulary.feature_sources:
        yield Carrier("feature", id_, groups[id_], vocabulary.feature_text(id_)), sources


def _knowledge() -> Iterator[Cited]:
    knowledge = load_knowledge()
    for condition in knowledge.conditions:
        for item in condition.evidence:
            yield Carrier("evidence", item.id, condition.id, item.text), (item.source,)
    for rule in knowledge.flag_rules:
        yield Carrier("flag_rule", rule.id, "red_flags", rule.text), (rule.source,)


def _handout() -> Iterator[Cited]:
    for line in load_handout().lines:
        yield Carrier("handout", line.id, line.topic, line.text.core()), line.sources


def _treatments() -> Iterator[Cited]:
    file = load_treatments()
    parts: tuple[tuple[str, Iterable[StatementModel]], ...] = (
        ("rows", file.rows), ("statements", file.statements), ("phases", file.phases),
        ("background", file.background),
    )  # fmt: skip
    for where, statements in parts:
        for one in statements:
            yield Carrier("treatment", one.id, where, one.text.core()), one.sources
    for difference in file.differences:
        text = difference.text.core()
        yield Carrier("difference", difference.id, "differences", text), difference.founding
    for tension in file.tensions:
        yield Carrier("tension", tension.id, "tensions", tension.text.core()), tension.sources
