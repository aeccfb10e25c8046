"""Questions behind a button: those that few exams need."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, row, unfold


class FurtherQuestions(QWidget):
    """The fold of further questions; nothing where there are none."""

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.button = Button("", "quiet")
        self.button.setObjectName("further_findings")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggle)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        column.addWidget(row(self.button, 1))
        column.addWidget(self._body)
        self.count(count)
        self._toggle(False)

    def count(self, count: int) -> None:
        """Say how many there are."""
        self._text = translate("Questions", "Further findings ({count})").format(count=count)
        self.button.setAccessibleName(self._text)
        self._say()
        self.setVisible(count > 0)

    @property
    def opened(self) -> bool:
        """Whether they are shown."""
        return self.button.isChecked()

    def take(self, card: QWidget) -> None:
        """Put one more question in."""
        self._inside.addWidget(card)

    def _say(self) -> None:
        self.button.setText(f"{self._text} {'▲' if self.button.isChecked() else '▼'}")

    def _toggle(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self._say()
        if opened and self.isVisible():
            unfold(self._body)
