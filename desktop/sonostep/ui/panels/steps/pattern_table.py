"""A step's table of patterns: each pain's letter stands at the cells that it shows; nothing is added up."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sonostep.core.pattern_table import PatternRow, PatternTable, shown_by
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Card, Label, mark


class Patterns(QWidget):
    """The pattern table as cards.

    One card a row, with a line for each pattern; a narrow panel has no room for columns.
    """

    def __init__(self, controller: ExamController, table: PatternTable) -> None:
        super().__init__()
        self._controller, self._table = controller, table
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.marks: dict[tuple[int, int], Label] = {}
        fits = translate(
            "Patterns", "A pain's letter stands where it fits; what was not asked shows nothing."
        )
        self._column.addWidget(Label(fits, "small"))
        for number, row in enumerate(table.rows):
            self._column.addWidget(self._row(number, row))
        self.refresh()

    def _row(self, number: int, row: PatternRow) -> QWidget:
        language = self._controller.language
        card = Card(margin=8, spacing=2)
        card.add(Label(row.text.in_language(language), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for line, (column, cell) in enumerate(zip(self._table.columns, row.cells, strict=True)):
            name = Label(column.in_language(language), "muted", wrap=False)
            made = Label("", "pill", wrap=False)
            made.setAccessibleName(f"{row.text.in_language(language)} {column.in_language(language)}")
            self.marks[number, line] = made
            grid.addWidget(name, line, 0)
            grid.addWidget(Label(cell.text.in_language(language)), line, 1)
            grid.addWidget(made, line, 2, Qt.AlignmentFlag.AlignVCenter)
        card.column.addLayout(grid)
        return card

    def refresh(self) -> None:
        """Show which pains show what now."""
        for (number, line), made in self.marks.items():
            letters = shown_by(self._table.rows[number].cells[line], self._controller.exam)
            made.setText(" ".join(letters))
            made.setVisible(bool(letters))
            mark(made, "shown", "true" if letters else "false")
