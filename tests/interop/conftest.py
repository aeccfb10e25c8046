"""What several tests read is rendered once."""

from dataclasses import replace

import pytest

from reporting import founding, sample
from sonostep.reporting import render
from sonostep.storage import exam_to_json

LANGUAGES = ("en", "zh-TW")


@pytest.fixture(scope="session")
def founding_files():
    """The founding case as PDF, handout, structured report and FHIR bundle, by language."""
    exam_json = exam_to_json(founding.exam())
    formats = ("pdf", "handout", "sr", "fhir")
    return {tag: render(founding.report(language=tag), formats, exam_json=exam_json) for tag in LANGUAGES}


@pytest.fixture(scope="session")
def every_kind():
    """The report of an exam with one of each kind of shape, and its files."""
    exam = replace(sample.exam(), annotations=sample.EVERY_KIND, findings=())
    report = sample.report(exam)
    return report, render(report, ("sr",), exam_json=b"")
