"""Robot: works the window as a person does, by presses, keys and clicks on what is there to be seen."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QScrollArea,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.ui.viewer.canvas import Canvas

_TICK_MS = 8
_AROUND = 24
_ROOM = 36
"""Pixels above what is scrolled to the top: a line of what it stands under."""

_NOTHING_HELD = Qt.KeyboardModifier.NoModifier

_SETTLE = 3
"""Looks at the clock that a condition must hold, so that what it sets off has been painted."""


@dataclass(frozen=True, slots=True)
class Until:
    """What a story waits for; ``looks`` is how often it must hold in a row."""

    holds: Callable[[], bool]
    what: str
    seconds: float = 60.0
    looks: int = _SETTLE


Story = Iterator[Until]

acts: Counter[str] = Counter()
"""What a person would have done since it was cleared: ``click``, ``drag``, ``key``, ``field`` (words written
into one), and ``scroll`` (a list that had to move before what is pressed came into sight)."""


class Storyteller(QObject):
    """Goes through a story, one condition after the other, from a timer; the window lives on meanwhile."""

    def __init__(self, story: Story, done: Callable[[ProblemError | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._story, self._done = story, done
        self._now: Until | None = None
        self._since, self._held = 0.0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def _tick(self) -> None:
        try:
            if self._now is not None and not self._met(self._now):
                return
            self._now = next(self._story)
        except StopIteration:
            self._end(None)
        except ProblemError as error:
            self._end(error)
        except Exception as error:
            # nobody would hear of it: the journey would stand still for ever
            self._end(ProblemError.of("ui.journey", what=type(error).__name__))
            raise
        self._since, self._held = time.monotonic(), 0

    def _met(self, now: Until) -> bool:
        self._held = self._held + 1 if now.holds() else 0
        if self._held == 0 and time.monotonic() - self._since > now.seconds:
            raise ProblemError.of("ui.journey", what=now.what)
        return self._held >= now.looks

    def _end(self, error: ProblemError | None) -> None:
        self._timer.stop()
        self._done(error)


def press(button: QWidget) -> None:
    """Press a button where it is; what scrolls, scrolls to it first."""
    show(button)
    acts["click"] += 1
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def show(widget: QWidget) -> None:
    """Scroll to a widget."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            _bring(parent, widget)
        parent = parent.parentWidget()


def _bring(area: QScrollArea, widget: QWidget) -> None:
    """Scroll, and count it where what is to be pressed was out of sight."""
    unseen = not widget.visibleRegion().contains(widget.rect().center())
    before = area.verticalScrollBar().value()
    area.ensureWidgetVisible(widget, 0, 60)
    if unseen and area.verticalScrollBar().value() != before:
        acts["scroll"] += 1


def lift(widget: QWidget) -> None:
    """Scroll a widget to the top, as far as that goes."""
    show(widget)
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    inside = parent.widget() if isinstance(parent, QScrollArea) else None
    if isinstance(parent, QScrollArea) and inside is not None:
        top = widget.mapTo(inside, QPoint(0, 0)).y()
        parent.verticalScrollBar().setValue(top - _ROOM)


def reachable(widget: QWidget) -> bool:
    """Whether a person can press a widget: it is enabled, and its middle is in sight once scrolled to."""
    show(widget)
    return widget.isEnabled() and widget.visibleRegion().contains(widget.rect().center())


def pressing(button: QWidget, what: str) -> Story:
    """Press a button as soon as a person could."""
    yield Until(partial(reachable, button), what, looks=1)
    press(button)


def writing(field: QWidget, text: str, what: str) -> Story:
    """Write into a field as soon as a person could; what is typed goes to the active window only."""
    field.window().activateWindow()
    yield Until(lambda: reachable(field) and field.window().isActiveWindow(), what, looks=1)
    write(field, text)
    yield Until(lambda: not field.hasFocus(), what, looks=1)


def key(widget: QWidget, pressed: Qt.Key, held: Qt.KeyboardModifier = _NOTHING_HELD) -> None:
    """Press a key."""
    acts["key"] += 1
    QTest.keyClick(widget, pressed, held)


def write(field: QWidget, text: str) -> None:
    """Put the cursor into a field, write, and leave it by Tab."""
    show(field)
    acts["field"] += 1
    field.setFocus()
    if not isinstance(field, QAbstractScrollArea):
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for ascii_only, run in groupby(text, str.isascii):
        _type(field, "".join(run), keys=ascii_only)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def _type(field: QWidget, text: str, *, keys: bool) -> None:
    """Write by keys, or as an input method does: QTest has no key for what is not ASCII and aborts on it."""
    if keys:
        QTest.keyClicks(field, text)
        return
    composed = QInputMethodEvent()
    composed.setCommitString(text)
    QCoreApplication.sendEvent(field, composed)


def choose_item(tree: QTreeWidget, data: object) -> None:
    """Press the row of a list that stands for ``data``.

    Raises:
        ProblemError: when no row does.
    """
    item = _find(tree, data)
    if item is None:
        raise ProblemError.of("ui.journey", what=data)
    acts["click"] += 1
    if not tree.viewport().rect().contains(tree.visualItemRect(item).center()):
        acts["scroll"] += 1
        tree.scrollToItem(item)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).center())


def _find(tree: QTreeWidget, data: object) -> QTreeWidgetItem | None:
    rows = QTreeWidgetItemIterator(tree)
    while True:
        item: QTreeWidgetItem | None = rows.value()
        if item is None or item.data(0, Qt.ItemDataRole.UserRole) == data:
            return item
        rows += 1


def choose_tab(tabs: QTabWidget, index: int) -> None:
    """Press a tab, unless it is in front."""
    if tabs.currentIndex() != index:
        acts["click"] += 1
        bar = tabs.tabBar()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())


def press_at(widget: QWidget, at: QPointF) -> None:
    """Press a place of a widget."""
    show(widget)
    acts["click"] += 1
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at.toPoint())


def draw_around(widget: QWidget, middle: QPointF, across: float, down: float) -> None:
    """Draw a closed outline around a place of a widget, half as wide and half as high as said, in pixels."""
    acts["drag"] += 1
    turns = [math.tau * i / _AROUND for i in range(_AROUND + 1)]
    path = [(middle + QPointF(across * math.cos(t), down * math.sin(t))).toPoint() for t in turns]
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=path[0])
    for place in path:
        QTest.mouseMove(widget, place)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=path[-1])


def point(canvas: Canvas, at: Point) -> None:
    """Press a place of the picture, given in image coordinates."""
    acts["click"] += 1
    place = canvas.view.to_screen(at)
    where = QPoint(round(place.x()), round(place.y()))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=where)


def drag(canvas: Canvas, start: Point, end: Point) -> None:
    """Draw from one place of the picture to another."""
    acts["drag"] += 1
    a, b = (canvas.view.to_screen(p) for p in (start, end))
    first, last = QPoint(round(a.x()), round(a.y())), QPoint(round(b.x()), round(b.y()))
    middle = (first + last) / 2
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
    for place in (middle, last):
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=last)
