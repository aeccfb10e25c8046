"""The physician's own words beside an answer: where, what, or why it cannot be told."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.finding import FindingKey
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit


class NoteField(QWidget):
    """The field of a note: one line, shown once it is asked for or holds something."""

    def __init__(self, controller: ExamController, key: FindingKey, step: str, name: str) -> None:
        super().__init__()
        self._controller, self._key, self._step = controller, key, step
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = translate("Questions", "Note")
        self.field = LineEdit()
        self.field.setPlaceholderText(translate("Questions", "Note, in your own words"))
        self.field.setAccessibleName(f"{title}: {name}")
        self.field.keep_with(self._keep, f"note {key}")
        column.addWidget(self.field)

    def show_field(self, opened: bool) -> None:
        """Show what is recorded now, and the empty field where it is asked for."""
        note = self._controller.exam.finding(self._key).note
        self.field.show_text(note)
        self.field.setReadOnly(not self._controller.editable)
        self.setVisible(opened or bool(self.field.text()))

    def _keep(self, text: str, visit: object) -> bool:
        finding = self._controller.exam.finding(self._key)
        noted = replace(finding, note=text.strip(), step=finding.step or self._step)
        return self._controller.editable and self._controller.answer(noted, visit)
