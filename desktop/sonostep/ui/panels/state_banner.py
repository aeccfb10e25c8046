"""Read-only and amended exams: says above a panel that nothing can be changed, or what is amended."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.exam import Exam, ExamState
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Label, Speaking


class StateBanner(Speaking):
    """The banner of an exam's state. Nothing for a first draft."""

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        self.text = Label("", "warning")
        column.addWidget(self.text)
        controller.session.on_exam(self._exam_changed, "state")
        self.retranslate()

    def retranslate(self) -> None:
        said = banner(self._controller.exam)
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
