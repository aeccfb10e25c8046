"""The protocols of this exam: go from one to the other, take one more into use, put the exam away."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.insertion import whole
from sonostep.core.protocol import ProtocolDefinition
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button

_CHIPS = 216
"""Pixels that the titles of several protocols share, so that they and their buttons fit one line or two."""


class ProtocolRow(QWidget):
    """One button a protocol in use; what one has asked the other shows as answered."""

    suspended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 4)
        self._line: QWidget | None = None
        self.buttons: dict[str, Button] = {}
        self.more: dict[str, Button] = {}
        self._adding = False

    def refresh(self) -> None:
        """Show which protocols are in use, and which one is worked through."""
        desk, here = self._desk, self._desk.protocol
        used = {p.id for p in whole(desk.exam)}
        known = desk.library.protocols
        several = len(used) > 1
        self.buttons = {d.id: self._button(d, here, short=several) for d in known if d.id in used}
        free = [d for d in known if d.id not in used]
        self.more = {d.id: self._addition(d) for d in free} if self._adding else {}
        self.add = Button("+" if several else translate("Protocols", "+ Protocol"), "quiet")
        self.add.setToolTip(translate("Protocols", "Take one more protocol into use"))
        self.add.setAccessibleName(translate("Protocols", "Take one more protocol into use"))
        self.add.setCheckable(True)
        self.add.setChecked(self._adding)
        self.add.clicked.connect(self._open)
        self.add.setHidden(not free or not desk.editable)
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

    def _button(
        self, definition: ProtocolDefinition, here: ProtocolDefinition | None, *, short: bool
    ) -> Button:
        button = Button(self._short(definition), "chip", definition, name=self._title(definition))
        button.setToolTip(self._title(definition))
        if short:
            metrics, elided = button.fontMetrics(), Qt.TextElideMode.ElideRight
            button.setText(metrics.elidedText(button.text(), elided, _CHIPS // len(whole(self._desk.exam))))
        button.setCheckable(True)
        button.setChecked(here is not None and here.id == definition.id)
        button.picked.connect(self._desk.begin)
        return button

    def _addition(self, definition: ProtocolDefinition) -> Button:
        button = Button(f"+ {self._short(definition)}", "chip", definition, name=self._title(definition))
        button.picked.connect(self._use)
        return button

    def _title(self, definition: ProtocolDefinition) -> str:
        return definition.title.in_language(self._desk.language)

    def _short(self, definition: ProtocolDefinition) -> str:
        """The title up to its first colon or bracket: a chip is as short as it can be."""
        return re.split(r"[:：(（]", self._title(definition), maxsplit=1)[0].strip()

    def _open(self) -> None:
        self._adding = not self._adding
        self.refresh()

    def _use(self, definition: ProtocolDefinition) -> None:
        self._adding = False
        self._desk.use_protocol(definition)

    def show_current(self) -> None:
        """Mark the protocol that is worked through; two can share the step that is shown."""
        here = self._desk.protocol
        for id_, button in self.buttons.items():
            button.setChecked(here is not None and here.id == id_)
