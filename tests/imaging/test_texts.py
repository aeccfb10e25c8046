"""Names and texts are read from their bytes: labelled, unlabelled, labelled wrongly, and always plain."""

import io
import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.datadict import dictionary_VR, tag_for_keyword

from helpers.dicom_files import grey, native
from sonostep.core.character_sets.decoded_text import read_text
from sonostep.core.character_sets.labels import label_of
from sonostep.core.text import plain_text
from sonostep.imaging import read_clip
from sonostep.imaging.dicom.elements.text import TEXTS, text_of, text_problems
from sonostep.imaging.dicom.file import quiet_pydicom

UNLABELLED = label_of([])
LABELS = ((), ("",), ("ISO_IR 6",), ("ISO_IR 100",), ("ISO 2022 IR 6",), ("NONSENSE",))


def stored(*elements, label=()):
    """A data set as a file holds it: (keyword, raw bytes) pairs, explicit little endian, unread."""
    pairs = [("SpecificCharacterSet", "\\".join(label).encode())] if label else []
    raw = b""
    for keyword, value in sorted([*pairs, *elements], key=lambda e: tag_for_keyword(e[0])):
        tag, vr = tag_for_keyword(keyword), dictionary_VR(keyword).encode()
        padded = value + b" " * (len(value) % 2)
        long = vr in (b"UT", b"UC")
        size = len(padded).to_bytes(4 if long else 2, "little")
        raw += (tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little")
        raw += vr + (b"\0\0" if long else b"") + size + padded
    with quiet_pydicom():
        return dcmread(io.BytesIO(raw), force=True)


def possible(reading):
    return (reading.text, *(text for _, text in reading.others))


# Big5 and its second byte 0x5C

BIG5 = [
    bytes((lead, trail)).decode("cp950")
    for lead in (*range(0xA4, 0xC7), *range(0xC9, 0xFA))
    for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    if (lead, trail) < (0xC6, 0x7F) or (0xC9, 0) <= (lead, trail) <= (0xF9, 0xD5)
]
SPLIT = [c for c in BIG5 if c.encode("cp950")[1] == 0x5C]

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾彭游詹施沈余趙盧梁顏柯孫翁魏"
GIVEN = (
    "怡君 欣怡 雅婷 宗翰 家豪 志明 淑芬 美玲 俊傑 建宏 淑惠 雅雯 冠宇 宜蓁 承恩 品妍 "
    "功蓋 育珊 崧豪 信宏 淑娟 玟伶 秀英 麗華 金龍 武雄 文雄 春嬌 罔市 阿滿 寶珠 秋月 "
    "明哲 嘉玲 心怡 佩珊 詩涵 宥廷 柏翰 睿恩 語彤 沛霖 芷若 瑋倫 峻豪 彥廷 珮瑜 鈺婷 "
    "淯 翊 瑀 妤 璿 曜 慶雲 清泉 成功 育功 許諾 蓋世 珮 廷 歿 餐 "
    "閱 吒 琮 稞 綅 踊 擺 槭 "
).split()


def test_the_characters_are_all_of_big5():
    assert len(BIG5) == 13_053
    assert set("許功蓋") < set(SPLIT)


def test_no_big5_character_is_silently_another():
    """Each is read as itself, or offered beside what else its two bytes may be."""
    for character in BIG5:
        assert character in possible(read_text(character.encode("cp950"), UNLABELLED)), character


@pytest.mark.parametrize("label", LABELS)
def test_names_of_taiwan_without_a_label(label, scaled):
    rng = random.Random(14)
    unsure = wrong = 0
    count = scaled(40_000)
    for _ in range(count):
        name = f"{rng.choice(SURNAMES)}^{rng.choice(GIVEN)}"
        reading = read_text(name.encode("cp950"), label_of(label), name=True)
        assert name in possible(reading) and not reading.labelled
        unsure += bool(reading.others)
        wrong += reading.text != name
    # 廖^翊 is 郭^嘱 in GB, with a surname there, too: both are offered
    assert wrong <= max(1, count // 1000)
    assert unsure < count * 0.15


@pytest.mark.parametrize("label", LABELS)
def test_names_of_any_big5_characters_are_read_or_offered(label, scaled):
    rng = random.Random(15)
    frequent = BIG5[:5401]
    for _ in range(scaled(20_000)):
        given_name = "".join(rng.choices(frequent if rng.random() < 0.9 else BIG5, k=rng.choice((1, 2, 2))))
        name = f"{rng.choice(SURNAMES)}^{given_name}"
        assert name in possible(read_text(name.encode("cp950"), label_of(label), name=True)), name


@pytest.mark.parametrize("character", SPLIT)
@pytest.mark.parametrize("keyword", ["PatientName", *TEXTS])
def test_a_second_byte_of_0x5c_parts_no_text(character, keyword):
    text = f"林{character}檢查{character}"
    for already_converted in (False, True):
        dataset = stored((keyword, text.encode("cp950")))
        with quiet_pydicom():
            assert not already_converted or str(dataset)
            assert text_of(dataset, keyword) == text


def test_values_are_still_parted_where_a_backslash_is_meant():
    assert (
        text_of(stored(("TransducerData", "許\\功蓋\\L15".encode("cp950"))), "TransducerData")
        == "許\\功蓋\\L15"
    )


# other encodings under no label, or one that cannot be meant

WORDS = [
    ("张^小东", "gb18030"),
    ("王^伟强", "gb18030"),
    ("李^喆", "gb18030"),
    ("김^철수", "euc_kr"),
    ("이^영희", "euc_kr"),
    ("佐藤^さくら", "cp932"),
    ("ﾔﾏﾀﾞ^ﾀﾛｳ", "cp932"),
    ("王^小明", "utf-8"),
    ("毛^森", "gb18030"),
    ("Ярослав^Иван", "utf-8"),
    ("Müller^Jürgen", "utf-8"),
    ("José", "utf-8"),
    ("許^功蓋=Hsu^Kung-kai", "cp950"),
    ("Hsu^Kung-kai=許^功蓋", "cp950"),
]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(("name", "encoding"), WORDS)
def test_a_name_in_any_encoding_is_read_or_offered(name, encoding, label):
    dataset = stored(("PatientName", name.encode(encoding)), label=label)
    problems = list(text_problems(dataset))
    assert name in (text_of(dataset, "PatientName"), *(p.mapping.get("other") for p in problems))
    assert {p.code for p in problems} & {"imaging.name_readings", "imaging.name_repaired"}


WESTERN = (
    "Jérôme Müller^Änne Núñez^José Søren Óscar Åse^Løken Conceição São^João Þórðarson^Jón Zoë Çelik "
    "É^Ana Lê^Hà"
).split()


@pytest.mark.parametrize("name", WESTERN)
def test_western_names_do_not_become_chinese(name):
    raw = name.encode("latin-1")
    assert read_text(raw, label_of(["ISO_IR 100"]), name=True).text == name
    assert read_text(raw, label_of(["ISO_IR 100"]), name=True).labelled
    assert read_text(raw, UNLABELLED, name=True).text == name


@pytest.mark.parametrize(
    "text", ["37°C", "5 µm", "¿Dolor?", "3 cm²", "Schädel / Knöchel", "Épaule côté gauche"]
)
def test_western_texts_keep_their_signs(text):
    assert read_text(text.encode("latin-1"), label_of(["ISO_IR 100"])).text == text
    assert read_text(text.encode("latin-1"), UNLABELLED).text == text


def test_both_readings_are_said_and_the_likelier_is_shown():
    dataset = stored(("PatientName", "王^伟强".encode("gb18030")))
    (problem,) = text_problems(dataset)
    assert problem.code == "imaging.name_readings"
    assert problem.mapping["read"] == text_of(dataset, "PatientName") == "王^伟强"
    assert problem.mapping["other"].encode("cp950") == "王^伟强".encode("gb18030")
    assert (problem.mapping["encoding"], problem.mapping["other_encoding"]) == ("GB 18030", "Big5")


def test_a_description_that_fits_two_character_sets_is_said():
    dataset = stored(("SeriesDescription", "髋关节".encode("gb18030")))
    said = [p for p in text_problems(dataset) if p.code == "imaging.text_readings"]
    assert "髋关节" in {text_of(dataset, "SeriesDescription"), *(p.mapping["other"] for p in said)}
    assert said


def test_a_hospitals_own_character_is_said():
    raw = "林".encode("cp950") + b"^\x81\x40" + "明".encode("cp950")
    dataset = stored(("PatientName", raw))
    assert text_of(dataset, "PatientName") == "林^\ufffd明"
    assert "imaging.name_damaged" in [p.code for p in text_problems(dataset)]


@pytest.mark.parametrize("encoding", ["cp950", "utf-8"])
def test_a_text_cut_in_the_middle_of_a_character_keeps_the_rest(encoding):
    whole = "右側髖關節外側超音波檢查"
    dataset = stored(("SeriesDescription", whole.encode(encoding)[:-1]))
    assert text_of(dataset, "SeriesDescription") == whole[:-1]
    assert "imaging.text_damaged" in [p.code for p in text_problems(dataset)]


@pytest.mark.parametrize(("label", "encoding"), [("ISO_IR 192", "utf-8"), ("GB18030", "gb18030")])
def test_a_cut_text_does_not_put_its_label_in_doubt(label, encoding):
    dataset = stored(("PatientName", "王^小明".encode(encoding)[:-1]), label=(label,))
    assert text_of(dataset, "PatientName") == "王^小"
    assert [p.code for p in text_problems(dataset)] == ["imaging.name_damaged"]


# labels

SPELT = [
    ("ISO_IR 192", "utf-8"), ("ISO IR 192", "utf-8"), ("iso-ir-192", "utf-8"), ("UTF-8", "utf-8"),
    ("ISO 2022 IR 192", "utf-8"), ("GB18030", "gb18030"), ("GBK", "gb18030"), ("GB2312", "gb18030"),
    ("gb 18030", "gb18030"), ("BIG5", "cp950"), ("Big-5", "cp950"), ("cp950", "cp950"),
    ("ISO 2022 IR 58", "gb18030"), ("ISO_IR 58", "gb18030"), ("ISO 2022 IR 165", "gb18030"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "encoding"), SPELT)
def test_a_label_however_it_is_spelt(label, encoding):
    reading = read_text("王^小明".encode(encoding), label_of([label]), name=True)
    assert (reading.text, reading.labelled, reading.others) == ("王^小明", True, ())


@pytest.mark.parametrize(
    ("label", "text", "encoding"),
    [
        ("ISO_IR 144", "Люкceмбypг", "iso8859-5"),
        ("ISO_IR 126", "Διονυσιος", "iso8859-7"),
        ("ISO_IR 127", "قباني^لنزار", "iso8859-6"),
        ("ISO_IR 138", "שרון^דבורה", "iso8859-8"),
        ("ISO_IR 101", "Łódź^Żółw", "iso8859-2"),
        ("ISO_IR 148", "Çavuşoğlu", "iso8859-9"),
        ("ISO_IR 166", "สมชาย", "tis-620"),
        ("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ", "cp932"),
        ("iso8859-1", "Jérôme", "latin-1"),
        ("ISO 2022 IR 149", "김^철수", "euc_kr"),
        ("ISO 2022 IR 87", "山田^太郎", "cp932"),
    ],
)
def test_a_label_that_fits_is_believed(label, text, encoding):
    reading = read_text(text.encode(encoding), label_of([label]), name=True)
    assert (reading.text, reading.labelled) == (text, True)


# escape sequences; the first four are PS3.5 annexes H, I, K

EXTENDED = [
    (
        ("", "ISO 2022 IR 87"),
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    (
        ("ISO 2022 IR 13", "ISO 2022 IR 87"),
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
    ),
    (
        ("", "ISO 2022 IR 149"),
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    (
        ("", "ISO 2022 IR 58"),
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东",
    ),
    # not repeated after the caret, and no label at all
    (("", "ISO 2022 IR 58"), b"\x1b$)A\xd5\xc5^\xd0\xa1\xb6\xab", "张^小东"),
    ((), b"\x1b$)A\xd5\xc5^\xd0\xa1\xb6\xab", "张^小东"),
    (("ISO_IR 100",), b"\x1b$)C\xb1\xe8^\xc3\xb6\xbc\xf6", "김^철수"),
    # kin: GB 2312 in the lower half, IR 165, JIS X 0212, JIS C 6226, kana in the lower half
    (("", "ISO 2022 IR 58"), b"\x1b$AUE\x1b(B^\x1b$A\x50\x21\x36\x2b\x1b(B", "张^小东"),
    (("", "ISO 2022 IR 165"), b"\x1b$)E\xd5\xc5^\x1b$)E\xd0\xa1\xb6\xab", "张^小东"),
    (("", "ISO 2022 IR 159"), b"\x1b$(D\x30\x21\x1b(B", "丂"),
    (("", "ISO 2022 IR 87"), b"\x1b$@;3ED\x1b(B", "山田"),
    (("ISO 2022 IR 13",), b"\x1b(I\x54\x4f\x40\x5e\x1b(J", "ﾔﾏﾀﾞ"),
    # 0x3D and 0x5C inside two-byte characters are neither group nor value
    (("", "ISO 2022 IR 87"), b"\x1b$B=U;R\x1b(B^\x1b$B0\\\x1b(B", "春子^移"),
    # a set of one byte after another
    (("ISO 2022 IR 100", "ISO 2022 IR 144"), b"J\xe9r\xf4me^\x1b-L\xbb\xee\xda", "Jérôme^Люк"),
    # no set at all: shifts, colours, half a sequence
    ((), b"Lee^\x1b[31mAnna\x1b[0m", "Lee^Anna"),
    ((), b"Lee^Anna\x1b", "Lee^Anna"),
    ((), b"Lee\x1b%@^Anna", "Lee^Anna"),
    ((), b"\x1b[1m" + "許^功蓋".encode("cp950"), "許^功蓋"),
]


@pytest.mark.parametrize(("label", "raw", "text"), EXTENDED)
def test_escape_sequences_switch_and_never_stay(label, raw, text):
    assert text_of(stored(("PatientName", raw), label=label), "PatientName") == text


def test_an_item_is_read_by_the_label_of_its_data_set():
    item = stored(("CodeMeaning", "髖".encode("cp950")))
    outer = stored(("PatientName", b"X"), label=("ISO_IR 192",))
    assert text_of(stored(("CodeMeaning", "髖".encode())), "CodeMeaning", outer) == "髖"
    assert text_of(item, "CodeMeaning") == "髖"


# plain text

HOSTILE = ["\x1b[31m", "\x1b]0;x\x07", "\x9b1m", "\x00", "\x07", "\x08", "\x7f", "\u202e", "\u2066", "\u200b",
           "\ufeff", "\u00ad", "\U000e0041", "\ud800", "\ufffe", "\r\n", "\u2028", "\x85", "\t"]  # fmt: skip


def is_plain(text, lines=False):
    kept = "\n" if lines else ""
    return all(
        c in kept + "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for c in text
    )


@pytest.mark.parametrize("lines", [False, True])
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=8).map("".join))
def test_plain_text_holds_nothing_but_what_can_be_read(lines, text):
    found = plain_text(text, lines=lines)
    assert is_plain(found, lines)
    assert plain_text(found, lines=lines) == found


@pytest.mark.parametrize(
    "text", ["許^功蓋", "김^철수", "Jérôme", "سلام\u200cعلی", "", "a  b", "\ue000", "神\U000e0100"]
)
def test_plain_text_leaves_words_alone(text):
    assert plain_text(text) == text


PIECES = [*(h.encode("utf-8", "surrogatepass") for h in HOSTILE), b"\xb3\\", b"\x1b$)A", b"A", b"^"]
raws = st.one_of(
    st.binary(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=10).map(b"".join),
)


@pytest.mark.parametrize("keyword", ["PatientName", *TEXTS])
@given(raw=raws, label=st.sampled_from([*LABELS, ("ISO_IR 192",), ("GB18030",), ("", "ISO 2022 IR 87")]))
def test_no_element_lets_a_control_character_in(keyword, raw, label):
    dataset = stored((keyword, raw), label=label)
    for already_converted in (False, True):
        with quiet_pydicom():
            assert not already_converted or str(dataset)
            assert is_plain(text_of(dataset, keyword), lines=True)
            assert all(is_plain(v, lines=True) for p in text_problems(dataset) for _, v in p.params)


def test_every_element_in_words_that_the_header_reads_is_looked_at():
    from pathlib import Path

    import sonostep.imaging.dicom.header as header

    read = set(re.findall(r'text(?:_of\(dataset, |\()"(\w+)"', Path(header.__file__).read_text()))
    of_no_language = {k for k in read if dictionary_VR(k) in ("UI", "DA", "TM", "AS")}
    coded = {"PatientSex", "ImageLaterality", "Laterality"}
    assert read - of_no_language - coded - {"PatientName"} <= set(TEXTS)


def test_a_clip_tells_all_of_it(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], PatientName="n" * 7, SeriesDescription="s" * 8)
    data = path.read_bytes()
    for stand_in, value in (b"n" * 7, "許^功蓋"), (b"s" * 8, "功能檢查"):
        data = data.replace(stand_in, value.encode("cp950"), 1)
    path.write_bytes(data)
    clip = read_clip(path)
    assert clip.patient.name == "許^功蓋"
    assert clip.study.series_description == clip.label == "功能檢查"
    assert [p.code for p in clip.problems] == ["imaging.name_repaired", "imaging.text_repaired"]
