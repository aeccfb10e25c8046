"""The clinic's letterhead: typed in both languages, with a logo, and shown as reports print it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LANGUAGES, Language
from sonostep.messages import sentence
from sonostep.settings import Settings
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.tasks import Background, Task
from sonostep.ui.kit.text_fields import LineEdit, TextEdit
from sonostep.ui.kit.widgets import Button, Label, row
from sonostep.workflows.letterhead import keep_logo, letterhead

_LOGO = (180, 63)
"""Pixels on the screen of the 40 x 14 mm in which a logo is printed."""


class LetterheadForm(QWidget):
    """``changed`` carries the settings with what was typed or chosen, a moment after it was."""

    changed = Signal(object)

    def __init__(self, settings: Settings, background: Background, language: Language) -> None:
        super().__init__()
        self._settings, self._background, self._language = settings, background, language
        self._task: Task | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        for column, name in enumerate(("English", "繁體中文"), 1):
            grid.addWidget(Label(name, "muted", wrap=False), 0, column)
        title = translate("Settings", "Name of the clinic")
        self.names = [self._field(title, n, t) for n, t in _both(settings.clinic, settings.clinic_zh)]
        self._row(grid, 1, title, self.names)
        title = translate("Settings", "Address and more")
        lines = _both("\n".join(settings.clinic_lines), "\n".join(settings.clinic_lines_zh))
        self.lines = [self._area(title, name, text) for name, text in lines]
        self._row(grid, 2, title, self.lines)
        title = translate("Settings", "Telephone")
        self.phone = self._field(title, "", settings.clinic_phone)
        self._row(grid, 3, title, [self.phone])
        self._row(grid, 4, translate("Settings", "Logo"), [self._logo_row()])
        self.said = Label("", "warning")
        self.said.hide()
        self.paper = Paper()
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(10)
        column_.addLayout(grid)
        column_.addWidget(self.said)
        column_.addWidget(Label(translate("Settings", "As reports print it"), "muted"))
        column_.addWidget(self.paper)
        self._show()

    def _row(self, grid: QGridLayout, at: int, title: str, fields: Sequence[QWidget]) -> None:
        grid.addWidget(Label(title, wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
        for column, field in enumerate(fields, 1):
            grid.addWidget(field, at, column, 1, 2 if len(fields) == 1 else 1)

    def _field(self, title: str, language: str, text: str) -> LineEdit:
        field = LineEdit()
        field.show_text(text)
        field.setAccessibleName(f"{title} {language}".strip())
        field.keep_with(self._typed, f"{title} {language}")
        return field

    def _area(self, title: str, language: str, text: str) -> TextEdit:
        area = TextEdit(f"{title} {language}", 3, text)
        area.keep_with(self._typed, f"{title} {language}")
        return area

    def _typed(self, text: str, visit: object) -> None:
        self.keep()

    def _logo_row(self) -> QWidget:
        self.choose = Button(translate("Settings", "Choose a picture…"), "")
        self.remove = Button(translate("Settings", "Remove the logo"), "quiet")
        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(self._remove)
        return row(self.choose, self.remove, 1)

    # keeping

    def keep(self) -> None:
        """Hand on what was typed."""
        made = self._with(
            clinic=self.names[0].text(), clinic_zh=self.names[1].text(), clinic_phone=self.phone.text(),
            clinic_lines=tuple(self.lines[0].toPlainText().splitlines()),
            clinic_lines_zh=tuple(self.lines[1].toPlainText().splitlines()),
        )  # fmt: skip
        if made != self._settings:
            self._take(made)

    def _with(self, **changes: object) -> Settings:
        return replace(self._settings, **changes)  # type: ignore[arg-type]

    def _take(self, settings: Settings) -> None:
        self._settings = settings
        self._show()
        self.changed.emit(settings)

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), translate("Settings", "Choose the clinic's logo"))
        dialog.setNameFilter(translate("Settings", "Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif)"))
        dialog.fileSelected.connect(self.use_logo)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def use_logo(self, path: str) -> None:
        """Check a picture and keep it as the logo, off the main thread."""
        self.said.hide()
        self.choose.setEnabled(False)
        title = translate("Settings", "Reading the logo")
        work = partial(_kept, Path(path))
        self._background.run(title, work, self._logo_kept, aside=True).ended.connect(self._over)

    def _over(self) -> None:
        self.choose.setEnabled(True)

    def _logo_kept(self, result: "Path | Problem") -> None:
        if isinstance(result, Problem):
            self.said.setText(sentence(result, self._language))
            self.said.show()
        else:
            self.keep()
            self._take(self._with(clinic_logo=str(result)))

    def _remove(self) -> None:
        self.said.hide()
        self._take(self._with(clinic_logo=""))

    def _show(self) -> None:
        self.remove.setEnabled(bool(self._settings.clinic_logo))
        problem = self.paper.show_settings(self._settings)
        if problem is not None:
            self.said.setText(sentence(problem, self._language))
            self.said.show()


class Paper(QFrame):
    """The letterhead on white, once per language where they differ."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "paper")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(18, 12, 18, 12)
        self._line.setSpacing(16)
        self.setMinimumHeight(96)
        self.logo = Label(wrap=False)
        self.texts = [Label() for _ in LANGUAGES]
        self._line.addWidget(self.logo)
        for text in self.texts:
            text.setProperty("role", "print")
            self._line.addWidget(text, 1, Qt.AlignmentFlag.AlignVCenter)

    def show_settings(self, settings: Settings) -> Problem | None:
        """Show another letterhead; return why its logo cannot be shown."""
        clinic, problem = letterhead(settings)
        self.logo.setVisible(bool(clinic.logo))
        if clinic.logo:
            picture = QPixmap()
            picture.loadFromData(clinic.logo)
            smooth = Qt.TransformationMode.SmoothTransformation
            self.logo.setPixmap(picture.scaled(*_LOGO, Qt.AspectRatioMode.KeepAspectRatio, smooth))
        phones = {"en": "Tel.", "zh-TW": "電話"}
        said = []
        for tag in LANGUAGES:
            phone = [f"{phones[tag]} {clinic.phone}"] if clinic.phone else []
            said.append("\n".join([clinic.name_in(tag), *clinic.lines_in(tag), *phone]).strip())
        empty = translate("Settings", "No letterhead: reports begin with their title.")
        self.texts[0].setText(said[0] or ("" if clinic.logo else empty))
        self.texts[1].setText(said[1])
        alike = (clinic.name_in("en"), clinic.lines_in("en")) == (
            clinic.name_in("zh-TW"), clinic.lines_in("zh-TW"),
        )  # fmt: skip
        self.texts[1].setVisible(not alike)
        return problem


def _both(english: str, chinese: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("English", english), ("繁體中文", chinese)


def _kept(path: Path, task: Task) -> "Path | Problem":
    try:
        return keep_logo(path)
    except ProblemError as error:
        return error.problem
