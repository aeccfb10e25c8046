"""A recorded danger acts in the differential, the report, the handout, the signature and the command line."""

import html
import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from helpers.red_flags import flags_absent
from safety.situations import Situation, plain, situations
from sonostep.cli.dispatch import main
from sonostep.core.differential.weighing import weigh
from sonostep.core.exam import Exam
from sonostep.core.finalise import obstacles
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.report import build_report
from sonostep.core.report.model import HandoutEntry, Report
from sonostep.core.safety import Hold, SafetyKind, SafetyLevel, assess, held_back
from sonostep.protocols import load_knowledge, load_safety, load_vocabulary
from sonostep.protocols.companions import compose_handout
from sonostep.reporting import render
from sonostep.storage import exam_to_json, save_exam

TABLE = situations()
each = pytest.mark.parametrize("case", TABLE, ids=lambda c: c.id)


def notices(exam: Exam):
    return assess(exam, load_safety().rules, load_vocabulary())


def report_of(exam: Exam) -> Report:
    weighed = weigh(exam, load_knowledge(), load_vocabulary())
    handout = [HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(exam, weighed)]
    return build_report(
        exam, (), load_vocabulary(), weighed, "en", handout=handout, safety=load_safety().rules
    )


def rendered(exam: Exam, *formats: str) -> dict[str, bytes]:
    return dict(render(report_of(exam), formats, exam_json=exam_to_json(exam), language="en"))


def test_there_are_enough_of_them():
    assert len(TABLE) >= 60 and len({c.id for c in TABLE}) == len(TABLE)


def test_every_rule_stands_in_some_situation():
    seen = set().union(*(c.rules for c in TABLE))
    rare = {r.id for r in load_safety().rules} - seen
    assert rare <= {
        "rule_unmoved", "rule_vertebral_lesion", "rule_rash", "needle_steroid_first", "data_both_legs_yes",
        "data_age_not_under", "data_night",
    }  # fmt: skip


@each
def test_the_rules_that_hold_are_these(case: Situation):
    assert {n.rule.id for n in notices(case.exam)} == case.rules


@each
def test_a_stop_suspends_the_differential(case: Situation):
    weighed = weigh(case.exam, load_knowledge(), load_vocabulary())
    assert weighed.suspended is case.stop
    assert bool(weighed.judgements) <= (not case.stop)


@each
def test_the_handout_gives_way(case: Situation):
    topics = {t.id: t for t in compose_handout(case.exam)}
    lines = " ".join(line.en for t in topics.values() for line in t.lines)
    if case.handout == "go":
        assert list(topics) == ["go", "red_flags"]
        assert "Train" not in lines and "Come back as arranged" not in lines
    elif case.handout == "rest":
        assert "Do not begin exercises" in lines and "Train " not in lines
    elif case.handout == "plain":
        assert "Come back as arranged" in lines and "go" not in topics


@each
def test_the_needle_is_held_or_free(case: Situation):
    held = held_back(notices(case.exam), Hold.NEEDLE)
    if case.needle != "any":
        assert bool(held) is (case.needle == "held")


@each
def test_signing_asks_what_was_done(case: Situation):
    exam = flags_absent(case.exam)
    found = obstacles(exam, (), load_vocabulary(), load_safety().rules)
    assert bool(found.safety) is case.sign and not found.unanswered


@each
def test_page_one_says_it_and_what_to_do(case: Situation):
    text = plain(html.unescape(rendered(case.exam, "html")["report.html"].decode()))
    first = text.split("<h2>Impression")[0].split("<h1>")[-1]
    for notice in notices(case.exam):
        if notice.level is not SafetyLevel.NOTE:
            assert notice.text.en in first, notice.rule.id
            assert notice.clearance or notice.rule.todo.en in first, notice.rule.id
        elif notice.rule.kind is not SafetyKind.NEEDLE:
            assert notice.text.en in first, notice.rule.id
    if case.says and any(n.level is not SafetyLevel.NOTE for n in notices(case.exam)):
        assert case.says in first


