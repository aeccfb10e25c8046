"""Says above a panel that the exam can no longer be changed, or what it amends."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.exam import Exam, ExamState
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Label, Speaking


class StateBanner(Speaking):
    """Nothing for a first draft."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        self.text = Label("", "warning")
        column.addWidget(self.text)
        desk.session.on_exam(self._exam_changed)
        self.retranslate()

    def retranslate(self) -> None:
        said = banner(self._desk.exam)
        self.text.setText(said)
        self.setVisible(bool(said))

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.state is not after.state:
            self.retranslate()


def banner(exam: Exam) -> str:
    """Return what is to be known of the exam's state; empty for a first draft."""
    if exam.closed:
        return translate(
            "Banner", "Final and read only. To change anything, begin an amendment in the report."
        )
    if exam.state is ExamState.PENDING:
        return translate("Banner", "Waits for its signature; take it back to draft to change it.")
    if exam.amends is not None:
        text = translate("Banner", "Amendment, version {number}: {reason}")
        return text.format(number=exam.version, reason=exam.amends.reason)
    return ""
