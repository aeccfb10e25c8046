"""The physician's own words beside an answer: where, what, or why it cannot be told."""

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sonostep.core.finding import FindingKey
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button


class NoteField(QWidget):
    """One line, shown once it is asked for or holds something; ``toggle`` is placed by who shows it."""

    def __init__(self, desk: Desk, key: FindingKey, step: str, name: str) -> None:
        super().__init__()
        self._desk, self._key, self._step = desk, key, step
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = translate("Questions", "Note")
        self.toggle = Button("✎", "quiet", name=f"{title}: {name}")
        self.toggle.setToolTip(translate("Questions", "Write a note"))
        self.toggle.setCheckable(True)
        self.toggle.setFixedWidth(34)
        self.toggle.setStyleSheet("min-height: 28px; padding: 0;")
        self.toggle.toggled.connect(self._open)
        self.field = QLineEdit()
        self.field.setPlaceholderText(translate("Questions", "Note, in your own words"))
        self.field.setAccessibleName(f"{title}: {name}")
        self.field.editingFinished.connect(self._keep)
        column.addWidget(self.field)
        self.hide()

    def _open(self, opened: bool) -> None:
        self.setVisible(opened or bool(self.field.text()))
        if opened and self.field.isVisible():
            self.field.setFocus()

    def refresh(self) -> None:
        """Show what is recorded now."""
        note = self._desk.exam.finding(self._key).note
        if not self.field.hasFocus():
            self.field.setText(note)
        self.field.setReadOnly(not self._desk.editable)
        self.toggle.setEnabled(self._desk.editable)
        self.setVisible(self.toggle.isChecked() or bool(self.field.text()))

    def _keep(self) -> None:
        finding = self._desk.exam.finding(self._key)
        note = self.field.text().strip()
        if note != finding.note and self._desk.editable:
            self._desk.answer(replace(finding, note=note, step=finding.step or self._step))
