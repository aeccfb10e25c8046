"""The strip below the picture: the read-out, what the armed tool asks for, and the button that finishes."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.measure.calibration_line import LENGTHS_MM
from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import codes, text
from sonostep.ui.kit.inputs import EditableComboBox, EnterPresses
from sonostep.ui.kit.text_fields import NumberEdit
from sonostep.ui.kit.widgets import RefusalBubble
from sonostep.ui.viewer.drawing.shape_commands import TAGS, Naming, chosen_words
from sonostep.ui.viewer.drawing.shape_menu import ShapeMenu
from sonostep.ui.viewer.mark_and_region_lists import DrawingBox, RegionBox
from sonostep.ui.viewer.tool_menu import ToolMenu

_STRUCTURE = "structure."

_TALL = 4
"""Heights of the strip that what a refusal lies on has at least."""


class Strip(QWidget):
    """The tool strip. Keeps its height whatever it shows, so that the picture never moves under the pointer.

    ``finish_wanted`` says that the button was pressed; ``words_chosen`` carries words for marks,
    ``words_picked`` the id of a shape, or none for the next one, and the words of the list that it is given,
    ``words_typed`` words for the shape of an id (the next one for none) with the visit to the field,
    ``words_entered`` the id of the shape whose words are being typed, or none once the field is
    left, ``words_done`` that Enter ended them,
    ``length_typed`` the id of a calibration line, its millimetres (None for an emptied field) and the visit,
    ``tool_picked`` the id of a tool to arm,
    ``act_picked`` what to do to the selected shape, ``drawing_chosen`` the id of a body mark's drawing,
    ``region_chosen`` the index of the region whose scale holds, ``offer_answered`` whether an offer is taken,
    ``problem`` why a number was not taken.
    """

    finish_wanted = Signal()
    words_chosen = Signal(str)
    words_picked = Signal(str, str)
    words_typed = Signal(str, str, object)
    words_entered = Signal(str)
    words_done = Signal()
    length_typed = Signal(str, object, object)
    tool_picked = Signal(str)
    act_picked = Signal(str)
    drawing_chosen = Signal(str)
    region_chosen = Signal(int)
    offer_answered = Signal(bool)
    problem = Signal(Problem)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._naming = Naming(False, "", 0, "")
        self.read_out = _read_out()
        self._words = self._words_box()
        self.refusal: RefusalBubble | None = None
        self.length = self._length_field()
        self._apart, self._line = self._around(self.length), ""
        self._finish = self._finish_button()
        self._accept, self._dismiss = self._answer("accept_offer"), self._answer("dismiss_offer")
        self._accept.clicked.connect(self._accepted)
        self._dismiss.clicked.connect(self._dismissed)
        self.setObjectName("tool_strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(4)
        self.tools = self._tools = ToolMenu(self)
        self._tools.picked.connect(self.tool_picked)
        row.addWidget(self._tools)
        self.shape_menu = ShapeMenu(self)
        self.shape_menu.picked.connect(self.act_picked)
        row.addWidget(self.shape_menu)
        row.addWidget(self.read_out, 1)
        self._drawing = DrawingBox(self)
        self._drawing.chosen.connect(self.drawing_chosen)
        self.regions = RegionBox(self)
        self.regions.chosen.connect(self.region_chosen)
        for widget in (self.regions, self._drawing, self._words, self._apart):
            row.addWidget(widget)
        for button in (self._accept, self._dismiss, self._finish):
            row.addWidget(button)
        self._enter = EnterPresses(self)
        for button in (self._tools, self.shape_menu, self._accept, self._dismiss, self._finish):
            self._enter.take(button)
        self._retranslate()
        self._keep_height()

    def _keep_height(self) -> None:
        """Two small lines of read-out, whatever is said: the picture must not move under the pointer."""
        self.read_out.ensurePolished()
        high = 2 * self.read_out.fontMetrics().lineSpacing()
        self.read_out.setFixedHeight(high)
        self.setFixedHeight(high + 2)

    def _words_box(self) -> EditableComboBox:
        box = EditableComboBox(self)
        box.setObjectName("mark_words")
        box.setMinimumContentsLength(8)
        box.setMaximumWidth(170)
        box.hide()
        box.textActivated.connect(self._chosen)
        box.line.keep_with(partial(self._typed, ""))
        box.line.focused.connect(self._entered)
        box.line.returnPressed.connect(self.words_done)
        return box

    def _length_field(self) -> NumberEdit:
        field = NumberEdit(*LENGTHS_MM, "mm")
        field.setObjectName("calibration_length")
        field.setFixedWidth(90)
        # what it may be is no proposal of what it is
        field.setPlaceholderText("")
        field.refused.connect(self._refuse_length)
        field.returnPressed.connect(self.words_done)
        return field

    def _refuse_length(self, problem: Problem) -> None:
        """Below the field, over the picture: the strip has no line for it."""
        ground = self.parentWidget()
        while ground is not None and ground.height() < _TALL * self.height():
            ground = ground.parentWidget()
        if ground is None or not self.length.isVisible():
            self.problem.emit(problem)
            return
        if self.refusal is None:
            self.refusal = RefusalBubble(ground)
            self.length.textEdited.connect(self.refusal.take_away)
        corner = self.length.mapTo(ground, QPoint(0, 0))
        self.refusal.say_below(problem, self._language, QRect(corner, self.length.size()))

    def _around(self, field: QWidget) -> QWidget:
        """The sentence that the field stands in: these points are [ ] mm apart."""
        holder = QWidget(self)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        self._before, self._behind = QLabel(), QLabel()
        for part in (self._before, field, self._behind):
            line.addWidget(part)
        holder.hide()
        return holder

    def show_line(self, line: Annotation | None) -> None:
        """Ask how long a calibration line is, and show what was said; nothing for no line."""
        id_ = line.id if line is not None else ""
        another = id_ != self._line
        if another:
            # what was typed belongs to the line that it was typed for
            self.length.autosave.save()
            self._line = id_
            self.length.keep_number_with(partial(self._length_typed, id_), f"calibration {id_}")
            self.length.autosave.begin()
            self.length.clear()
        self._apart.setVisible(line is not None)
        if another and self.refusal is not None:
            self.refusal.take_away()
        if line is None:
            return
        self.length.show_number(line.known_mm)
        self.length.setReadOnly(line.locked)
        if another and line.known_mm is None:
            self.length.setFocus()

    def _length_typed(self, line: str, millimetres: float | None, visit: object) -> None:
        self.length_typed.emit(line, millimetres, visit)

    def _finish_button(self) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName("finish_shape")
        button.hide()
        button.clicked.connect(self.finish_wanted)
        return button

    def _answer(self, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
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
        self._drawing.setVisible(tool == "body_mark")

    def show_naming(self, naming: Naming) -> None:
        """Show what words would be given to, and the words that it has."""
        self._words.setVisible(naming.offered and self._accept.isHidden())
        if naming == self._naming:
            return
        line = self._words.line
        if naming.shape != self._naming.shape:
            # what was typed belongs to the shape that it was typed for
            line.autosave.save()
            line.keep_with(partial(self._typed, naming.shape))
            line.autosave.begin()
            line.setText(naming.words)
        self._naming = naming
        line.show_text(naming.words)
        if not line.hasFocus():
            line.setCursorPosition(0)
        self._name_words()

    def _name_words(self) -> None:
        known = "naming.shape" if self._naming.number else "naming.mark"
        code = known if self._naming.shape else "naming.next"
        words = text(code, self._language, number=self._naming.number)
        self._words.setAccessibleName(words)
        self._words.setToolTip(words)
        self._words.line.setPlaceholderText(words)

    def _chosen(self, words: str) -> None:
        # Qt says so, too, when the field is left with the words of one of the items in it.
        self._words.line.autosave.forget()
        self.words_picked.emit(self._naming.shape, chosen_words(self._naming.words, words))

    def _typed(self, shape: str, words: str, visit: object) -> None:
        self.words_typed.emit(shape, words, visit)

    def _entered(self, entered: bool) -> None:
        self.words_entered.emit(self._naming.shape if entered else "")

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
        self.length.setAccessibleName(self.tr("Millimetres between these two points"))
        self._before.setText(self.tr("These points are"))
        self._behind.setText(self.tr("mm apart"))


def _read_out() -> QLabel:
    label = QLabel()
    label.setObjectName("readout")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    return label
