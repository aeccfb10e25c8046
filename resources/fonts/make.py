"""Makes the two embedded fonts from Debian's fonts-noto-cjk: `python resources/fonts/make.py`.

Takes the Traditional Chinese face out of each collection, keeps what a report and the interface can need,
and drops hints and typographic features, which neither typst's PDF nor Qt at screen sizes misses.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).resolve().parent
SOURCE = Path("/usr/share/fonts/opentype/noto")
FACES = {
    "NotoSansTC-Regular.otf": ("NotoSansCJK-Regular.ttc", "Regular", 400),
    "NotoSansTC-Bold.otf": ("NotoSansCJK-Bold.ttc", "Bold", 700),
}
FAMILY = "Noto Sans TC"
RANGES = (
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x02B0, 0x02FF),  # modifier letters: the tone marks of bopomofo
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F),  # punctuation
    (0x2070, 0x209F),  # superscripts, subscripts
    (0x20A0, 0x20CF),  # currency
    (0x2100, 0x214F),  # letter-like
    (0x2150, 0x218F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),  # technical
    (0x2460, 0x24FF),  # enclosed numbers
    (0x2500, 0x25FF),  # boxes, blocks, shapes
    (0x2600, 0x27BF),  # symbols, ticks and crosses
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x303F),  # CJK punctuation
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x31BF),  # bopomofo extended
    (0x3200, 0x33FF),  # enclosed letters, units
    (0x4E00, 0x9FFF),  # all common ideographs: names use more than Big5 has
    (0xFE10, 0xFE1F),  # vertical forms
    (0xFE30, 0xFE6F),  # compatibility and small forms
    (0xFF00, 0xFFEF),  # full width
)


def big5_characters() -> Iterator[int]:
    """Every character of Big5 as Windows for Taiwan has it (code page 950), private use left out."""
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            try:
                text = bytes((lead, trail)).decode("cp950")
            except UnicodeDecodeError:
                continue
            yield from (code for code in map(ord, text) if not 0xE000 <= code <= 0xF8FF)


def wanted() -> set[int]:
    """The code points to keep."""
    return {code for first, last in RANGES for code in range(first, last + 1)} | set(big5_characters())


def face(collection: Path) -> TTFont:
    """The proportional Traditional Chinese face of a collection."""
    fonts = TTCollection(collection).fonts
    return next(font for font in fonts if font["name"].getDebugName(1).startswith("Noto Sans CJK TC"))


def subset(font: TTFont) -> None:
    """Drops the glyphs, hints and features that are not wanted."""
    options = Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)


def rename(font: TTFont, style: str, weight: int) -> None:
    """Names the face so that it never stands for the system's own Noto Sans CJK TC."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    full = FAMILY if style == "Regular" else f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 3: f"SonoStep subset;{postscript}", 4: full, 6: postscript}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName, top.topDictIndex[0].FamilyName = full, FAMILY


def main() -> int:
    """Writes both files beside this script."""
    for target, (collection, style, weight) in FACES.items():
        font = face(SOURCE / collection)
        subset(font)
        rename(font, style, weight)
        # the time of making would make every run a different file
        font.recalcTimestamp = False
        font.save(HERE / target)
        print(
            f"{target}: {len(font.getBestCmap())} characters, {(HERE / target).stat().st_size / 1e6:.1f} MB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
