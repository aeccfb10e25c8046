"""The side that is examined: asked for until it is said, never defaulted."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from sonostep.core.finding import Side
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Label, Segmented, Speaking, mark


class SideChooser(Speaking):
    """Right, left or midline; a change is confirmed by the window."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self._desk = desk
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._frame: QFrame | None = None
        desk.session.on_exam(self._exam_changed)
        self.retranslate()

    def retranslate(self) -> None:
        layout = self.layout()
        if self._frame is not None:
            self._frame.deleteLater()
        self._frame = frame = QFrame()
        frame.setProperty("role", "sides")
        line = QHBoxLayout(frame)
        line.setContentsMargins(8, 2, 2, 2)
        self.ask = Label("", "ask", wrap=False)
        sides = [(s, wording.side(s)) for s in (Side.RIGHT, Side.LEFT, Side.MIDLINE)]
        self.buttons = Segmented(sides, "side", translate("Side", "Side examined"))
        self.buttons.picked.connect(self._choose)
        line.addWidget(self.ask)
        line.addWidget(self.buttons)
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        if layout is not None:
            layout.addWidget(frame)
        self._show()

    def _choose(self, side: Side) -> None:
        self._desk.choose_side(side)
        self._show()

    def _show(self) -> None:
        side = self._desk.exam.side
        self.buttons.show_choice(side)
        self.buttons.setEnabled(self._desk.editable)
        asked = translate("Side", "Side?") if side is None else translate("Side", "Side")
        self.ask.setText(asked)
        mark(self.ask, "role", "ask" if side is None else "muted")
        if self._frame is not None:
            mark(self._frame, "unset", "true" if side is None else "false")

    def _exam_changed(self, before: object, after: object) -> None:
        self._show()
