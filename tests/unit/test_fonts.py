"""The embedded fonts can set everything that we can say."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sonostep import paths

STYLES = {"Regular": 400, "Bold": 700}


@pytest.fixture(scope="module", params=STYLES)
def font(request: pytest.FixtureRequest) -> TTFont:
    with TTFont(paths.resources() / "fonts" / f"NotoSansTC-{request.param}.otf", lazy=True) as font:
        yield font


def texts() -> list[Path]:
    folders = (paths.resources(), paths.exam_protocols())
    return sorted(
        path for folder in folders for suffix in ("*.yaml", "*.typ", "*.ts") for path in folder.rglob(suffix)
    )


def lacking(font: TTFont, text: str) -> str:
    return "".join(sorted({c for c in text if c.isprintable() and ord(c) not in font.getBestCmap()}))


@pytest.mark.parametrize(
    "text",
    [
        "大轉子 臀中肌 臀小肌 滑囊 腰椎小關節 髂脛束 疼痛 超音階",
        "±²³°µμ≥≤→←×−–—…·✓①②㎜℃Ωαβ",
        "，。、：；「」『』（）％ㄅˊˇˋ˙",
    ],
)
def test_font_has_the_words_and_signs_of_a_report(font, text):
    assert lacking(font, text) == ""


def test_font_has_every_character_of_our_own_texts(font):
    found = {path.name: lacking(font, path.read_text("utf-8")) for path in texts()}
    assert {name: signs for name, signs in found.items() if signs} == {}


def test_weights_are_told_apart_by_one_family_name(font):
    names, weight = font["name"], font["OS/2"].usWeightClass
    assert names.getDebugName(1) == "Noto Sans TC"
    assert weight == STYLES[names.getDebugName(2)]


def test_fonts_stay_small():
    assert sum(path.stat().st_size for path in (paths.resources() / "fonts").glob("*.otf")) < 12e6
