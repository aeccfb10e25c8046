"""The earlier visit in the report, what needs a second look, and a copy that says it is one."""

import io
import json
import re
from dataclasses import replace

import pydicom
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.finding import Finding, FindingKey, Side
from sonostep.core.follow_up import Verdict
from sonostep.core.report import build_report
from sonostep.protocols import load_error_data, load_protocol, load_vocabulary
from sonostep.reporting.fhir.bundle import render_fhir
from sonostep.reporting.html.document import render_html
from sonostep.reporting.printed.follow_up import plots
from sonostep.reporting.printed.pdf import render_pdf
from sonostep.reporting.printed.report import sheet
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.words import ReportWords
from sonostep.storage import create_journal, kept_exam

NOW = replace(founding.exam(), predecessor="before")
MOVED = {"a": 2, "b": 1}
"""How much higher each score was then."""


def before():
    """The same exam three months earlier: scores were higher, the first block was partial."""
    exam = founding.exam()
    partial = FindingKey("facet_block_first", Side.RIGHT, "L4_L5")
    return replace(
        exam,
        id="before",
        created="2024-10-02T09:30:00+08:00",
        complaints=tuple(replace(c, score=c.score + MOVED[c.id]) for c in exam.complaints),
        findings=tuple(replace(f, choice="partial") if f.key == partial else f for f in exam.findings),
    )


def made(exam=NOW, earlier=None, language="en"):
    protocols = tuple(load_protocol(p.id) for p in exam.protocols)
    return build_report(exam, protocols, load_vocabulary(), None, language,
                        before=earlier, errors=load_error_data())  # fmt: skip


def test_every_change_is_said_with_what_can_be_said_of_it():
    data = sheet(made(earlier=before()), ReportWords("en"))["follow_up"]
    rows = {(i["name"], i["side"]): i for i in data["items"]}
    assert data["title"] == "Compared with the examination of 2024-10-02"
    first = rows["Complaint A: score", "right"]
    assert (first["before"], first["after"], first["kind"]) == ("8 / 10", "6 / 10", Verdict.BEYOND.value)
    second = rows["Complaint B: score", "right"]
    assert (second["before"], second["after"], second["kind"]) == ("9 / 10", "8 / 10", Verdict.WITHIN.value)
    assert second["reason"] == "limit 2 / 30 %"
    block = rows["First diagnostic block of the facet: L4/L5", "right"]
    assert block["before"] == "Some relief, not both parts of the rule"
    assert block["after"] == "More than 50 % relief and the painful movement possible"
    assert (block["kind"], block["reason"]) == (
        Verdict.NOT_INTERPRETABLE.value, "No published measurement error",
    )  # fmt: skip
    tendon = rows["Gluteus medius tendon thickness", "right"]
    assert tendon["before"] == tendon["after"] == "6.66 mm"
    assert tendon["kind"] == Verdict.NOT_INTERPRETABLE.value
    other = rows["Other side, gluteus medius thickness", "left"]
    assert other["before"] == "no number", "pixels are not compared as millimetres"
    assert any("[R114]" in s for s in data["sources"])


def test_a_number_has_a_drawing_and_a_choice_has_none():
    report = made(earlier=before())
    drawn = plots(report)
    lines = report.follow_up.lines
    assert [bool(d) for d in drawn] == [
        line.change.before is not None and line.change.after is not None for line in lines
    ]
    for line, svg in zip(lines, drawn, strict=True):
        if svg:
            rings = [float(v) for v in re.findall(r'<circle cx="([\d.]+)"', svg)]
            change = line.change
            assert (rings[0] > rings[1]) == (change.before > change.after)
            assert all(6 <= x <= 144 for x in rings) and "<text" not in svg


@pytest.mark.parametrize("language", ["en", "zh-TW", "both"])
def test_no_raw_level_is_printed(language):
    report = made(earlier=before())
    words = ReportWords(language)
    page = render_html(report, words).decode()
    text = re.sub(r"<[^>]*>|data:[^\"]*", " ", page)
    assert "L4/L5" in text and "L4_L5" not in text
    assert json.dumps(sheet(report, words)).count("L4_L5") == 0


def test_the_pdf_and_the_structured_report_carry_the_comparison():
    report = made(earlier=before())
    bare = replace(report, structures=(), measurements=(), images=(), ledger=())
    assert render_pdf(bare, "both", b"{}").count(b"/Figure") > 5
    ds = pydicom.dcmread(io.BytesIO(render_sr(bare)["report.sr.dcm"]))
    said = "\n".join(i.TextValue for i in ds.ContentSequence if "TextValue" in i)
    assert "Complaint A: score, right: 8 / 10 → 6 / 10: beyond measurement error (limit 2 / 30 %)" in said


def test_an_earlier_exam_that_is_not_at_hand_is_said():
    for earlier in (None, sample.exam()):
        data = sheet(made(earlier=earlier), ReportWords("en"))["follow_up"]
        assert data["items"] == [] and "before was not at hand" in data["none"]
    assert sheet(made(founding.exam()), ReportWords("en"))["follow_up"]["title"] == ""


