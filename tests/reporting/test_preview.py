"""The pages on the screen are those of the PDF: as many, of the same size, and the same to look at."""

import base64
import json
import shutil
import subprocess
from dataclasses import replace

import cv2
import numpy as np
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.clip import FrameRef
from sonostep.core.finding import FindingKey
from sonostep.reporting.fhir.bundle import render_fhir
from sonostep.reporting.html.document import render_html
from sonostep.reporting.printed.page_images import render_pages
from sonostep.reporting.printed.pdf import render_pdf
from sonostep.reporting.words import ReportWords

PPI = 60


def rasterised(pdf, tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs poppler-utils")
    (tmp_path / "r.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(PPI), "-png", "r.pdf", "p"], cwd=tmp_path, check=True)
    return [cv2.imread(str(p)) for p in sorted(tmp_path.glob("p-*.png"))]


def shown(pages):
    return [cv2.imdecode(np.frombuffer(p, np.uint8), cv2.IMREAD_COLOR) for p in pages.pictures]


@pytest.mark.parametrize("language", ["zh-TW", "both"])
def test_what_is_exported_is_what_the_preview_shows(tmp_path, language):
    report = sample.report()
    pages = shown(render_pages(report, language, PPI))
    printed = rasterised(render_pdf(report, language, b"{}"), tmp_path)
    assert len(pages) == len(printed)
    for one, other in zip(pages, printed, strict=True):
        assert max(abs(a - b) for a, b in zip(one.shape, other.shape, strict=True)) <= 1
        size = tuple(min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
        # two rasterisers never agree on the edges of letters, but on where ink is
        soft = [cv2.GaussianBlur(p[: size[0], : size[1]], (9, 9), 0).astype(int) for p in (one, other)]
        assert np.abs(soft[0] - soft[1]).mean() < 2.0


def test_findings_measurements_and_images_lead_somewhere():
    report = founding.report()
    pages = render_pages(report, "en", 30)
    targets = [s.target for s in pages.spots]
    assert {i.frame for i in report.images} <= {t for t in targets if isinstance(t, FrameRef)}
    answers = [a for s in report.structures for r in s.rows for a in r.answers]
    framed = [a.key for a in answers if a.recorded and (a.images or a.measurements)]
    assert framed and set(framed) <= {t for t in targets if isinstance(t, FindingKey)}
    assert all(0 <= s.page < len(pages.pictures) and 0 < s.x < 595 and 0 < s.y < 842 for s in pages.spots)


def test_a_caption_is_in_the_page_and_the_pdf(tmp_path):
    report = founding.report()
    images = tuple(replace(i, caption=f"Caption <b>{i.number}</b>") for i in report.images)
    report = replace(report, images=images)
    assert "Caption &lt;b&gt;1&lt;/b&gt;" in render_html(report, ReportWords("en")).decode()
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    (tmp_path / "r.pdf").write_bytes(render_pdf(report, "en", b"{}"))
    text = subprocess.run(["pdftotext", "r.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert "Caption <b>1</b>" in text.decode()


def test_a_caption_and_its_picture_are_in_fhir():
    report = founding.report()
    images = tuple(replace(i, caption=f"Caption {i.number}") for i in report.images)
    bundle = json.loads(render_fhir(replace(report, images=images), ReportWords("en"), b"%PDF"))
    by_id = {e["fullUrl"]: e["resource"] for e in bundle["entry"]}
    (final,) = (r for r in by_id.values() if r["resourceType"] == "DiagnosticReport")
    assert [m["comment"] for m in final["media"]] == [f"Caption {i.number}" for i in images]
    for said in final["media"]:
        media = by_id[said["link"]["reference"]]
        assert media["note"][0]["text"] == said["comment"]
        data = np.frombuffer(base64.b64decode(media["content"]["data"]), np.uint8)
        assert cv2.imdecode(data, cv2.IMREAD_COLOR) is not None
