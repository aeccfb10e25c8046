"""The protocols: a card for each to begin with, and those of this exam, to go from one to the other."""

import re
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.progress.steps_in_use import whole
from sonostep.core.protocol import ProtocolDefinition
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, show_in_place, unfold


class ProtocolRow(QWidget):
    """The row of protocols in use.

    One button a protocol in use; what one has asked the other shows as answered.
    """

    suspended = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 4)
        self._line: QWidget | None = None
        self.buttons: dict[str, Button] = {}
        self.more: dict[str, Button] = {}
        self._adding = False

    def refresh(self) -> None:
        """Show which protocols are in use, and which one is worked through."""
        controller, here = self._controller, self._controller.protocol
        used = {p.id for p in whole(controller.exam)}
        known = controller.library.protocols
        self.buttons = {d.id: self._button(d, here) for d in known if d.id in used}
        free = [d for d in known if d.id not in used]
        self.more = {d.id: self._addition(d) for d in free} if self._adding else {}
        self.add = Button(translate("Protocols", "+ Protocol"), "quiet")
        self.add.setToolTip(translate("Protocols", "Take one more protocol into use"))
        self.add.setAccessibleName(translate("Protocols", "Take one more protocol into use"))
        self.add.setCheckable(True)
        self.add.setChecked(self._adding)
        self.add.clicked.connect(self._open)
        show_in_place(self.add, bool(free) and controller.editable)
        self.suspend = Button(translate("Protocols", "Suspend"), "quiet")
        kept = translate("Protocols", "Suspend the exam; it is kept and can be resumed")
        self.suspend.setAccessibleName(kept)
        self.suspend.setToolTip(kept)
        self.suspend.clicked.connect(self.suspended)
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
        self._line = flow([*self.buttons.values(), self.add, self.suspend, *self.more.values()], 4)
        self._column.addWidget(self._line)
        self.setVisible(here is not None)

    def _button(self, definition: ProtocolDefinition, here: ProtocolDefinition | None) -> Button:
        button = Button(self._short(definition), "chip", definition, name=self._title(definition))
        button.setToolTip(self._title(definition))
        button.setCheckable(True)
        button.setChecked(here is not None and here.id == definition.id)
        button.picked.connect(self._controller.begin)
        return button

    def _addition(self, definition: ProtocolDefinition) -> Button:
        button = Button(f"+ {self._short(definition)}", "chip", definition, name=self._title(definition))
        button.picked.connect(self._use)
        return button

    def _title(self, definition: ProtocolDefinition) -> str:
        return definition.title.in_language(self._controller.language)

    def _short(self, definition: ProtocolDefinition) -> str:
        """The title up to its first colon or bracket: a chip is as short as it can be."""
        return re.split(r"[:：(（]", self._title(definition), maxsplit=1)[0].strip()

    def _open(self) -> None:
        self._adding = not self._adding
        self.refresh()

    def _use(self, definition: ProtocolDefinition) -> None:
        self._adding = False
        self._controller.use_protocol(definition)

    def show_current(self) -> None:
        """Mark the protocol that is worked through; two can share the step that is shown."""
        here = self._controller.protocol
        for id_, button in self.buttons.items():
            button.setChecked(here is not None and here.id == id_)


def protocol_cards(controller: ExamController, own_wanted: Callable[[], object]) -> list[QWidget]:
    """Return a card for each protocol, and the way to one of the user's own."""
    free = FreeExamCard(controller)
    own = Button(translate("Steps", "Use a protocol file of your own…"), "quiet")
    own.clicked.connect(lambda: own_wanted())
    first = suggested(controller)
    cards = [_card(controller, d, d is first) for d in controller.library.protocols]
    return [Label(translate("Steps", "Choose a protocol"), "title"), *cards, free, own]


class FreeExamCard(Card):
    """The card of a free exam.

    An exam without any protocol: opened, it offers what such an exam is made of.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self.open = WrapButton(translate("Steps", "Free exam: pictures, measurements, words"))
        self.open.clicked.connect(self._open)
        said = translate("Steps", "No steps: save pictures, measure, and write the report in your own words.")
        self.add(self.open, Label(said, "muted"))
        saving = translate("Steps", "S saves the frame in view; the red flags are asked before you sign.")
        self.measure = Button(translate("Steps", "Measure a distance"), "")
        self.words = Button(translate("Steps", "Write the impression"), "")
        self.complaints = Button(translate("Steps", "Describe the complaints"), "")
        self.measure.clicked.connect(self._measure)
        self.words.clicked.connect(controller.words_wanted)
        self.complaints.clicked.connect(controller.complaints_wanted)
        self.body = Card("", margin=0)
        self.body.add(Label(saving), self.measure, self.words, self.complaints)
        self.body.setVisible(controller.free)
        self.add(self.body)
        self.measure.setEnabled(controller.editable)

    def _open(self) -> None:
        self._controller.free = True
        self.body.show()
        unfold(self.body)

    def _measure(self) -> None:
        self._controller.session.look(tool="distance", slot="")


def suggested(controller: ExamController) -> ProtocolDefinition | None:
    """Return the protocol that most likely comes next: the first; none once an exam without one is begun."""
    known = controller.library.protocols
    return known[0] if known and not controller.free and controller.editable else None


def _card(controller: ExamController, definition: ProtocolDefinition, filled: bool) -> QWidget:
    card = Card(margin=8, spacing=4)
    title = definition.title.in_language(controller.language)
    button = WrapButton(title, "primary" if filled else "row", definition)
    button.picked.connect(controller.use_protocol)
    button.setEnabled(controller.editable)
    card.add(button, Label(definition.purpose.in_language(controller.language), "muted"))
    return card
