"""Walk the whole window with an open exam: each tab, each step with its forms open, each dialog."""

import dataclasses
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from helpers.exam_window import begin
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.checks.blocks import TARGET
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation, PutComplaint, PutFinding, PutKeyImage
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.progress.step_progress import SUMMARY
from sonostep.imaging.png import png
from sonostep.ui.exam_view import PANELS
from sonostep.ui.shell.main_window import MainWindow

PROTOCOLS = ("hip_spine_compound", "lumbar_facet_targeting")
"""Between them they ask every kind of question that there is."""

FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)
CHOICES = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar, QAbstractItemView)


def furnish(window: MainWindow, protocol: str = PROTOCOLS[0]) -> None:
    """Give the open exam two pains, a finding with a note, two shapes, a key image and a stop."""
    import numpy as np

    begin(window, protocol)
    do = window.session.do
    for label in "AB":
        do(PutComplaint(Complaint(f"pain {label}", label, Side.RIGHT)))
    ends = (Point(100.0, 100.0), Point(100.0, 150.0))
    for number in (1, 2):
        do(PutAnnotation(Annotation(f"shape {number}", FrameRef("hip", 1), ShapeKind.DISTANCE, ends)))
    picture = png(np.zeros((12, 16, 4), np.uint8))
    for number in (1, 2):
        do(PutKeyImage(KeyImage(f"image {number}", FrameRef("hip", number), picture)))
    do(PutFinding(Finding(FindingKey("rf_saddle"), FindingState.PRESENT, note="since Monday")))


def steps(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Go through the steps of the protocol, each kind once, with every note, form and fold open."""
    controller, panel = window.controller, window.exam_view.steps
    assert controller is not None
    window.exam_view.show_panel("steps")
    known: set[object] = set()
    for place in controller.places:
        step = place.step
        asked = [controller.vocabulary.question(q) for q in step.questions]
        kinds = frozenset((q.kind, q.asks_complaint, q.present_from is None, q.id == TARGET) for q in asked)
        alike = (
            kinds,
            bool(step.views),
            step.per_level,
            step.complaints,
            step.table is None,
            step.id == SUMMARY,
        )
        if alike in known:
            continue  # it asks nothing in another way than a step before
        known.add(alike)
        controller.go(place)
        if panel.questions is not None:
            for answer in panel.questions.answers:
                answer.more.setChecked(True)
                if answer.override is not None:
                    answer.override.show()
        if panel.views is not None:
            panel.views.beside.extra.setChecked(True)
            for row in panel.views.rows.values():
                row.skip.setChecked(True)
        QApplication.processEvents()
        yield f"step {place.step.id}", panel


def tabs(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Show the other tabs one by one, with what is folded unfolded."""
    controller, view = window.controller, window.exam_view
    assert controller is not None
    controller.weigh()
    for name in PANELS[1:]:
        view.show_panel(name)
        if name == "differential":
            qtbot.waitUntil(lambda: controller.differential is not None)
        for fold in view.tabs.currentWidget().findChildren(QWidget):
            button = getattr(fold, "button", None)
            if type(fold).__name__ == "Fold" and button is not None:
                button.setChecked(True)
        if name == "treatment":
            qtbot.waitUntil(lambda: bool(view.treatment.composed_for))
        if name == "report":
            view.report.signing.certificate.take("/nowhere/me.p12")
        QApplication.processEvents()
        yield name, view.tabs.currentWidget()


def viewer(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Show the picture with its filters, and with each tool that asks for something."""
    window.viewer.active.display.show()
    for tool in ("calibrate", "body_mark", "text", "distance", "select"):
        window.session.look(tool=tool, slot="")
        QApplication.processEvents()
        yield f"viewer {tool}", window.viewer
    for index in (0, 1):
        window.exam_view.go_to_list(index)
        yield f"list {index}", window.exam_view.left
    yield "window", window


def dialogs(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Open the dialogs one by one."""
    openers = {
        "settings": window.show_settings,
        "preview": window.commands.show_pages,
        "deidentify": window.commands.show_deidentify,
        "palette": window.commands.show_palette,
        "keys": window.commands.show_key_map,
    }
    for name, opens in openers.items():
        opens()
        QApplication.processEvents()
        dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
        yield name, dialog
        dialog.close()
        dialog.deleteLater()
        QApplication.processEvents()


def stations(window: MainWindow, qtbot: QtBot, protocol: str = PROTOCOLS[0]) -> Iterator[tuple[str, QWidget]]:
    """Go everywhere; with another protocol only what is another there, the steps."""
    for part in (steps, tabs, viewer, dialogs) if protocol == PROTOCOLS[0] else (steps,):
        yield from part(window, qtbot)


def text_fields(root: QWidget) -> list[QWidget]:
    """Return the fields that can be written in, those inside a list or a spin box included."""
    found = [w for w in root.findChildren(QWidget) if isinstance(w, FIELDS)]
    return [w for w in found if w.isVisibleTo(root) and w.isEnabled() and not w.isReadOnly()]  # type: ignore[attr-defined]


def choices(root: QWidget) -> list[QWidget]:
    """Return all that holds a choice: lists, numbers, sliders, tabs, trees; no scroll bars."""
    found = [w for w in root.findChildren(QWidget) if isinstance(w, CHOICES)]
    popup = "QComboBox"
    return [
        w
        for w in found
        if not isinstance(w, QScrollBar) and not w.metaObject().className().startswith(popup + "List")
        and w.isVisibleTo(root)
    ]  # fmt: skip


def name_of(widget: QWidget) -> str:
    """Return how a failing test names a widget."""
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()!r}"


def turn_wheel(widget: QWidget, notches: int = -1) -> None:
    """Turn the wheel over the middle of a widget, as the window system would say it."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def leaves(thing: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of an exam with its place."""
    if dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from leaves(getattr(thing, field.name), f"{path}.{field.name}")
    elif isinstance(thing, tuple):
        for index, part in enumerate(thing):
            yield from leaves(part, f"{path}[{index}]")
    else:
        yield path, thing