@each
def test_the_command_line_says_it(case: Situation, tmp_path, capsys):
    save_exam(case.exam, path := tmp_path / "exam.json")
    assert main(["differential", str(path), "--lang", "en"]) == 0
    said = plain(capsys.readouterr().out)
    for notice in notices(case.exam):
        assert notice.text.en in said
    assert case.says in said and "report." not in said
    assert "rf_" not in said and "rule_" not in said and "gtps" not in said.lower().replace("(gtps)", "")
    assert main(["differential", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {d["rule"] for d in answer["dangers"]} == case.rules


some = pytest.mark.parametrize(
    "case", [c for c in TABLE if c.id in ("saddle", "R17_infection_steroid", "R29_residual_180", "lifted")],
    ids=lambda c: c.id,
)  # fmt: skip


@some
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")
def test_the_first_page_of_the_pdf_says_it(case: Situation, tmp_path):
    files = rendered(case.exam, "pdf", "handout")
    (tmp_path / "r.pdf").write_bytes(files["report.pdf"])
    command = ["pdftotext", "-f", "1", "-l", "1", "-layout", str(tmp_path / "r.pdf"), "-"]
    page = plain(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for notice in notices(case.exam):
        if notice.level is not SafetyLevel.NOTE:
            assert notice.text.en in page
    assert page.index(notices(case.exam)[0].text.en) < page.index("Impression")


@some
def test_the_other_formats_say_it(case: Situation):
    import io

    import pydicom

    files = rendered(case.exam, "sr", "fhir")
    said = [e.value for e in pydicom.dcmread(io.BytesIO(files["report.sr.dcm"])).iterall() if e.VR == "UT"]
    bundle = files["report.fhir.json"].decode()
    for notice in notices(case.exam):
        assert any(notice.text.en in t for t in said), notice.rule.id
        assert notice.text.en in bundle


def test_finalise_refuses_while_a_stop_stands_and_takes_what_was_done(tmp_path, capsys):
    case = next(c for c in TABLE if c.id == "residual_high")
    save_exam(flags_absent(case.exam), path := tmp_path / "exam.json")
    command = ["finalise", str(path), "--out", str(tmp_path / "o"), "--formats", "html", "--lang", "en"]
    assert main(command) == 1
    assert "200 mL or more" in capsys.readouterr().err and not (tmp_path / "o").exists()
    assert main([*command, "--done", "  "]) == 1
    capsys.readouterr()
    assert main([*command, "--all-the-same", "--done", "MRI today, surgeon told"]) == 0
    page = next((tmp_path / "o").rglob("report.html")).read_text(encoding="utf-8")
    assert "MRI today, surgeon told" in page and "Dr Lin" in page


def test_an_exam_without_a_protocol_asks_the_flags_before_it_is_signed(tmp_path, capsys):
    exam = replace(TABLE[0].exam, findings=())
    save_exam(exam, path := tmp_path / "exam.json")
    assert main(["finalise", str(path), "--out", str(tmp_path / "o"), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "Numbness of the saddle area" in said and not (tmp_path / "o").exists()


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_cannot_tell_is_printed_as_such(language: str):
    case = next(c for c in TABLE if c.id == "R18_cannot_tell")
    files = render(report_of(case.exam), ("html",), exam_json=b"{}", language=language)
    page = dict(files)["report.html"].decode()
    assert ("Not told is not absent" if language == "en" else "無法判定不等於沒有") in page


def test_a_response_lifts_no_stop():
    case = next(c for c in TABLE if c.id == "stop_and_answered")
    assert weigh(case.exam, load_knowledge(), load_vocabulary()).suspended
    assert compose_handout(case.exam)[0].id == "go"


def test_no_stop_is_lost_by_recording_more():
    """Every stop of a situation stands when another situation is recorded on top; a clearance lifts one."""
    cleared = "red_flag_clearance"
    others = [c for c in TABLE if not any(f.key.id == cleared for f in c.exam.findings)]
    for case in (c for c in TABLE if c.stop):
        stops = {n.rule.id for n in notices(case.exam) if n.stops}
        keys = {f.key for f in case.exam.findings}
        for other in others:
            more = tuple(f for f in other.exam.findings if f.key not in keys)
            both = replace(case.exam, findings=(*case.exam.findings, *more))
            assert stops <= {n.rule.id for n in notices(both) if n.stops}, (case.id, other.id)


def test_the_order_of_entry_changes_nothing():
    for case in TABLE:
        turned = replace(case.exam, findings=case.exam.findings[::-1])
        assert [n.rule.id for n in notices(turned)] == [n.rule.id for n in notices(case.exam)]


def test_every_sentence_stands_in_both_languages_and_has_a_source():
    for rule in load_safety().rules:
        for text in (rule.text, rule.todo, rule.patient):
            assert text is None or (text.en.strip() and text.zh_tw.strip() and text.en != text.zh_tw)
        assert rule.source.strip()


def test_what_is_at_odds_stands_on_page_one():
    """A test of the wrong side, as the differential tells it."""
    case = next(c for c in TABLE if c.id == "right_side")
    wrong = Finding(FindingKey("hip_injection_relief", Side.LEFT), FindingState.PRESENT, reproduces=("A",))
    exam = replace(case.exam, findings=(wrong,))
    text = plain(html.unescape(rendered(exam, "html")["report.html"].decode()))
    assert "which is on the other side" in text.split("<h2>Impression")[0]
