"""The strip below the picture: the read-out, what the armed tool asks for, and the button that finishes."""

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sonostep.core.text import Language
from sonostep.messages import codes, text
from sonostep.ui.viewer.choices import DrawingBox, RegionBox
from sonostep.ui.viewer.editing import TAGS, Naming, chosen_words
from sonostep.ui.viewer.shape_menu import ShapeMenu
from sonostep.ui.viewer.tool_menu import ToolMenu

_ROOMY = 900
"""Width from which the read-out fits between the buttons, pixels."""

_STRUCTURE = "structure."


class Strip(QWidget):
    """Keeps its height whatever it shows, so that the picture never moves under the pointer.

    ``finish_wanted`` says that the button was pressed; ``words_chosen`` carries words for marks,
    ``length_chosen`` the millimetres that a calibration sets, ``tool_picked`` the id of a tool to arm,
    ``act_picked`` what to do to the selected shape, ``drawing_chosen`` the id of a body mark's drawing,
    ``region_chosen`` the index of the region whose scale holds, ``offer_answered`` whether an offer is taken.
    """

    finish_wanted = Signal()
    words_chosen = Signal(str)
    length_chosen = Signal(float)
    tool_picked = Signal(str)
    act_picked = Signal(str)
    drawing_chosen = Signal(str)
    region_chosen = Signal(int)
    offer_answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._naming = Naming(False, "", 0, "")
        self.read_out = _read_out()
        self._words = self._words_box()
        self._length = self._length_box()
        self._finish = self._finish_button()
        self._accept, self._dismiss = self._answer("accept_offer"), self._answer("dismiss_offer")
        self._accept.clicked.connect(self._accepted)
        self._dismiss.clicked.connect(self._dismissed)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 2, 8, 2)
        self._rows.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setSpacing(6)
        self._rows.addLayout(row)
        self.tools = self._tools = ToolMenu(self)
        self._tools.picked.connect(self.tool_picked)
        row.addWidget(self._tools)
        self.shape_menu = ShapeMenu(self)
        self.shape_menu.picked.connect(self.act_picked)
        row.addWidget(self.shape_menu)
        row.addStretch(0)
        self._place = row.count()
        self._drawing = DrawingBox(self)
        self._drawing.chosen.connect(self.drawing_chosen)
        self.regions = RegionBox(self)
        self.regions.chosen.connect(self.region_chosen)
        for widget in (self.regions, self._drawing, self._words, self._length):
            row.addWidget(widget)
        for button in (self._accept, self._dismiss, self._finish):
            row.addWidget(button)
        self._narrow: bool | None = None
        self._put_read_out()
        self._retranslate()

    def _put_read_out(self) -> None:
        """Between the buttons where there is room for what it says, else on lines of its own."""
        narrow = self.width() < _ROOMY
        if narrow != self._narrow:
            self._narrow = narrow
            self._row.removeWidget(self.read_out)
            self._rows.removeWidget(self.read_out)
            if narrow:
                self._rows.addWidget(self.read_out)
            else:
                self._row.insertWidget(self._place, self.read_out, 1)
            self._row.setStretch(self._place - 1, 1 if narrow else 0)
        self._keep_height()

    def _keep_height(self) -> None:
        """Two lines of read-out, whatever is said: the picture must not move under the pointer."""
        line = self.fontMetrics().lineSpacing()
        buttons = max(self._row.minimumSize().height(), 2 * line)
        self.read_out.setFixedHeight(2 * line + 2)
        self.setFixedHeight(buttons + 4 + (2 * line + 2 if self._narrow else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._put_read_out()
        super().resizeEvent(event)

    def _words_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("mark_words")
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMinimumContentsLength(8)
        box.setMaximumWidth(170)
        box.hide()
        box.textActivated.connect(self._chosen)
        line = box.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._typed)
        return box

    def _length_box(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setObjectName("calibration_length")
        box.setLocale(QLocale.c())
        box.setRange(0.5, 300.0)
        box.setDecimals(1)
        box.setValue(10.0)
        box.setSuffix(" mm")
        box.hide()
        box.valueChanged.connect(self.length_chosen)
        return box

    def _finish_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName("finish_shape")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.hide()
        button.clicked.connect(self.finish_wanted)
        return button

    def _answer(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.hide()
        return button

    def _accepted(self) -> None:
        self.offer_answered.emit(True)

    def _dismissed(self) -> None:
        self.offer_answered.emit(False)

    def show_offer(self, words: str) -> None:
        """Say what is offered, with the two answers; no words for no offer."""
        self._words.setVisible(self._naming.offered and not words)
        if words:
            self.read_out.setText(words)
        self._accept.setVisible(bool(words))
        self._dismiss.setVisible(bool(words))

    def show_tool(self, tool: str) -> None:
        """Name the armed tool, and show what it asks for."""
        self._tools.show_tool(tool)
        self._length.setVisible(tool == "calibrate")
        self._drawing.setVisible(tool == "body_mark")

    def show_naming(self, naming: Naming) -> None:
        """Show what words would be given to, and the words that it has."""
        self._words.setVisible(naming.offered and self._accept.isHidden())
        if naming == self._naming:
            return
        self._naming = naming
        self._words.setEditText(naming.words)
        line = self._words.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        self._name_words()

    def _name_words(self) -> None:
        known = "naming.shape" if self._naming.number else "naming.mark"
        code = known if self._naming.shape else "naming.next"
        words = text(code, self._language, number=self._naming.number)
        self._words.setAccessibleName(words)
        self._words.setToolTip(words)
        line = self._words.lineEdit()
        if line is not None:
            line.setPlaceholderText(words)

    def _chosen(self, words: str) -> None:
        self.words_chosen.emit(chosen_words(self._naming.words, words))

    def _typed(self) -> None:
        self.words_chosen.emit(self._words.currentText())

    def show_finish(self, can_finish: bool) -> None:
        """Offer to finish the shape under way."""
        self._finish.setVisible(can_finish)

    def use_language(self, language: Language) -> None:
        """Offer the structures' names in a language; words that were chosen stay."""
        self._language = language
        self._tools.use_language(language)
        self.shape_menu.use_language(language)
        self._name_words()
        for button, code in ((self._accept, "offer.accept"), (self._dismiss, "offer.dismiss")):
            button.setText(text(code, language))
            button.setAccessibleName(text(code, language))
        self._drawing.use_language(language)
        self.regions.use_language(language)
        kept = self._words.currentText()
        names = [text(code, language) for code in TAGS]
        names += sorted(text(code, language) for code in codes() if code.startswith(_STRUCTURE))
        self._words.blockSignals(True)
        self._words.clear()
        self._words.addItems(names)
        self._words.setEditText(kept)
        self._words.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._keep_height()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.read_out.setAccessibleName(self.tr("Read-out"))
        self._finish.setText(self.tr("Finish shape"))
        self._finish.setAccessibleName(self.tr("Finish shape"))
        self._length.setAccessibleName(self.tr("Distance between the two ticks"))
        self._length.setPrefix(self.tr("Ticks apart: "))


def _read_out() -> QLabel:
    label = QLabel()
    label.setObjectName("readout")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    return label
