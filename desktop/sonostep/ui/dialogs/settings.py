"""The few settings that there are: language, size, and the clinic's letterhead."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from sonostep.core.text import Language
from sonostep.settings import Settings
from sonostep.ui.dialogs.letterhead import LetterheadForm
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.tasks import Background
from sonostep.ui.kit.widgets import Card, Label

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
        self._settings, self._language, self._background = settings, language, background
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 20, 20, 20)
        self._body: QWidget | None = None
        self._fill()
        self.finished.connect(self._keep)
        self.setMinimumWidth(720)

    def _fill(self) -> None:
        """Build everything, in the language of the moment."""
        self.setWindowTitle(translate("Settings", "Settings"))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._interface(self._settings, self._language))
        card = Card(margin=14)
        card.add(Label(translate("Settings", "CLINIC AND LETTERHEAD"), "heading"))
        self.letterhead = LetterheadForm(self._settings, self._background, self._language)
        self.letterhead.changed.connect(self._change_clinic)
        card.add(self.letterhead)
        column.addWidget(card)
        column.addStretch(1)
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._column.addWidget(body)

    def _change_clinic(self, settings: Settings) -> None:
        self._settings = settings
        self.clinic_changed.emit(settings)

    def _keep(self) -> None:
        self.letterhead.keep()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._body is not None:
            self._keep()
            self._fill()
        super().changeEvent(event)

    def _interface(self, settings: Settings, language: Language) -> QWidget:
        card = Card(margin=14)
        card.add(Label(translate("Settings", "INTERFACE"), "heading"))
        form = QFormLayout()
        form.setSpacing(10)
        self.language = ComboBox()
        self.language.setAccessibleName(translate("Settings", "Language"))
        self.language.addItem("English", "en")
        self.language.addItem("繁體中文", "zh-TW")
        self.language.setCurrentIndex(self.language.findData(language))
        self.scale = ComboBox()
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
        # asked for before the dialog is built anew in another language
        self._language = self.language.currentData()
        self._settings = replace(self._settings, ui_scale=float(self.scale.currentData()))
        self.changed.emit(str(self.language.currentData()), float(self.scale.currentData()))
