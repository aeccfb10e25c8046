"""What several tests read is rendered once."""

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.reporting import render
from sonostep.storage import exam_to_json

READ_BACK = ("pdf", "sr", "csv", "fhir", "json", "html")


@pytest.fixture(scope="session")
def founding_files():
    """The founding case in all forms that can be read back, by language."""
    exam_json = exam_to_json(founding.exam())
    return {
        tag: render(founding.report(language=tag), READ_BACK, exam_json=exam_json) for tag in ("en", "zh-TW")
    }


@pytest.fixture(scope="session")
def hostile_files():
    """The exam with hostile text in every field, in the same forms."""
    exam_json = exam_to_json(sample.hostile())
    return render(sample.report(sample.hostile()), READ_BACK, exam_json=exam_json)
