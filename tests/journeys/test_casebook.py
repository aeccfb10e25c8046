"""The picture book: its pages are those of its captions, and nothing in it is missing or too large."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from sonostep.core.text import LANGUAGES
from sonostep.demo.cases.lateral_hip import FOUNDING
from sonostep.demo.cases.lumbar_facet import FACET
from sonostep.protocols.facts import facts

DOCS = Path(__file__).resolve().parents[2] / "docs"
CAPTIONS: dict[str, Any] = yaml.safe_load((DOCS / "casebook" / "captions.yaml").read_text(encoding="utf-8"))
PICTURES = [(case, p) for case, told in CAPTIONS["cases"].items() for p in told["pictures"]]
MOST = 8_000_000


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_casebook", DOCS / "make_casebook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_shows_both_cases() -> None:
    assert set(CAPTIONS["cases"]) == {FOUNDING.id, FACET.id}


@pytest.mark.parametrize(("language", "name"), [("en", "casebook.md"), ("zh-TW", "casebook.zh-TW.md")])
def test_its_pages_are_current(maker: ModuleType, language: str, name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == maker._page(CAPTIONS, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_with_its_words(language: str) -> None:
    for case, picture in PICTURES:
        assert picture[language].strip()
        assert (DOCS / "casebook" / language / case / f"{picture['stage']}.png").is_file(), picture["stage"]


def test_every_fact_that_it_names_is_one() -> None:
    known = {f.id for f in facts()}
    named = {id_ for _, picture in PICTURES for id_ in picture["facts"]}
    assert named <= known
    assert len(named) > 40


def test_it_stays_small_and_holds_nothing_else() -> None:
    files = [p for p in (DOCS / "casebook").rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < MOST
    wanted = {f"{lang}/{case}/{p['stage']}.png" for lang in LANGUAGES for case, p in PICTURES}
    assert {p.relative_to(DOCS / "casebook").as_posix() for p in files} == wanted | {"captions.yaml"}
