"""The first page: open something, try the sample exam, or go on where an exam was left."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sonostep.core.exam import ExamState
from sonostep.messages import sentence
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Label, Scroll, Speaking

if TYPE_CHECKING:
    from sonostep.storage import ExamSummary

_LISTED = 8


class StartPage(Speaking):
    """The start page.

    ``resumed`` carries the journal of the exam to go on with; the other signals name what to do.
    """

    files_wanted = Signal()
    folder_wanted = Signal()
    sample_wanted = Signal()
    exam_file_wanted = Signal()
    resumed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self._exams: tuple[ExamSummary, ...] = ()
        self._read: bool | None = None
        self._language = "en"
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Scroll(margin=32, spacing=14)
        outer.addWidget(self.page)
        self.retranslate()

    def show_reading(self) -> None:
        """The exams at hand are being looked for; those that are known stay."""
        self._read = None
        if not self._exams:
            self.retranslate()

    def show_exams(self, exams: "Sequence[ExamSummary] | None") -> None:
        """List the exams at hand, newest first; None where they could not be read."""
        self._read = exams is not None
        self._exams = tuple(exams or ())
        self.retranslate()

    def retranslate(self) -> None:
        body = QWidget()
        body.setMaximumWidth(980)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(28)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 6)
        grid.addWidget(Label("SonoStep", "huge", wrap=False), 0, 0, 1, 2)
        about = translate(
            "Start", "Opens the stored study, leads through the exam step by step, and writes the report."
        )
        grid.addWidget(Label(about, "muted"), 1, 0, 1, 2)
        grid.addWidget(self._doors(), 2, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._recent(), 2, 1, Qt.AlignmentFlag.AlignTop)
        self.page.fill([body])

    def _doors(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        self.doors: dict[str, Button] = {}
        for id_, text, role, signal in (
            ("files", translate("Start", "Open files…"), "primary", self.files_wanted),
            ("folder", translate("Start", "Open folder or DICOMDIR…"), "", self.folder_wanted),
            ("sample", translate("Start", "Open the sample exam"), "", self.sample_wanted),
            ("exam", translate("Start", "Open an exam file…"), "", self.exam_file_wanted),
        ):
            button = Button(text, role)
            button.clicked.connect(signal)
            self.doors[id_] = button
            column.addWidget(button)
        drop = translate("Start", "Or drop files or a folder anywhere in this window.")
        column.addWidget(Label(drop, "muted"))
        return holder

    def _recent(self) -> QWidget:
        card = Card()
        card.add(Label(translate("Start", "RECENT EXAMS"), "heading"))
        self.exams: list[Button] = []
        for exam in self._exams[:_LISTED]:
            button = Button(self._line(exam), "row", exam.path)
            button.picked.connect(self._resume)
            button.setEnabled(exam.problem is None)
            self.exams.append(button)
            card.add(button)
            if exam.problem is not None:
                card.add(Label(sentence(exam.problem, "en" if self._english() else "zh-TW"), "warning"))
        if not self._exams:
            card.add(Label(self._none(), "muted"))
        return card

    def _none(self) -> str:
        """That there are none is said only once it is known."""
        if self._read is None:
            return translate("Start", "Looking for exams…")
        if not self._read:
            return translate("Start", "The list of exams could not be read. The exams are kept all the same.")
        return translate("Start", "None yet. Every exam is kept by itself, as you work.")

    def _english(self) -> bool:
        return QLocale().language() != QLocale.Language.Chinese

    def _line(self, exam: "ExamSummary") -> str:
        who = exam.patient.name.replace("^", " ").strip() or exam.patient.id
        who = who or translate("Start", "No patient attached")
        clips = self.tr("%n clip(s)", "", exam.clips)
        final = exam.state == ExamState.FINAL.value
        state = translate("Start", "final") if final else translate("Start", "draft, resume")
        return f"{_when(exam.created)}   {who}   ·   {clips}   ·   {state}"

    def _resume(self, path: Path) -> None:
        self.resumed.emit(path)


def _when(created: str) -> str:
    try:
        return f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return created
