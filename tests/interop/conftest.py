"""What several tests read is rendered once."""

from dataclasses import replace

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.text import LANGUAGES
from sonostep.reporting import render
from sonostep.storage import exam_to_json


@pytest.fixture(scope="session")
def founding_files():
    """The founding case as PDF, handout, structured report and FHIR bundle, by language."""
    exam_json = exam_to_json(founding.exam())
    formats = ("pdf", "handout", "sr", "fhir")
    return {tag: render(founding.report(language=tag), formats, exam_json=exam_json) for tag in LANGUAGES}


@pytest.fixture(scope="session")
def sample_files():
    """The small exam of the report tests, its report and its structured report."""
    report = sample.report()
    return sample.exam(), report, render(report, ("sr",), exam_json=b"")


@pytest.fixture(scope="session")
def every_kind():
    """An exam with one of each kind of shape, and one over a range of frames; its report; its files."""
    ranged = sample.shape("r1", ShapeKind.DISTANCE, (20, 30), (60, 30), last_frame=14)
    exam = replace(sample.exam(), annotations=(*sample.EVERY_KIND, ranged), findings=())
    report = sample.report(exam)
    return exam, report, render(report, ("sr",), exam_json=b"")
