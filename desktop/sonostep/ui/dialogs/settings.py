"""The few settings that there are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QWidget

from sonostep.core.text import Language
from sonostep.ui.language import translate
from sonostep.ui.widgets import Label

SCALES = (0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class SettingsDialog(QDialog):
    """``changed`` carries language and scale as soon as one is chosen."""

    changed = Signal(str, float)

    def __init__(self, language: Language, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Settings", "Settings"))
        form = QFormLayout(self)
        form.setContentsMargins(20, 20, 20, 20)
        form.setSpacing(12)
        self.language = QComboBox()
        self.language.setAccessibleName(translate("Settings", "Language"))
        self.language.addItem("English", "en")
        self.language.addItem("繁體中文", "zh-TW")
        self.language.setCurrentIndex(self.language.findData(language))
        self.scale = QComboBox()
        self.scale.setAccessibleName(translate("Settings", "Size of the interface"))
        for factor in SCALES:
            self.scale.addItem(f"{factor:.0%}", factor)
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - scale))
        self.scale.setCurrentIndex(nearest)
        form.addRow(Label(translate("Settings", "Language"), wrap=False), self.language)
        form.addRow(Label(translate("Settings", "Size of the interface"), wrap=False), self.scale)
        self.language.activated.connect(self._say)
        self.scale.activated.connect(self._say)
        self.setMinimumWidth(380)

    def _say(self) -> None:
        self.changed.emit(str(self.language.currentData()), float(self.scale.currentData()))
