"""The row of buttons that play, step and loop, and say which frame and which rate."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from sonostep.core.clip import Clip, TimingSource
from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.ui.kit.inputs import ComboBox, EnterPresses
from sonostep.ui.viewer.cine.frame_clock import LoopMode
from sonostep.ui.viewer.cine.marked_frames_menu import MarkedMenu
from sonostep.ui.viewer.cine.overflow_menu import OverflowMenu
from sonostep.ui.viewer.drawing.style import icon
from sonostep.ui.viewer.layout_menu import PanesMenu

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0)
_NARROWEST = 330
"""Pixels below which the row is never pressed."""

_BUTTONS = ("first", "previous", "backwards", "play", "next", "last")


class Transport(QWidget):
    """The transport buttons.

    Buttons and two lists. ``pressed`` carries a button's name, ``speed_chosen`` a factor,
    ``loop_chosen`` a ``LoopMode``, ``panes_chosen`` how many pictures are wanted side by side.
    """

    pressed = Signal(str)
    speed_chosen = Signal(float)
    loop_chosen = Signal(object)
    display_toggled = Signal(bool)
    panes_chosen = Signal(int)
    link_toggled = Signal(bool)
    frame_picked = Signal(int)

    def __init__(self, timeline: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(2)
        self._buttons = {name: self._button(name) for name in _BUTTONS}
        for button in self._buttons.values():
            row.addWidget(button)
        row.addWidget(timeline, 1)
        self.place = MarkedMenu(self)
        self.place.picked.connect(self.frame_picked)
        self.rate = _label("frame_rate")
        self._speed, self._loop = self._list("speed"), self._list("loop")
        self._playing = False
        row.addWidget(self.place)
        row.addWidget(self.rate)
        row.addWidget(self._speed)
        row.addWidget(self._loop)
        self._more = OverflowMenu(self)
        row.addWidget(self._more)
        self._display = self._display_button()
        row.addWidget(self._display)
        self.panes = PanesMenu(self)
        self.panes.chosen.connect(self.panes_chosen)
        self.panes.linked.connect(self.link_toggled)
        self.panes.hide()
        row.addWidget(self.panes)
        self._enter = EnterPresses(self)
        for button in (*self._buttons.values(), self.place, self._more, self._display, self.panes):
            self._enter.take(button)
        buttons = self._buttons
        self._yielding = (
            (buttons["first"], 70), (buttons["last"], 70), (self.rate, 58), (self._loop, 42),
            (buttons["backwards"], 50), (self._speed, 38),
        )  # fmt: skip
        self._fill()
        self._speed.activated.connect(self._speed_picked)
        self._loop.activated.connect(self._loop_picked)
        self._retranslate()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(icon(name))
        button.setIconSize(QSize(24, 24))
        button.setCheckable(name == "backwards")
        button.setAutoRepeat(name in ("previous", "next"))
        button.clicked.connect(self._pressed)
        return button

    def _list(self, name: str) -> ComboBox:
        box = ComboBox(self)
        box.setObjectName(name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(4)
        return box

    def _display_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("display")
        button.setIcon(icon("display"))
        button.setIconSize(QSize(24, 24))
        button.setCheckable(True)
        button.toggled.connect(self.display_toggled)
        return button

    def _fill(self) -> None:
        for speed in SPEEDS:
            self._speed.addItem("", speed)
        for mode in LoopMode:
            self._loop.addItem("", mode.value)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))

    def _pressed(self) -> None:
        self.pressed.emit(self.sender().objectName())

    def _speed_picked(self, index: int) -> None:
        self.speed_chosen.emit(SPEEDS[index])

    def _loop_picked(self, index: int) -> None:
        self.loop_chosen.emit(list(LoopMode)[index])

    # what to show

    def show_playing(self, playing: bool) -> None:
        """Show the button that freezes, or the one that plays."""
        self._playing = playing
        self._buttons["play"].setIcon(icon("pause" if playing else "play"))
        self._name_play()

    def show_modes(self, speed: float, loop: LoopMode) -> None:
        """Show speed, direction and what happens at the end."""
        if abs(speed) in SPEEDS:
            self._speed.setCurrentIndex(SPEEDS.index(abs(speed)))
        self._buttons["backwards"].setChecked(speed < 0)
        self._loop.setCurrentIndex(list(LoopMode).index(loop))

    def show_place(self, frame: int, frames: int) -> None:
        """Show which frame is in view."""
        self.place.setText(f"{frame} / {frames}" if frames else "")

    def show_clip(self, clip: Clip | None, language: Language) -> None:
        """Show the true rate and where it comes from, and switch off what a still has no use for."""
        self.panes.use_language(language)
        self.rate.setText(rate_words(clip, language).split(" · ")[0])
        self.rate.setToolTip(rate_words(clip, language))
        moving = clip is not None and clip.frames > 1
        for button in self._buttons.values():
            button.setEnabled(moving)
        self._speed.setEnabled(moving)
        self._loop.setEnabled(moving)

    def minimumSizeHint(self) -> QSize:
        """What a narrow row keeps: going back, playing, going on, the timeline and a few choices."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Leave the timeline its room: the least used gives way first, into the overflow menu."""
        letter = self.fontMetrics().averageCharWidth()
        for part, letters in self._yielding:
            part.setVisible(self.width() >= letters * letter)
        hidden = [part for part, _ in self._yielding if part.isHidden()]
        self._more.offer([part for part in hidden if isinstance(part, QToolButton | ComboBox)])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        words = {
            "first": self.tr("First frame"),
            "previous": self.tr("Previous frame"),
            "backwards": self.tr("Play backwards"),
            "next": self.tr("Next frame"),
            "last": self.tr("Last frame"),
        }
        for name, word in words.items():
            self._buttons[name].setAccessibleName(word)
            self._buttons[name].setToolTip(word)
        self._name_play()
        self._speed.setAccessibleName(self.tr("Speed"))
        self._more.setAccessibleName(self.tr("More of playback"))
        self._more.setToolTip(self.tr("More of playback"))
        self._display.setAccessibleName(self.tr("Display filters"))
        self._display.setToolTip(self.tr("Display filters"))
        self._loop.setAccessibleName(self.tr("At the end of the range"))
        self.place.setAccessibleName(self.tr("Frame"))
        self.rate.setAccessibleName(self.tr("Frame rate"))
        for index, speed in enumerate(SPEEDS):
            self._speed.setItemText(index, self.tr("{factor}×").format(factor=f"{speed:g}"))
        for index, word in enumerate((self.tr("Loop"), self.tr("Back and forth"), self.tr("Once"))):
            self._loop.setItemText(index, word)

    def _name_play(self) -> None:
        word = self.tr("Freeze") if self._playing else self.tr("Play")
        self._buttons["play"].setAccessibleName(word)
        self._buttons["play"].setToolTip(word)


def rate_words(clip: Clip | None, language: Language) -> str:
    """Return the true rate of a clip and its source; empty for a still."""
    if clip is None or clip.timing.source is TimingSource.STILL or clip.frames < 2:
        return ""
    source = text(f"timing_source.{clip.timing.source.value}", language)
    return f"{clip.timing.fps:.1f} fps · {source}"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
