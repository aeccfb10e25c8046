"""The program's Chinese uses the founding documents' own terms, wherever its English names the same thing."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from sonostep.paths import exam_protocols, resources

TERMS: dict[str, tuple[str, ...]] = {
    "greater trochanter": ("大轉子",),
    "greater trochanteric pain": ("大轉子疼痛",),
    "trochanter": ("大轉子",),
    "gluteus medius": ("臀中肌",),
    "gluteus minimus": ("臀小肌",),
    "bursae?": ("滑囊",),
    "tendons?": ("肌腱",),
    "iliotibial band": ("髂脛束",),
    "facet (?:joint|syndrome|pain|targeting)": ("小關節",),
    "disc herniation": ("椎間盤突出",),
    "discs?(?!:)": ("椎間盤", "椎間隙"),
    "sacroiliac": ("骶髂", "薦髂"),
    "myofascial": ("肌筋膜",),
    "multifidus": ("多裂肌",),
    "transversus abdominis": ("腹橫肌",),
    "iliolumbar": ("髂腰",),
    "transitional vertebra": ("轉變椎體", "LSTV"),
    "pseudo-?joint": ("假關節",),
    "medial branch": ("內側支",),
    "osteophytes?|spurs?": ("骨刺",),
    "diagnostic block": ("診斷性阻斷",),
    "red[- ]flags?": ("紅旗",),
    "prolotherapy": ("增生療法",),
    "amniotic": ("羊膜",),
    "steroids?": ("類固醇",),
    "stenosis": ("狹窄",),
    "cauda equina": ("馬尾",),
    "adduction": ("內收",),
    "abduction": ("外展",),
    "osteoporosis": ("骨質疏鬆",),
    "nerve root": ("神經根", "神經壓迫"),
    "trigger (?:points?|spots?)": ("激痛點",),
    "numb(?:ness)?": ("麻",),
    "sciatica": ("坐骨神經痛",),
    "side-lying": ("側睡", "側躺"),
    "foramen|foraminal": ("椎間孔",),
    "synovitis": ("滑膜",),
    "meniscoid": ("半月板",),
    "capsule": ("關節囊",),
    "cartilage": ("軟骨",),
    "ultrasound": ("超音波",),
    "palpation": ("觸診", "按壓"),
    "rehabilitation": ("復健",),
    "dorsum of the foot": ("腳背",),
    "sole": ("腳底",),
    "fatty": ("脂肪",),
    "atroph(?:y|ied)": ("萎縮",),
    "double|two pains": ("兩", "雙"),
}
"""English, and how the founding documents say it; either word where they use two."""

FOREIGN = ("转", "关节", "韧带", "神经", "超声", "小面關節", "筋膜性", "視頻", "信息", "屏幕", "默認")
"""Simplified characters, and words that are said otherwise in Taiwan."""

Pair = tuple[str, str, str]


@cache
def pairs() -> tuple[Pair, ...]:
    """Every text in both languages: where it stands, English, Chinese. Titles of cases are nicknames."""
    return tuple([*_of_yaml(), *_of_the_interface()])


def _of_yaml() -> Iterator[Pair]:
    folders = (exam_protocols(), resources() / "messages")
    files = (p for folder in folders for p in folder.rglob("*.yaml") if p.name != "cases.yaml")
    for path in sorted(files):
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


@pytest.mark.parametrize("word", FOREIGN)
def test_no_text_speaks_as_elsewhere(word: str) -> None:
    assert [p for p in pairs() if word in p[2]] == []


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
