"""Questions of one kind in one notice: it names each, each has its own answer, and it stays low."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from sonostep.ui.language import translate
from sonostep.ui.low_list import LowList
from sonostep.ui.widgets import Button, Label, row

_HIGHEST = 80
"""Pixels that the list takes; with its heading as much as two notices and a half."""


class QuestionsOfAKind(QFrame):
    """A list of questions under one heading; ``declined`` says no to all of them.

    There is no yes to all of them: whose clip it is, is confirmed file by file.
    """

    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title = Label("")
        self.none = Button("", "quiet")
        self.none.clicked.connect(self.declined)
        self.heading = row(self.title, 1, self.none)
        margins = self.heading.layout()
        assert margins is not None
        margins.setContentsMargins(12, 0, 6, 0)
        self.list = LowList(_HIGHEST)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        self._count = 0

    def take(self, line: QFrame) -> None:
        """Put a question at the end of the list."""
        line.setProperty("role", "")
        margins = line.layout()
        if margins is not None:
            margins.setContentsMargins(12, 0, 6, 0)
        self.list.take(line)

    def show_count(self, count: int) -> None:
        """Say how many questions there are; one alone is its own heading."""
        self._count = count
        self.setVisible(count > 0)
        self.heading.setVisible(count > 1)
        self.say()
        self.list.fit()

    def say(self) -> None:
        """Say the heading in the language of the moment."""
        text = translate("Notices", "{count} clips are not known to be of this patient. Each is asked about.")
        self.title.setText(text.format(count=self._count))
        self.setAccessibleName(self.title.text())
        self.none.setText(translate("Notices", "Leave all of them out"))
        self.none.setAccessibleName(self.none.text())
