# ruff: noqa: E501 - tables of cases read better on one line
"""The differential on one page: whatever was answered, in either language or both."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from helpers import founding_case as founding
from sonostep.core.differential import clearance, weigh
from sonostep.core.differential.result import Band, Direction
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import FlagLevel
from sonostep.core.report import build_report
from sonostep.protocols import load_knowledge, load_protocol, load_vocabulary
from sonostep.reporting.printed.differential import differential
from sonostep.reporting.printed.pdf import render_pdf
from sonostep.reporting.words import ReportWords

KNOWLEDGE, VOCABULARY = load_knowledge(), load_vocabulary()
P, A = FindingState.PRESENT, FindingState.ABSENT
ROUTE = tuple(s.id for s in VOCABULARY.sites if s.group == "route")
PLAIN = [q for q in VOCABULARY.questions if not q.flag and q.id != "red_flag_clearance"]


def everything() -> Exam:
    """Three pains of every quality and route, every question answered on each side and at each site."""
    features = tuple(Feature(f, P) for g in VOCABULARY.feature_groups for f, _ in g.features)
    pains = tuple(
        Complaint(f"c{i}", "ABC"[i], side, ROUTE, features)
        for i, side in enumerate((Side.RIGHT, Side.LEFT, Side.MIDLINE))
    )
    flags = [Finding(FindingKey(q.id), A) for q in VOCABULARY.questions if q.flag]
    answers = [
        Finding(
            FindingKey(q.id, side, site),
            q.options[n % len(q.options)].state if q.options else P,
            choice=q.options[n % len(q.options)].id if q.options else "",
            reproduces=("c0", "c1", "c2") if q.asks_complaint else (),
        )
        for n, q in enumerate(PLAIN)
        for side in ((Side.LEFT, Side.RIGHT) if q.sided else (None,))
        for site in q.sites or ("",)
    ]
    exam = Exam("e", "2026-01-02T03:04:05+08:00", side=Side.RIGHT, setting="spine_clinic", complaints=pains)
    return replace(exam, findings=(*flags, *answers))


def report_of(exam: Exam):
    names = tuple((c.id, c.name) for c in KNOWLEDGE.conditions)
    weighed = weigh(exam, KNOWLEDGE, VOCABULARY)
    return build_report(exam, (load_protocol("lateral_hip"),), VOCABULARY, weighed, "en", conditions=names)


def sheet_of(exam: Exam, language: str = "en"):
    return differential(report_of(exam), ReportWords(language))


def pages(pdf: bytes, tmp_path) -> list[str]:
    path = tmp_path / "r.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True)
    return ["".join(page.replace("\u200b", "").split()) for page in said.stdout.split("\f")]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")
@pytest.mark.parametrize(
    ("exam", "language"),
    [(founding.exam, "en"), (founding.exam, "both"), (everything, "zh-TW"), (everything, "both")],
)
def test_the_summary_is_on_one_page(exam, language, tmp_path):
    made = exam()
    report = report_of(made)
    page = differential(report, ReportWords(language))
    found = pages(render_pdf(report, language, b"{}"), tmp_path)
    (number,) = [
        i
        for i, said in enumerate(found)
        if "".join(page["support"].split()) in said and KNOWLEDGE.sha256 in said
    ]
    said = found[number]
    wanted = [page["title"], page["flags"]["title"], *(f[1] for f in page["facts"])]
    wanted += [c["title"] for c in page["summary"]] + page["remarks"] + page["next"]["items"]
    for complaint in page["summary"]:
        wanted += [r["name"] for r in complaint["rows"]] + [r["word"] for r in complaint["rows"]]
        wanted += [r["names"] for r in complaint["rest"]]
    missing = [w for w in wanted if "".join(w.split()) not in said]
    assert missing == []
    # the appendix holds every reason that the page could not
    behind = "".join(found[number + 1 :])
    reasons = [
        i["text"]
        for c in page["complaints"]
        for j in c["judgements"]
        for g in j["groups"]
        for i in g["items"]
    ]
    assert [r for r in reasons if "".join(r.split()) not in behind] == []


def test_each_condition_has_a_word_its_segments_and_what_weighs_most():
    page = sheet_of(founding.exam())
    (first, second) = page["summary"]
    root, gtps = first["rows"][0], second["rows"][0]
    assert (first["leading"], second["leading"]) == (root["name"], gtps["name"])
    assert [p["name"] for p in root["parts"]] == ["L2", "L3", "L4", "L5", "S1"]
    assert {p["band"] for p in root["parts"]} >= {"supported", "not_assessable"}
    result = report_of(founding.exam()).differential
    judged = next(j for j in result.judgements if (j.condition, j.complaint) == ("gtps", "b"))
    counted = [r for r in judged.directed(Direction.FOR) if r.counted]
    assert sorted(gtps["for"]) == sorted(r.text.en for r in counted)
    assert not any(
        "%" in part["word"] for row in (*first["rows"], *second["rows"]) for part in (row, *row["parts"])
    )


def test_nothing_that_was_judged_is_left_out_of_the_page():
    for exam in (founding.exam(), everything()):
        result, page = report_of(exam).differential, sheet_of(exam)
        for complaint, said in zip(
            dict.fromkeys(j.complaint for j in result.judgements), page["summary"], strict=True
        ):
            names = " ".join([*(r["name"] for r in said["rows"]), *(r["names"] for r in said["rest"])])
            names += " ".join(p["name"] for r in said["rows"] for p in r["parts"])
            for judgement in result.judgements:
                if judgement.complaint == complaint and judgement.side is None:
                    assert judgement.name.en in names, judgement.name


def test_the_setting_and_the_knowledge_stand_on_the_page():
    page = sheet_of(replace(founding.exam(), setting="community_women_50_79"))
    assert page["facts"][0][1].startswith("Community, women")
    assert KNOWLEDGE.version in page["facts"][1][1] and KNOWLEDGE.sha256 in page["facts"][1][1]
    assert "No setting chosen" in sheet_of(replace(founding.exam(), setting=""))["facts"][0][1]


def flagged(*ids: str, more: tuple[Finding, ...] = ()) -> Exam:
    exam = founding.exam()
    others = tuple(f for f in exam.findings if f.key.id not in ids)
    return replace(exam, findings=(*others, *(Finding(FindingKey(i), P) for i in ids), *more))


def test_a_stop_withholds_the_list_and_says_why():
    page = sheet_of(flagged("rf_saddle"))
    assert page["flags"]["alarm"] and page["summary"] == []
    assert page["flags"]["lines"][0].startswith("STOP: ")
    assert page["withheld"] == f"{len(KNOWLEDGE.conditions)} conditions are withheld while the stop stands."


def test_a_lifted_stop_is_printed_with_reason_physician_and_time():
    lifted = clearance("rf_saddle", "MRI today: no compression", "Dr Lin", "2026-01-02T10:00+08:00")
    page = sheet_of(flagged("rf_saddle", more=(lifted,)))
    (line,) = page["flags"]["lines"]
    for part in ("Saddle", "Dr Lin", "2026-01-02T10:00+08:00", "MRI today: no compression"):
        assert part.lower() in line.lower()
    assert page["flags"]["alarm"] and page["summary"] and not page["withheld"]


def test_a_rule_is_asked_of_nobody_and_absence_does_not_exclude():
    exam = founding.exam()
    asked = [q for q in VOCABULARY.questions if q.flag]
    none = replace(exam, findings=tuple(Finding(FindingKey(q.id), A) for q in asked))
    said = sheet_of(none)["flags"]
    assert said["lines"] == [
        f"None of the {len(asked)} red flags asked about is present. This does not exclude serious disease "
        "(single cauda equina signs: sensitivity 19–43 %)."
    ]
    assert said["not_asked"] == ""
    unasked = sheet_of(replace(exam, findings=()))["flags"]
    assert unasked["lines"] == ["No red flag was asked; nothing is excluded."]
    assert unasked["not_asked"].startswith(f"Not asked ({len(asked)}): ")
    assert FlagLevel.STOP in {q.flag for q in asked}
    assert Band.SUPPORTED.value in {r["band"] for c in sheet_of(none)["summary"] for r in c["rows"]}
