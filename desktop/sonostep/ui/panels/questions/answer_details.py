"""What lies behind an answer: what counts as present, a note, its frames, and "not assessed"."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import Question
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label, row, unfold
from sonostep.ui.panels.questions.evidence_links import EvidenceLinks
from sonostep.ui.panels.questions.note_field import NoteField


class AnswerDetails(QWidget):
    """The details of one answer: all of them while they are unfolded, else what is recorded in them."""

    cleared = Signal()

    def __init__(
        self,
        controller: ExamController,
        question: Question,
        key: FindingKey,
        step: str,
        name: str,
        *,
        pictured: bool,
    ) -> None:
        super().__init__()
        self._controller, self._key, self._opened = controller, key, False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 4)
        column.setSpacing(2)
        told = question.help.in_language(controller.language) if question.help is not None else ""
        self.help = Label(told, "small")
        self.note = NoteField(controller, key, step, name)
        self.links = EvidenceLinks(controller, key, pictured=pictured)
        word = wording.state(FindingState.NOT_ASSESSED)
        self.clear = Button(word, "answer", name=f"{name}: {word}")
        self.clear.setProperty("answer", str(FindingState.NOT_ASSESSED))
        self.clear.setCheckable(True)
        self.clear.clicked.connect(self.cleared)
        self.examined = Label("", "small")
        self._end = row(self.examined, 1, self.clear)
        for part in (self.help, self.note, self.links, self._end):
            column.addWidget(part)
        self.refresh(opened=False)

    def refresh(self, *, opened: bool) -> None:
        """Show what is recorded now; everything where it is unfolded."""
        self._opened = opened
        finding = self._controller.exam.finding(self._key)
        answered = finding.state is not FindingState.NOT_ASSESSED
        self.help.setVisible(opened and bool(self.help.text()))
        self.note.show_field(opened)
        self.links.setVisible(opened and answered or bool(finding.annotations or finding.frames))
        self.links.refresh()
        self._end.setVisible(opened)
        self.clear.setChecked(not answered)
        self._show_examiner(finding)
        editable = self._controller.editable
        self.clear.setEnabled(editable)
        if self.links.tie is not None:
            self.links.tie.setEnabled(editable)
        noted = bool(finding.note) or not self.note.field.text() == ""
        self.setVisible(opened or noted or self.links.isVisibleTo(self))

    def _show_examiner(self, finding: Finding) -> None:
        """Say by whom and when it was recorded with its whole group."""
        said = translate("Answer", "Tested and normal: {who}, {when}")
        when = finding.examined_at.replace("T", " ")[:16]
        self.examined.setText(said.format(who=finding.examiner, when=when) if finding.examiner else "")

    def take_keys(self) -> None:
        """Give the note the keys, and bring all of it into sight."""
        if self.isVisible():
            self.note.field.setFocus()
            unfold(self)
