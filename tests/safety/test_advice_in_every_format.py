"""While a stop stands, no format gives home advice or training, and each says to go and why."""

import html
import io
import re
import shutil
import subprocess
from functools import cache

import pydicom
import pytest

from safety.situations import Situation, situations
from sonostep.cli.dispatch import main
from sonostep.core.differential.weighing import weigh
from sonostep.core.report import build_report
from sonostep.core.report.model import HandoutEntry
from sonostep.core.safety import SafetyNotice, assess, stops
from sonostep.core.text import LocalText
from sonostep.protocols import load_knowledge, load_safety, load_vocabulary
from sonostep.protocols.companions import compose_handout, load_handout
from sonostep.reporting import render
from sonostep.storage import exam_to_json, save_exam

STOPS = [case for case in situations() if case.stop]
LANGUAGES = ("en", "zh-TW")
ADVICE_TOPICS = {"understanding", "posture", "sleep", "training", "return"}

every_stop = pytest.mark.parametrize("case", STOPS, ids=lambda c: c.id)


def spoken(text: LocalText, language: str) -> str:
    return text.en if language == "en" else text.zh_tw


def run_together(text: str) -> str:
    return re.sub(r"\s+", "", text)


def stopping(case: Situation) -> tuple[SafetyNotice, ...]:
    return stops(assess(case.exam, load_safety().rules, load_vocabulary()))


@cache
def advice(language: str) -> tuple[str, ...]:
    lines = (line.text.core() for line in load_handout().lines if line.topic in ADVICE_TOPICS)
    return tuple(run_together(spoken(line, language)) for line in lines)


def text_of(name: str, data: bytes) -> str:
    if name.endswith(".dcm"):
        told = pydicom.dcmread(io.BytesIO(data)).iterall()
        return run_together(" ".join(str(e.value) for e in told if e.VR in ("UT", "LO", "ST", "LT")))
    return run_together(html.unescape(data.decode("utf-8")))


def files_of(case: Situation, language: str) -> dict[str, bytes]:
    exam, rules = case.exam, load_safety().rules
    weighed = weigh(exam, load_knowledge(), load_vocabulary())
    handout = [HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(exam, weighed)]
    report = build_report(exam, (), load_vocabulary(), weighed, language, handout=handout, safety=rules)
    formats = ("html", "sr", "csv", "fhir", "fhir-eu", "fhir-tw")
    return dict(render(report, formats, exam_json=exam_to_json(exam), language=language))


def test_there_are_more_than_twenty_two_stops() -> None:
    assert len(STOPS) > 22


@every_stop
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_format_gives_home_advice_while_a_stop_stands(case: Situation, language: str) -> None:
    told = stopping(case)
    assert told
    for name, data in files_of(case, language).items():
        text = text_of(name, data)
        assert not [line for line in advice(language) if line in text], name
        if not name.endswith(".csv"):
            # a structured report is written in English
            said_in = "en" if name.endswith(".dcm") else language
            for notice in told:
                assert run_together(spoken(notice.text, said_in)) in text, (name, notice.rule.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_the_differential_says_that_it_is_suspended(language: str) -> None:
    suspended = 0
    for case in STOPS:
        weighed = weigh(case.exam, load_knowledge(), load_vocabulary())
        lines = files_of(case, language)["differential.csv"].decode("utf-8-sig").splitlines()
        if weighed.suspended:
            suspended += 1
            assert len(lines) == 2, case
            assert ("suspended" if language == "en" else "鑑別已暫停") in lines[1]
            assert lines[0].count(",") == lines[1].count(",") or '"' in lines[1]
    assert suspended > 5


@every_stop
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")
def test_the_command_line_prints_a_handout_that_only_says_to_go(case: Situation, tmp_path) -> None:
    save_exam(case.exam, path := tmp_path / "exam.json")
    command = ["report", str(path), "--formats", "handout", "--out", str(tmp_path / "o"), "--lang", "en"]
    assert main(command) == 0
    page = next((tmp_path / "o").rglob("handout.pdf"))
    command = ["pdftotext", "-layout", str(page), "-"]
    text = run_together(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert not [line for line in advice("en") if line in text]
    for notice in stopping(case):
        if notice.rule.patient is not None:
            assert run_together(notice.rule.patient.en) in text, notice.rule.id
