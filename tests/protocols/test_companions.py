"""Treatments and the handout: nothing claimed, nothing that harms."""

from dataclasses import replace

import pytest

from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, FindingState
from sonostep.protocols.companions import compose_handout, load_treatments
from sonostep.protocols.schema.json_schema import schema_files

EXAM = Exam("x", "2026-01-01T00:00:00+00:00")


def pain(id_: str, *features: str, route: tuple[str, ...] = ()) -> Complaint:
    return Complaint(id_, id_, None, route, tuple(Feature(f, FindingState.PRESENT) for f in features))


def said(*complaints: Complaint) -> str:
    topics = compose_handout(replace(EXAM, complaints=complaints))
    return " ".join(line.en for topic in topics for line in topic.lines)


def test_every_cell_of_the_matrix_is_there() -> None:
    treatments = load_treatments()
    assert [(len(r.cells), r.sources) for r in treatments.rows] == [
        (4, ["F-65"]), (4, ["F-66"]), (4, ["F-67"]), (4, ["F-68"]), (4, ["F-69"]),
    ]  # fmt: skip
    assert len(treatments.differences) == 23
    assert [t.sources for t in treatments.tensions] == [[f"X-{n}"] for n in range(1, 9)]


def test_supine_is_never_advised_unqualified_where_it_numbs() -> None:
    hip, root = pain("B", "side_lying_affected"), pain("A", "night_supine")
    assert "Lying on your back takes pressure off" in said(hip)
    assert "Lying on your back takes pressure off" not in said(hip, root)
    assert "Lying flat brings on your numbness" in said(hip, root)


def test_the_handout_always_says_the_red_flags_and_when_to_come_back() -> None:
    titles = [t.title.en for t in compose_handout(EXAM)]
    assert "Seek care at once" in titles and "When to come back" in titles
    assert "Training" not in titles


@pytest.mark.parametrize("word", ["cure", "effective", "repair", "guarantee", "PRP"])
def test_the_handout_makes_no_claim(word: str) -> None:
    everything = pain(
        "A", "side_lying_affected", "night_supine", "extension", route=("outer_hip", "low_back_side")
    )
    assert word.lower() not in said(everything).lower()


@pytest.mark.parametrize(("path", "text"), schema_files().items(), ids=lambda x: getattr(x, "name", ""))
def test_the_published_schemas_are_current(path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text
