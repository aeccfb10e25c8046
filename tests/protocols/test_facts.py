"""Every statement of the founding documents stands somewhere that can be opened, or says why not."""

import json

import pytest

from sonostep.cli import main
from sonostep.core.text import LANGUAGES
from sonostep.paths import exam_protocols
from sonostep.protocols import load_knowledge, load_protocol, load_vocabulary
from sonostep.protocols.companions import load_handout, load_treatments
from sonostep.protocols.facts import Carrier, facts

FACTS = {f.id: f for f in facts()}
IDS = (
    *(f"H-{n:02d}" for n in range(1, 79)),
    *(f"F-{n:02d}" for n in range(1, 104)),
    *(f"X-{n}" for n in range(1, 9)),
)
EXCUSED = {
    "framing": {"F-88", "F-89"},
    "promotion": {"H-77", "F-87"},
    "references": {"H-74", "H-75", "F-98", "F-99", "F-100", "F-101", "F-102", "F-103"},
}


def test_all_ids_are_there() -> None:
    assert tuple(FACTS) == IDS


@pytest.mark.parametrize("id_", IDS)
def test_a_fact_is_carried_or_excused_never_both(id_: str) -> None:
    fact = FACTS[id_]
    assert bool(fact.carriers) is not (fact.excuse is not None)
    assert {k for k, ids in EXCUSED.items() if id_ in ids} == ({fact.excuse_kind} - {""})


def text_of(carrier: Carrier) -> object:
    """Open a carrier where a person would look for it."""
    treatments = load_treatments()
    match carrier.kind:
        case "protocol":
            return load_protocol(carrier.id).title
        case "step":
            return load_protocol(carrier.where).step(carrier.id).title
        case "finding":
            return load_vocabulary().question(carrier.id).text
        case "feature":
            return load_vocabulary().feature_text(carrier.id)
        case "evidence":
            items = load_knowledge().condition(carrier.where).evidence
            return next(i.text for i in items if i.id == carrier.id)
        case "flag_rule":
            return next(r.text for r in load_knowledge().flag_rules if r.id == carrier.id)
        case "handout":
            lines = load_handout().lines
            return next(x.text.core() for x in lines if (x.topic, x.id) == (carrier.where, carrier.id))
        case "treatment" | "difference" | "tension":
            return next(x.text.core() for x in getattr(treatments, carrier.where) if x.id == carrier.id)
    raise AssertionError(carrier.kind)


def test_every_carrier_opens() -> None:
    carriers = {c for f in FACTS.values() for c in f.carriers}
    assert len(carriers) > 250
    for carrier in carriers:
        assert text_of(carrier) == carrier.text, carrier


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_them_all(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language, "protocol", "facts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == set(IDS)
    assert main(["--lang", language, "protocol", "facts", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["facts"]
    assert [f["id"] for f in listed] == list(IDS)
    assert all(bool(f["carriers"]) is (f["excuse"] is None) for f in listed)


def test_a_fact_without_either_fails(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (exam_protocols() / "common" / "facts.yaml").read_text(encoding="utf-8")
    path = tmp_path / "facts.yaml"
    path.write_text(text.replace("F-88, ", "", 1), encoding="utf-8")
    short = facts(path)
    monkeypatch.setattr("sonostep.protocols.facts.facts", lambda: short)
    assert main(["--lang", "en", "protocol", "facts"]) == 1
    assert "F-88" in capsys.readouterr().err
