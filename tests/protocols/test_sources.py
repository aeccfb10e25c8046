"""What the program cites can be looked up by its reader, or says that it cannot."""

import re

import pytest
import yaml

from sonostep.paths import exam_protocols

FILED = yaml.safe_load((exam_protocols() / "common" / "sources.yaml").read_text(encoding="utf-8"))["sources"]
CITED = {source["id"]: source["cite"] for source in FILED}

LOOKED_UP = re.compile(
    r"\b(?:19|20)\d\d\b|\bdoi 10\.\d{4}|\bPMID \d{6}|\bPMC\d{6}|\bdiva2:\d|\w\.(?:uk|org)\b"
)
SAID = (
    "not peer reviewed",
    "record not verified",
    "not a paper",
    "not papers",
    "as quoted by",
    "guideline",
    "StatPearls",
    "Textbook",
)
COPIES = re.compile(
    r"wilddata|droracle|coek|scilit|docslib|studylib|medluna|ebscohost|acarindex\.|yumpu", re.IGNORECASE
)


@pytest.mark.parametrize("id_", CITED)
def test_a_source_can_be_looked_up_or_says_what_it_is(id_: str) -> None:
    cite = CITED[id_]
    assert LOOKED_UP.search(cite) or any(s.lower() in cite.lower() for s in SAID), cite


@pytest.mark.parametrize("id_", CITED)
def test_no_copy_of_a_paper_is_cited_in_its_place(id_: str) -> None:
    assert not COPIES.search(CITED[id_]), CITED[id_]
