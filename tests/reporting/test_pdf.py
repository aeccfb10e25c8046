"""The PDF as its readers' tools see it."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from helpers import sample_exam as sample
from sonostep.core.exam import ExamState
from sonostep.core.report import build_report
from sonostep.reporting.printed.pdf import printable, render_pdf

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def text_of(pdf, tmp_path, *options):
    path = tmp_path / "r.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture(scope="module")
def english():
    return render_pdf(sample.report(), "en", b'{"schema": 1}')


@pytest.fixture(scope="module")
def chinese():
    return render_pdf(sample.report(), "zh-TW", b'{"schema": 1}')


def test_chinese_can_be_searched(chinese, tmp_path):
    found = text_of(chinese, tmp_path)
    for word in ("大轉子", "臀中肌", "未評估", "未檢查", "鑑別摘要", "林 醫師"):
        assert word in found


def test_every_page_names_patient_exam_side_and_its_number(english, tmp_path):
    pages = text_of(english, tmp_path, "-layout").rstrip("\f").split("\f")
    for number, page in enumerate(pages, 1):
        for part in ("P-0042", "5f0c1c62", "right", f"Page {number} of {len(pages)}", "SYNTHETIC", "DRAFT"):
            assert part in page


def test_values_come_with_their_doubt_and_source(english, tmp_path):
    found = " ".join(text_of(english, tmp_path).split())
    for part in ("6.66 ± 0.21 mm", "region 1 of the file", "uncalibrated", "not observer error", "no value"):
        assert part in found


def test_what_was_not_examined_is_said(english, tmp_path):
    found = text_of(english, tmp_path)
    assert "Nothing below may be read as normal" in found
    assert "not assessed" in found and "not done – no reason given" in found


def test_same_report_same_bytes(english):
    assert render_pdf(sample.report(), "en", b'{"schema": 1}') == english


def test_it_is_archivable_tagged_and_carries_the_exam(english):
    assert b"pdfaid" in english or b"/Metadata" in english
    assert b"/StructTreeRoot" in english
    assert b"exam.json" in english


def test_fonts_are_embedded(chinese, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(chinese)
    lines = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, check=True, text=True
    ).stdout.splitlines()
    fonts = [line for line in lines[2:] if line.strip()]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts)


def test_a_final_report_carries_no_draft_mark(tmp_path):
    exam = replace(sample.exam(), state=ExamState.FINAL)
    assert "DRAFT" not in text_of(render_pdf(sample.report(exam), "en", b"{}"), tmp_path)


def test_both_languages_side_by_side(tmp_path):
    found = text_of(render_pdf(sample.report(), "both", b"{}"), tmp_path)
    assert "Impression 診斷意見" in found and "absent 無" in found


def test_hostile_text_is_printed_literally(tmp_path):
    found = text_of(render_pdf(sample.report(sample.hostile()), "zh-TW", b"{}"), tmp_path, "-raw")
    flat = found.replace("\u200b", "").replace("\n", "").replace(" ", "")
    for part in ('#panic("x")', "*b*", "<script>alert(1)</script>", "=SUM(A1:A9)", "../../etc/passwd",
                 "[U+1F600]", "[U+202E]", "[U+0007]", "Ωж"):  # fmt: skip
        assert part in flat
    assert flat.count("x") >= 10_000


def test_an_unreadable_key_image_is_said_and_does_not_stop_the_report(tmp_path):
    exam = sample.exam()
    broken = replace(exam, key_images=(replace(exam.key_images[0], png=b"no picture"),))
    assert "Key image 1 cannot be read" in text_of(render_pdf(sample.report(broken), "en", b"{}"), tmp_path)


def test_an_empty_exam_has_a_report(tmp_path):
    exam = replace(
        sample.exam(),
        clips=(),
        complaints=(),
        findings=(),
        annotations=(),
        key_images=(),
        views=(),
        impression="",
        plan="",
        protocols=(),
        physician="",
        operator="",
        side=None,
        knowledge=None,
    )
    found = text_of(render_pdf(build_report(exam, (), sample.VOCABULARY, None, "en"), "en", b"{}"), tmp_path)
    for part in (
        "No impression has been written",
        "No protocol was in use",
        "No differential summary was made",
    ):
        assert part in found


def test_no_text_is_dropped_when_made_printable():
    assert printable({"a": ["x\x07y", 3]}, set()) == {"a": ["x[U+0007]y", 3]}
    assert printable("a" * 60, set()).replace("\u200b", "") == "a" * 60


@pytest.mark.parametrize("mark", ["\u1de7", "\U0001e8d0", "\u0303\u1de7"])
@pytest.mark.parametrize("letter", ["t", "\u9ac2"])
def test_a_mark_without_a_glyph_spells_the_mark_and_leaves_its_letter(letter, mark, tmp_path):
    exam = replace(sample.exam(), impression=f"{letter}{mark}", plan="not tested \u9ac2\u9aa8")
    found = text_of(render_pdf(sample.report(exam), "zh-TW", b"{}"), tmp_path, "-raw").replace("\u200b", "")
    assert f"[U+{ord(mark[-1]):04X}]" in found
    assert "not tested \u9ac2\u9aa8" in found  # the same letter elsewhere is printed as it is
    assert f"[U+{ord(letter):04X}]" not in found
