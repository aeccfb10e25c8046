"""What a journey leaves: the exam as it was signed, its differential and its report's words."""

import html
import re
from functools import cached_property
from pathlib import Path

from sonostep.app import Program
from sonostep.core.differential.result import Band, Differential
from sonostep.core.exam import Exam, ExamState
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.text import Language
from sonostep.demo.case import DemoCase
from sonostep.demo.reporting_steps import DRAFT, FINAL
from sonostep.reporting import files_of, render, verify
from sonostep.storage import exam_from_json, exam_to_json
from sonostep.ui.exam_controller import ExamController
from sonostep.workflows.report_export import FORMATS, report_of

SEALED = {"report.pdf", "report.sr.dcm", "report.fhir.json", "findings.csv", "exam.json", "seal.json"}
LEFT = {
    "pdf": "report.pdf", "sr": "report.sr.dcm", "json": "exam.json", "html": "report.html",
    "csv": "findings.csv", "fhir": "report.fhir.json", "fhir-eu": "report.fhir-eu.json",
    "fhir-tw": "report.fhir-tw.json", "handout": "handout.pdf", "images": "key-image-01.dcm",
    "states": "presentation-01.dcm", "pdf-dicom": "report.pdf.dcm", "clips": "",
}  # fmt: skip
"""A file that each format leaves; clips are copied only where there are annotations for them."""


class Closed:
    """The end of a journey, to be looked at."""

    def __init__(self, program: Program, out: Path, language: Language) -> None:
        controller = program.window.controller
        assert controller is not None
        self.controller: ExamController = controller
        self._out, self._language = out, language

    @property
    def exam(self) -> Exam:
        return self.controller.exam

    @cached_property
    def differential(self) -> Differential:
        assert self.controller.differential is not None
        return self.controller.differential

    @cached_property
    def text(self) -> str:
        """The report's words, as they are read: without markup, blanks in one."""
        files = render(
            report_of(self.exam, self.controller.library, self._language), ("html",),
            exam_json=exam_to_json(self.exam), language=self._language,
        )  # fmt: skip
        page = files["report.html"].decode("utf-8")
        bare = re.sub(r"<[^>]*>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL))
        return re.sub(r"\s+", " ", html.unescape(bare))

    def is_final_and_unaltered(self, case: DemoCase) -> None:
        """Signed by the case's physician, sealed, read back whole, and not a byte changed."""
        exam = self.exam
        assert exam.state is ExamState.FINAL
        assert exam.signature is not None
        assert exam.signature.physician == case.physician.in_language(self._language)
        assert exam.synthetic
        assert exam.side is case.side
        folder = self._out / FINAL
        assert {p.name for p in folder.iterdir()} >= SEALED
        verdict = verify(files_of(folder))
        assert not verdict.problems("")
        assert verdict.sha256 == exam.final_sha256
        assert exam_from_json((folder / "exam.json").read_bytes()) == exam

    def has_every_format(self) -> None:
        """The draft was exported in each format that there is."""
        assert set(FORMATS) <= set(LEFT)
        names = {p.name for p in (self._out / DRAFT).rglob("*") if p.is_file()}
        assert {n for n in LEFT.values() if n} <= names

    def finding(self, question: str, site: str = "") -> Finding:
        """Return the finding of a question, of whichever side."""
        found = [f for f in self.exam.findings if (f.key.id, f.key.site) == (question, site)]
        return next((f for f in found if f.state is not FindingState.NOT_ASSESSED), _nothing(question, site))

    def present(self, *questions: str) -> set[tuple[str, str]]:
        """Return question and site of what is present."""
        here = (f for f in self.exam.findings if f.state is FindingState.PRESENT)
        return {(f.key.id, f.key.site) for f in here if f.key.id in questions}

    def band(self, label: str, condition: str, segment: str = "") -> Band:
        """Return how far a condition is supported for a complaint; the best of both sides."""
        id_ = next(c.id for c in self.exam.complaints if c.label == label)
        mine = [
            j for j in self.differential.judgements
            if (j.complaint, j.condition, j.segment) == (id_, condition, segment)
        ]  # fmt: skip
        return mine[0].band


def _nothing(question: str, site: str) -> Finding:
    return Finding(FindingKey(question, None, site), FindingState.NOT_ASSESSED)
