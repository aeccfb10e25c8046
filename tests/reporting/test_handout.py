"""The patient's handout and the clinic's letterhead."""

import io
import shutil
import subprocess
from dataclasses import replace
from itertools import product

import pytest
from PIL import Image

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.finding import Complaint, Feature
from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Letterhead
from sonostep.core.text import LocalText
from sonostep.reporting.html.document import render_html
from sonostep.reporting.letterhead import keep_logo, letterhead, logo_of
from sonostep.reporting.printed.handout import handout_sheet, render_handout
from sonostep.reporting.words import ReportWords
from sonostep.settings import Settings

LYING_ON_THE_BACK = ("on your back", "仰睡")
NUMBNESS = ("numb", "腳麻")


def text_of(pdf, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    path = tmp_path / "h.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()


def lines(report, language):
    return [
        x for t in handout_sheet(report, ReportWords(language))["topics"] for line in t["lines"] for x in line
    ]


def complaints(features):
    names = ("side_lying_affected", "night_supine")
    pairs = [(n, s) for n, s in zip(names * 2, features, strict=True)]
    return tuple(
        Complaint(id_, id_.upper(), founding.R, ("outer_hip",), tuple(Feature(n, s) for n, s in part if s))
        for id_, part in (("a", pairs[:2]), ("b", pairs[2:]))
    )


def test_lying_on_the_back_is_never_advised_alone_where_it_brings_on_numbness():
    bare = replace(founding.exam(), findings=(), annotations=(), key_images=(), views=(), protocols=())
    for features in product([None, sample.P, sample.A, sample.U], repeat=4):
        exam = replace(bare, complaints=complaints(features))
        report = founding.handout_report(exam)
        for language, back, numb in zip(("en", "zh-TW"), LYING_ON_THE_BACK, NUMBNESS, strict=True):
            advised = [x for x in lines(report, language) if back in x]
            assert all(numb in x for x in advised), features
            assert not (sample.P in (features[1], features[3]) and advised), features


@pytest.mark.parametrize(
    ("language", "parts"),
    [("en", ["Seek care at once", "Lying flat brings on your numbness", "Dorsum of the foot"]),
     ("zh-TW", ["請立即就醫", "躺平會誘發您的腳麻", "腳背"]),
     ("both", ["Seek care at once", "請立即就醫"])],
)  # fmt: skip
def test_the_founding_case_gets_its_handout(language, parts, tmp_path):
    report = founding.report()
    pdf = render_handout(report, language)
    said = " ".join(text_of(pdf, tmp_path).split())
    assert all(p in said for p in parts) and "SYNTHETIC" in said
    assert not [w for w in ("supported", "支持", "LR", "differential", "鑑別") if w in said]
    assert render_handout(report, language) == pdf


def test_hostile_text_is_printed_literally(tmp_path):
    report = replace(
        sample.report(sample.hostile()),
        handout=(
            founding.HandoutEntry("x", LocalText(sample.SHORT, "標題"), (LocalText(sample.SHORT, "行"),)),
        ),
    )
    assert "#panic" in text_of(render_handout(report, "en"), tmp_path)


def test_a_report_without_a_handout_says_so():
    with pytest.raises(ProblemError) as caught:
        render_handout(sample.report(), "en")
    assert caught.value.problem.code == "export.no_handout"


# letterhead


def logo(path, kind="PNG"):
    Image.new("RGB", (3000, 900), (10, 90, 110)).save(path, kind)
    return str(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_the_letterhead_comes_from_the_settings_with_its_logo_made_anew(tmp_path, kind):
    settings = Settings(
        clinic=" 晴天診所 ", clinic_lines=("Road 1", " "), clinic_logo=logo(tmp_path / "l", kind)
    )
    head, problem = letterhead(settings)
    assert problem is None and (head.name, head.lines) == ("晴天診所", ("Road 1",))
    with Image.open(io.BytesIO(head.logo)) as picture:
        assert picture.format == "PNG" and picture.width == 1200


@pytest.mark.parametrize("data", [None, b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken"])
def test_a_logo_that_is_none_is_said_and_left_out(tmp_path, data):
    path = tmp_path / "logo"
    if data is not None:
        path.write_bytes(data)
    head, problem = letterhead(Settings(clinic="C", clinic_logo=str(path)))
    assert head == Letterhead("C") and problem.code == "export.logo_unreadable"


def test_the_letterhead_heads_page_and_handout(tmp_path):
    head, _ = letterhead(Settings(clinic="Clinic <b>", clinic_logo=logo(tmp_path / "l")))
    report = replace(founding.report(), letterhead=head)
    assert "Clinic &lt;b&gt;" in render_html(report, ReportWords("en")).decode()
    pdf = render_handout(report, "en")
    assert "Clinic <b>" in text_of(pdf, tmp_path) and pdf.count(b"/Image") > 0


BOTH = Settings(
    clinic="Sunny Clinic", clinic_lines=("1 Road",), clinic_zh="晴天診所", clinic_lines_zh=("忠孝東路",),
    clinic_phone="02-2345",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "there", "missing"),
    [
        ("en", ["Sunny Clinic", "1 Road", "Tel. 02-2345"], ["晴天診所", "忠孝東路", "電話"]),
        ("zh-TW", ["晴天診所", "忠孝東路", "電話 02-2345"], ["Sunny Clinic", "1 Road", "Tel."]),
        ("both", ["Sunny Clinic", "晴天診所", "1 Road", "忠孝東路", "02-2345"], []),
    ],
)
def test_the_letterhead_is_in_the_language_of_the_page(tmp_path, language, there, missing):
    report = replace(founding.report(), letterhead=letterhead(BOTH)[0])
    page = render_html(report, ReportWords(language)).decode()
    top = page[page.index("<body>") : page.index("<h1>")]
    printed = text_of(render_handout(report, language), tmp_path)
    for text in there:
        assert text in top and text in printed
    for text in missing:
        assert text not in top


def test_one_language_stands_for_both_where_there_is_no_other():
    head, _ = letterhead(Settings(clinic="晴天診所", clinic_lines=("忠孝東路",)))
    assert head.name_in("en") == head.name_in("zh-TW") == "晴天診所" and head.lines_in("en") == ("忠孝東路",)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<svg>", "letterhead.logo_unreadable"), (b"x" * (21 << 20), "letterhead.logo_large"),
     (None, "letterhead.logo_unreadable")],
)  # fmt: skip
def test_what_is_no_logo_is_refused_with_a_reason_and_nothing_is_kept(tmp_path, data, code):
    path, folder = tmp_path / "logo.png", tmp_path / "home"
    folder.mkdir()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ProblemError) as error:
        keep_logo(path, folder)
    assert error.value.problem.code == code and not list(folder.iterdir())


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path):
    Image.new("1", (12000, 9000)).save(tmp_path / "huge.png")
    with pytest.raises(ProblemError) as error:
        logo_of(tmp_path / "huge.png")
    assert error.value.problem.code == "letterhead.logo_large"


def test_a_kept_logo_outlives_its_file(tmp_path):
    path = tmp_path / "l.png"
    logo(path)
    kept, data = keep_logo(path, tmp_path)
    path.unlink()
    assert letterhead(Settings(clinic_logo=str(kept)))[0].logo and kept.read_bytes() == data
