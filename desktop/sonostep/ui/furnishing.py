"""What the window is furnished with once it has been seen: bar, notices, start page, and the strip below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sonostep.ui.hints import HintStrip
from sonostep.ui.notices import Notices
from sonostep.ui.panels.start import StartPage
from sonostep.ui.top_bar import TopBar
from sonostep.ui.window_parts import PartsOfWindow


def lay_out(window: PartsOfWindow) -> None:
    """Make the parts that every window has, and put them in their places; its actions are there already."""
    window.bar = TopBar(window.actions_)
    window.addToolBar(window.bar)
    window.notices = Notices()
    window.start = StartPage()
    window.stack = QStackedWidget()
    window.stack.addWidget(window.start)
    window.strip = HintStrip()
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part, stretch in ((window.notices, 0), (window.stack, 1), (window.strip, 0)):
        column.addWidget(part, stretch)
    window.setCentralWidget(body)
    body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    body.setFocus()
