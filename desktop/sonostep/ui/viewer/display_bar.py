"""The row of display filters: sliders, switches, and one button that puts everything back."""

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.ui.kit.inputs import ComboBox, Slider
from sonostep.ui.viewer.display_filters import GREY_MAPS, Filters

_SLIDERS = ("gain", "contrast", "gamma")
_SWITCHES = ("invert", "clahe", "smooth", "overlays")


class DisplayBar(QWidget):
    """The bar of display filters. Sets the display filters. ``changed`` carries the new ``Filters``."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("display_bar")
        self.filters = Filters()
        self._labels = {name: QLabel(self) for name in _SLIDERS}
        self._sliders = {name: self._slider(name) for name in _SLIDERS}
        self._switches = {name: self._switch(name) for name in _SWITCHES}
        self._reset = QPushButton(self)
        self._reset.setObjectName("reset_display")
        self._reset.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._reset.clicked.connect(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 2)
        row, buttons = QHBoxLayout(), QHBoxLayout()
        column.addLayout(row)
        column.addLayout(buttons)
        for name in _SLIDERS:
            self._labels[name].setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(self._labels[name])
            row.addWidget(self._sliders[name], 1)
        self._maps = self._map_list()
        for button in (*self._switches.values(), self._maps, self._reset):
            buttons.addWidget(button, 1)
        self._retranslate()

    def _slider(self, name: str) -> Slider:
        slider = Slider(Qt.Orientation.Horizontal, self)
        slider.setObjectName(name)
        slider.setRange(-100, 100)
        slider.setMinimumWidth(60)
        # The arrows step frames.
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.valueChanged.connect(self._moved)
        return slider

    def _switch(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.toggled.connect(self._moved)
        return button

    def _map_list(self) -> ComboBox:
        box = ComboBox(self)
        box.setObjectName("grey_map")
        box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.setMinimumContentsLength(6)
        for name in GREY_MAPS:
            box.addItem("", name)
        box.activated.connect(self._moved)
        return box

    def use_language(self, language: Language) -> None:
        """Name the grey maps in a language."""
        for index, name in enumerate(GREY_MAPS):
            self._maps.setItemText(index, text(f"grey_map.{name or 'stored'}", language))
        self._maps.setAccessibleName(text("grey_map.title", language))

    def offer_overlays(self, there: bool) -> None:
        """Offer the switch for overlay planes only where the clip has any."""
        switch = self._switches["overlays"]
        switch.setEnabled(there)
        if not there:
            switch.setChecked(False)

    def toggle_overlays(self) -> bool:
        """Turn overlay planes on or off; False where the clip has none."""
        switch = self._switches["overlays"]
        if switch.isEnabled():
            switch.toggle()
        return switch.isEnabled()

    def reset(self) -> None:
        """Show the frame as stored."""
        self.show_filters(Filters())
        self.changed.emit(self.filters)

    def show_filters(self, filters: Filters) -> None:
        """Show what is on, without telling."""
        self.filters = filters
        positions = {
            "gain": filters.gain * 200.0,
            "contrast": _position(filters.contrast),
            "gamma": _position(filters.gamma),
        }
        for widget in (*self._sliders.values(), *self._switches.values()):
            widget.blockSignals(True)
        for name, slider in self._sliders.items():
            slider.setValue(round(positions[name]))
        for name, button in self._switches.items():
            button.setChecked(bool(getattr(filters, name)))
        self._maps.setCurrentIndex(GREY_MAPS.index(filters.grey_map))
        for widget in (*self._sliders.values(), *self._switches.values()):
            widget.blockSignals(False)

    def _moved(self) -> None:
        values = {name: slider.value() for name, slider in self._sliders.items()}
        switches = {name: button.isChecked() for name, button in self._switches.items()}
        self.filters = replace(
            self.filters,
            gain=values["gain"] / 200.0,
            contrast=_factor(values["contrast"]),
            gamma=_factor(values["gamma"]),
            grey_map=self._maps.currentData(),
            **switches,
        )
        self.changed.emit(self.filters)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        names = {"gain": self.tr("Gain"), "contrast": self.tr("Contrast"), "gamma": self.tr("Gamma")}
        for name, word in names.items():
            self._labels[name].setText(word)
            self._sliders[name].setAccessibleName(word)
        words = {
            "invert": self.tr("Invert"),
            "clahe": self.tr("Local contrast"),
            "smooth": self.tr("Less speckle"),
            "overlays": self.tr("Overlays of the file"),
        }
        for name, word in words.items():
            self._switches[name].setText(word)
            self._switches[name].setAccessibleName(word)
        self._reset.setText(self.tr("As stored"))
        self._reset.setAccessibleName(self.tr("As stored"))
        self.setAccessibleName(self.tr("Display only, never measured on"))


def _factor(position: int) -> float:
    """Return 0.25 to 4 for -100 to 100, 1 in the middle."""
    return float(4.0 ** (position / 100.0))


def _position(factor: float) -> float:
    return 100.0 * math.log(factor, 4.0)
