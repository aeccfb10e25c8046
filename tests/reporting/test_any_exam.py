"""Every exam that can be made can be exported in every form, and signed."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helpers.strategies import exams
from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import Obstacles, close
from sonostep.reporting import FORMATS, freeze, render, verify
from sonostep.storage import exam_to_json
from sonostep.workflows.library import load_library
from sonostep.workflows.report_export import report_of

PHASES = [p for p in Phase if p is not Phase.shrink]
"""One example takes a second: to shrink one takes hours."""

PICTURELESS = tuple(f for f in FORMATS if f != "clips")
"""Clips are copied from files, which an arbitrary exam does not have."""

LIBRARY = load_library()[0]
SIGNED_AT = Signature("Dr Lin", "", "2026-01-02T03:04:05+08:00")

QUESTIONS = [q.id for q in LIBRARY.vocabulary.questions]
FEATURES = [f for group in LIBRARY.vocabulary.feature_groups for f, _ in group.features]


@st.composite
def known_exams(draw: st.DrawFn) -> Exam:
    """Arbitrary exams that ask our own questions, with any UIDs, texts, shapes and pictures."""
    exam = draw(exams)
    keys = [replace(f.key, id=draw(st.sampled_from(QUESTIONS))) for f in exam.findings]
    findings = {k: replace(f, key=k) for k, f in zip(keys, exam.findings, strict=True)}
    complaints = [
        replace(c, features=tuple(replace(f, id=draw(st.sampled_from(FEATURES))) for f in c.features[:1]))
        for c in exam.complaints
    ]
    return replace(
        exam,
        setting="",
        findings=tuple(findings.values()),
        complaints=tuple(complaints),
        paused=tuple(findings)[:1],
    )


EMPTY = Exam("00000000-0000-4000-8000-000000000001", "2026-01-02T03:04:05+08:00")
BARE = {
    "nothing": EMPTY,
    "an impression": replace(EMPTY, impression="Normal."),
    "a plan": replace(EMPTY, plan="Come back."),
    "people": replace(EMPTY, physician="Dr Lin", operator="Chen"),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("exam", BARE.values(), ids=BARE)
def test_an_exam_with_next_to_nothing_is_written(exam, name):
    files = render(report_of(exam, LIBRARY, "en"), (name,), exam_json=exam_to_json(exam), language="en")
    assert all(files.values())


@settings(suppress_health_check=list(HealthCheck), phases=PHASES)
@given(exam=st.one_of(exams, known_exams()), language=st.sampled_from(("en", "zh-TW", "both")))
def test_every_exam_is_written_in_every_form(exam, language):
    written = exam_to_json(exam)
    files = render(report_of(exam, LIBRARY, language), PICTURELESS, exam_json=written, language=language)
    assert files["exam.json"] == written
    assert all(files.values())


@settings(suppress_health_check=list(HealthCheck), phases=PHASES)
@given(exam=known_exams())
def test_every_exam_is_sealed(exam):
    # what is asked before signing is answered; here only that what is signed can be written
    closed = close(replace(exam, protocols=()), SIGNED_AT, Obstacles(), "en")

    def rendered(final: Exam) -> dict[str, bytes]:
        report = report_of(final, LIBRARY, "en")
        return render(report, ("pdf", "sr", "fhir"), exam_json=exam_to_json(final), language="en")

    _, files = freeze(closed, rendered, exam_to_json)
    assert not verify(files).problems("x")
