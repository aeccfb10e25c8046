"""Every published or derived number of the knowledge has a row that says what was read, of whom and where."""

from dataclasses import replace

from sonostep.core.differential.knowledge import Ratio
from sonostep.core.differential.result import SourceKind
from sonostep.protocols import load_knowledge
from sonostep.protocols.numbers import load_numbers, unproved


def test_every_number_was_read_somewhere_and_is_what_was_read() -> None:
    assert unproved(load_knowledge(), load_numbers()) == ()


def test_a_number_without_a_row_fails() -> None:
    numbers = load_numbers()
    for n in range(len(numbers)):
        found = unproved(load_knowledge(), (*numbers[:n], *numbers[n + 1 :]))
        assert found and all("nothing says where it was read" in f for f in found), found


def test_a_number_that_differs_from_what_was_read_fails() -> None:
    knowledge = load_knowledge()
    first = next(c for c in knowledge.conditions if c.id == "stenosis")
    items = [e for e in first.evidence if e.kind is SourceKind.PUBLISHED and e.present]
    for item in items:
        assert item.present
        other = replace(item, present=Ratio(item.present.value * 1.1, item.present.low, item.present.high))
        evidence = tuple(other if e is item else e for e in first.evidence)
        changed = tuple(replace(c, evidence=evidence) if c is first else c for c in knowledge.conditions)
        found = unproved(replace(knowledge, conditions=changed), load_numbers())
        assert [f for f in found if f.startswith(item.id)]


def test_a_derived_number_follows_from_what_was_read() -> None:
    rows = [r for r in load_numbers() if r.from_]
    derived = {e.id for c in load_knowledge().conditions for e in c.evidence if e.kind is SourceKind.DERIVED}
    assert derived <= {i for r in rows for i in r.items}
    wrong = rows[0].model_copy(update={"value": rows[0].value * 1.2})
    assert any("computed" in f for f in unproved(load_knowledge(), (wrong,)))
