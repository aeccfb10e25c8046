"""The bar above a step: how far the protocol is, one mark a step, and the way to the list of all steps."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sonostep.core.progress.step_progress import Place, Progress
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label
from sonostep.ui.panels.steps.checklist import state, stopped

_HIGH = 14
"""Pixels that the marks take in height."""


class StepMarks(QWidget):
    """One mark a step: full is done, half begun, hollow open, a dash not needed, a square a stop."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[tuple[Progress, bool, bool], ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)

    def show_marks(self, marks: tuple[tuple[Progress, bool, bool], ...]) -> None:
        """Show the steps: how far each is, whether a stop rests on it, and whether it is worked on."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / max(len(self._marks), 1)
        size = min(wide - 3, 9.0)
        for number, (made, stop, here) in enumerate(self._marks):
            middle = QPointF(wide * (number + 0.5), self.height() / 2)
            _paint(painter, middle, size, made, stop=stop, here=here)


def _paint(
    painter: QPainter, middle: QPointF, size: float, made: Progress, *, stop: bool, here: bool
) -> None:
    done = made.complete and made.needed and not made.nothing_to_record
    colour = QColor(theme.STOP if stop else theme.TEXT if here else theme.DONE if done else theme.MUTED)
    box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if here:
        painter.drawLine(box.bottomLeft() + QPointF(-1, 2.5), box.bottomRight() + QPointF(1, 2.5))
    if not made.needed or made.nothing_to_record:
        painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
        return
    if stop:
        painter.fillRect(box, colour)
        return
    if made.complete:
        painter.setBrush(colour)
    painter.drawEllipse(box)
    if made.begun and not made.complete:
        painter.setBrush(colour)
        painter.drawPie(box, 90 * 16, 180 * 16)


class StepBar(Button):
    """The bar: pressed, it brings the list of steps, and pressed again the step."""

    def __init__(self, controller: ExamController) -> None:
        super().__init__("", "step_bar")
        self._controller = controller
        self.setObjectName("step_list")
        self.setCheckable(True)
        self.marks = StepMarks()
        self.words = Label("", "small", wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.addWidget(self.marks, 1)
        line.addWidget(self.words)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def refresh(self) -> None:
        """Show how far all steps are, and which one is worked on."""
        controller, here = self._controller, self._controller.place
        places = controller.places
        self.setVisible(here is not None)
        if here is None:
            return
        marks = tuple((controller.progress(p), stopped(p, controller), p == here) for p in places)
        self.marks.show_marks(marks)
        number, said = places.index(here) + 1, state(controller.progress(here))
        self.words.setText(f"{number}/{len(places)} · {said} {'▲' if self.isChecked() else '▼'}")
        self._name(number, len(places), said, here)

    def _name(self, number: int, count: int, said: str, here: Place) -> None:
        text = translate("Steps", "List of steps. Step {number} of {count}, {title}: {state}")
        title = here.step.title.in_language(self._controller.language)
        name = text.format(number=number, count=count, title=title, state=said)
        self.setAccessibleName(name)
        self.setToolTip(name)
