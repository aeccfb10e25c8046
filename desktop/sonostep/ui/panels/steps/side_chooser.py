"""The side that is examined: asked for until it is said, never defaulted."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from sonostep.core.finding import Side
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Label, Segmented, Speaking, mark


class SideChooser(Speaking):
    """The choice of the side. Right, left or midline; a change is confirmed by the window."""

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self._controller = controller
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._frame: QFrame | None = None
        controller.session.on_exam(self._exam_changed, "side", "state")
        self.retranslate()

    def retranslate(self) -> None:
        layout = self.layout()
        if self._frame is not None:
            self._frame.deleteLater()
        self._frame = frame = QFrame()
        frame.setProperty("role", "sides")
        line = QHBoxLayout(frame)
        line.setContentsMargins(8, 0, 0, 0)
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
        self._controller.choose_side(side)
        self._show()

    def _show(self) -> None:
        side = self._controller.exam.side
        self.buttons.show_choice(side)
        self.buttons.setEnabled(self._controller.editable)
        asked = translate("Side", "Side?") if side is None else translate("Side", "Side")
        self.ask.setText(asked)
        mark(self.ask, "role", "ask" if side is None else "muted")
        if self._frame is not None:
            mark(self._frame, "unset", "true" if side is None else "false")

    def _exam_changed(self, before: object, after: object) -> None:
        self._show()
