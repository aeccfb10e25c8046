"""The few settings that there are: language, size, and the clinic's letterhead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from sonostep.core.text import Language
from sonostep.settings import Settings
from sonostep.ui.background import Background
from sonostep.ui.dialogs.letterhead import LetterheadForm
from sonostep.ui.language import translate
from sonostep.ui.widgets import Card, Label

SCALES = (0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class SettingsDialog(QDialog):
    """``changed`` carries language and scale as soon as one is chosen, ``clinic_changed`` the settings with
    another letterhead.
    """

    changed = Signal(str, float)
    clinic_changed = Signal(object)

    def __init__(
        self, settings: Settings, language: Language, background: Background, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Settings", "Settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(self._interface(settings, language))
        card = Card(margin=14)
        card.add(Label(translate("Settings", "CLINIC AND LETTERHEAD"), "heading"))
        self.letterhead = LetterheadForm(settings, background, language)
        self.letterhead.changed.connect(self.clinic_changed)
        card.add(self.letterhead)
        column.addWidget(card)
        column.addStretch(1)
        self.finished.connect(self.letterhead.keep)
        self.setMinimumWidth(720)

    def _interface(self, settings: Settings, language: Language) -> QWidget:
        card = Card(margin=14)
        card.add(Label(translate("Settings", "INTERFACE"), "heading"))
        form = QFormLayout()
        form.setSpacing(10)
        self.language = QComboBox()
        self.language.setAccessibleName(translate("Settings", "Language"))
        self.language.addItem("English", "en")
        self.language.addItem("繁體中文", "zh-TW")
        self.language.setCurrentIndex(self.language.findData(language))
        self.scale = QComboBox()
        self.scale.setAccessibleName(translate("Settings", "Size of the interface"))
        for factor in SCALES:
            self.scale.addItem(f"{factor:.0%}", factor)
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - settings.ui_scale))
        self.scale.setCurrentIndex(nearest)
        form.addRow(Label(translate("Settings", "Language"), wrap=False), self.language)
        form.addRow(Label(translate("Settings", "Size of the interface"), wrap=False), self.scale)
        self.language.activated.connect(self._say)
        self.scale.activated.connect(self._say)
        card.column.addLayout(form)
        return card

    def _say(self) -> None:
        self.changed.emit(str(self.language.currentData()), float(self.scale.currentData()))
