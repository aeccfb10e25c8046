"""The program's Chinese uses the founding documents' own terms, wherever its English names the same thing."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from sonostep.paths import exam_protocols, resources

ROOT = Path(__file__).resolve().parents[2]

LIST = yaml.safe_load((resources() / "terms.yaml").read_text(encoding="utf-8"))
TERMS: dict[str, tuple[str, ...]] = {t["english"]: tuple(t["zh-TW"]) for t in LIST["terms"]}
"""English, and how the founding documents say it; either word where they use two."""

FORBIDDEN = [f for f in LIST["forbidden"] if "zh-TW" in f]
FORBIDDEN_ENGLISH = [f for f in LIST["forbidden"] if "en" in f]

Pair = tuple[str, str, str]


@cache
def pairs() -> tuple[Pair, ...]:
    """Every text in both languages: where it stands, English, Chinese. Titles of cases are nicknames."""
    return tuple([*_of_yaml(), *_of_the_interface()])


def _of_yaml() -> Iterator[Pair]:
    folders = (exam_protocols(), resources() / "messages", ROOT / "docs" / "casebook")
    files = (p for folder in folders for p in folder.rglob("*.yaml") if p.name != "cases.yaml")
    # JSON is YAML, too: what the core says
    for path in sorted([*files, resources() / "messages" / "core.json"]):
        tree = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        yield from ((path.name, en, zh) for en, zh in _texts(tree))


def _texts(tree: object) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        if {"en", "zh-TW"} <= tree.keys():
            yield str(tree["en"]), str(tree["zh-TW"])
        for inside in tree.values():
            yield from _texts(inside)
    elif isinstance(tree, list):
        for inside in tree:
            yield from _texts(inside)


def _of_the_interface() -> Iterator[Pair]:
    path = resources() / "translations" / "sonostep_zh_TW.ts"
    for message in ElementTree.parse(path).iter("message"):
        said = message.find("translation")
        forms = [f.text or "" for f in said.iter("numerusform")] if said is not None else []
        text = (said.text or "") if said is not None and not forms else " ".join(forms)
        yield path.name, message.findtext("source") or "", text


def test_there_are_texts_of_every_kind() -> None:
    assert len(pairs()) > 1500
    assert {"vocabulary.yaml", "knowledge.yaml", "handout.yaml", "protocol.yaml", "sonostep_zh_TW.ts"} <= {
        where for where, _, _ in pairs()
    }


@pytest.mark.parametrize("english", TERMS)
def test_a_term_is_the_founding_documents_own(english: str) -> None:
    named = re.compile(rf"\b(?:{english})\b", re.IGNORECASE)
    said = [p for p in pairs() if named.search(p[1])]
    assert [p for p in said if not any(term in p[2] for term in TERMS[english])] == []


@pytest.mark.parametrize("entry", FORBIDDEN, ids=lambda f: f["zh-TW"])
def test_no_chinese_text_holds_a_forbidden_word(entry: dict[str, str]) -> None:
    wrong, english = (
        re.compile(entry["zh-TW"]),
        re.compile(rf"\b(?:{entry.get('english', '')})\b", re.IGNORECASE),
    )
    bound = [p for p in pairs() if "english" not in entry or english.search(p[1])]
    assert [p for p in bound if wrong.search(p[2])] == [], entry["right"]


@pytest.mark.parametrize("entry", FORBIDDEN_ENGLISH, ids=lambda f: f["en"])
def test_no_english_text_holds_a_forbidden_word(entry: dict[str, str]) -> None:
    wrong = re.compile(entry["en"], re.IGNORECASE)
    assert [p for p in pairs() if wrong.search(p[1])] == [], entry["right"]


def test_every_text_is_there_in_both_languages() -> None:
    for where, english, chinese in _of_yaml():
        assert english.strip(), (where, chinese)
        assert chinese.strip(), (where, english)


def test_the_terms_stand_in_the_founding_documents() -> None:
    seeds = Path(__file__).resolve().parents[3] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the founding documents (../shared/seeds) are not on this machine")
    both = "".join(p.read_text(encoding="utf-8") for p in sorted(seeds.glob("*.txt")))
    wanted = {term for terms in TERMS.values() for term in terms}
    assert sorted(t for t in wanted if t not in both) == []