def test_an_earlier_exam_is_found_beside_the_present_one(tmp_path):
    journal, _ = create_journal(tmp_path, before())
    assert kept_exam(tmp_path, "before") == before(), "also while it is open"
    journal.close()
    assert kept_exam(tmp_path, "") is None and kept_exam(tmp_path, "other") is None
    (tmp_path / "broken.sonostep").write_bytes(b"x")
    assert kept_exam(tmp_path, "broken") is None


# what stands in the report besides


def test_what_needs_a_second_look_is_printed():
    report = made()
    for language in ("en", "zh-TW"):
        data = sheet(report, ReportWords(language))
        assert data["checks"]["items"] == [c.text.in_language(language) for c in report.checks] != []
        page = render_html(report, ReportWords(language)).decode()
        assert all(re.sub("[<>&]", "", t) in page for t in data["checks"]["items"])


def test_a_report_rendered_again_says_that_it_is_a_copy():
    sealed = "ab" * 32
    final = replace(founding.exam(), final_sha256=sealed)
    for exam, copy in ((founding.exam(), False), (final, True)):
        report = made(exam)
        banners = sheet(report, ReportWords("en"))["banners"]
        assert ("copy" in [b["kind"] for b in banners]) == copy
    assert b"COPY" in render_html(report, ReportWords("en"))
    bare = replace(report, structures=(), measurements=(), images=(), ledger=())
    ds = pydicom.dcmread(io.BytesIO(render_sr(bare)["report.sr.dcm"]))
    assert any(sealed in i.TextValue for i in ds.ContentSequence if "TextValue" in i)


def test_each_block_is_summed_up_with_its_relief_and_the_rule():
    blocks = sheet(made(), ReportWords("en"))["procedures"]["blocks"]["items"]
    assert [b[0] for b in blocks] == ["First · L4/L5 · right", "First · L5/S1 · right"]
    # 7 before, 2.5 after half an hour; whether the movement was possible was not recorded
    assert blocks[0][3:] == ["64 %", "not recorded", "open"]
    assert "blocks" not in blocks[1][5], "one block agrees with none"
    place = [FindingKey(f"facet_block_{o}", Side.RIGHT, "L4_L5") for o in ("first", "second")]
    agents = [FindingKey(f"block_{o}_agent", Side.RIGHT, "L4_L5") for o in ("first", "second")]
    given = [Finding(k, founding.P, choice="positive") for k in place]
    named = zip(agents, ("lidocaine", "bupivacaine"), strict=True)
    given += [Finding(key, founding.P, choice=agent) for key, agent in named]
    both = sheet(made(replace(founding.exam(), findings=tuple(given))), ReportWords("zh-TW"))
    assert [b[5] for b in both["procedures"]["blocks"]["items"]] == ["未定；兩次阻斷一致"] * 2


def test_a_red_flag_that_was_denied_is_named_in_one_line_and_one_with_a_note_in_the_table():
    data = sheet(made(), ReportWords("en"))["findings"]
    gate = data["items"][0]
    (table,) = gate["tables"]
    assert [r["name"] for r in table["rows"]] == ["Post-void residual (mL); 200 or more is a stop"]
    assert "Numbness of the saddle area" in gate["absent"]


def observed(report, language="en"):
    bundle = json.loads(render_fhir(report, ReportWords(language), b""))
    made = [e["resource"] for e in bundle["entry"]]
    linked = {r["reference"] for r in made[0]["result"]}
    observations = [r for r in made if r["resourceType"] == "Observation"]
    assert {f"urn:uuid:{o['id']}" for o in observations} == linked
    return observations


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_fhir_carries_every_change_and_every_open_point(language):
    report = made(earlier=before())
    said = sheet(report, ReportWords(language))
    found = observed(report, language)
    changed = [o for o in found if o.get("component", [{}])[0].get("code", {}).get("text") ==
               ReportWords(language).word("follow_up.before")]  # fmt: skip
    assert [(o["code"]["text"], o["valueCodeableConcept"]["text"]) for o in changed] == [
        (i["name"], i["verdict"]) for i in said["follow_up"]["items"]
    ]
    score = [p["valueQuantity"] for p in changed[0]["component"]]
    assert [(q["value"], q["code"]) for q in score] == [(8.0, "{score}"), (6.0, "{score}")]
    assert said["follow_up"]["title"] in [n["text"] for n in changed[0]["note"]]
    points = [o["valueString"] for o in found if o["code"]["text"] == said["checks"]["title"]]
    assert points == said["checks"]["items"] != []


def test_fhir_says_that_the_earlier_exam_is_not_at_hand():
    (gone,) = [o for o in observed(made()) if o["code"]["coding"][0]["code"] == "follow_up"]
    assert gone["valueString"] == sheet(made(), ReportWords("en"))["follow_up"]["none"]
