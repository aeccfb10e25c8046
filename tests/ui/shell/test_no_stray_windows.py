"""Nothing is a window of its own for a moment while a panel is made: it would take the keys from a field."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from helpers.exam_window import begin, go
from sonostep.ui.exam_view import PANELS
from sonostep.ui.shell.main_window import MainWindow


class Strays(QObject):
    """Notes every widget without a parent that is shown, the main window aside."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            if not isinstance(watched, QMainWindow):
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}".strip())
        return False


@pytest.mark.parametrize("protocol", ["hip_spine_compound", "lumbar_facet_targeting"])
def test_no_part_of_a_panel_is_ever_a_window(exam_window: MainWindow, qtbot: QtBot, protocol: str) -> None:
    strays = Strays()
    QApplication.instance().installEventFilter(strays)
    try:
        controller = begin(exam_window, protocol)
        for place in controller.places:
            go(controller, place.step.id)
            QApplication.processEvents()
        for name in PANELS:
            exam_window.exam_view.show_panel(name)
            QApplication.processEvents()
        exam_window.toggle_language()
        QApplication.processEvents()
    finally:
        QApplication.instance().removeEventFilter(strays)
    assert sorted(set(strays.seen)) == []
