"""The clip list with its filter: words to search for, and the clips that answer no view yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Label, Speaking
from sonostep.ui.panels.study.study_browser import StudyBrowser


class ClipPanel(Speaking):
    """Holds the study browser below its filter."""

    def __init__(self, browser: StudyBrowser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._browser = browser
        self.field = _FilterField()
        self.field.setObjectName("clip_filter")
        self.field.setClearButtonEnabled(True)
        self.unfiled = QCheckBox()
        self.unfiled.setObjectName("unfiled_clips")
        self.nothing = Label("", "muted")
        self.nothing.setObjectName("no_clip_fits")
        self.nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        above = QVBoxLayout()
        above.setContentsMargins(4, 4, 4, 0)
        above.setSpacing(2)
        for part in (self.field, self.unfiled, self.nothing):
            above.addWidget(part)
        column.addLayout(above)
        column.addWidget(browser, 1)
        self.field.textChanged.connect(self._filter)
        self.field.turned.connect(self._to_list)
        self.unfiled.toggled.connect(self._filter)
        browser.sifted.connect(self._sifted)
        self.retranslate()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(translate("Clips", "Filter clips"))
        self.field.setAccessibleName(translate("Clips", "Filter clips"))
        self.unfiled.setText(translate("Clips", "Not filed yet"))
        tip = translate("Clips", "Only clips of which no view was saved; ✓ stands before each view that was.")
        self.unfiled.setToolTip(tip)
        self.nothing.setText(translate("Clips", "No clip fits."))

    def _filter(self) -> None:
        self._browser.filter(self.field.text(), unfiled=self.unfiled.isChecked())

    def _sifted(self, shown: int) -> None:
        filtering = bool(self.field.text().strip()) or self.unfiled.isChecked()
        self.nothing.setVisible(filtering and shown == 0)

    def _to_list(self) -> None:
        """From the filter straight to the first clip that fits."""
        self._browser.setFocus(Qt.FocusReason.TabFocusReason)
        self._browser.choose_first()


_ON = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Keys that lead on to the list."""


class _FilterField(LineEdit):
    """``turned`` says that Down or Enter leads on to the list; Escape empties it."""

    turned = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ON:
            self.turned.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
