"""Stamps what happens between exec and the clip's first paints in the whole program."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer

from sonostep.app import Program


class ClipWatch(QObject):
    """Stamps the paint of the first picture, and that of the viewer's canvas after the first frame came."""

    def __init__(self, program: Program, begun: dict[str, float]) -> None:
        super().__init__()
        self._program = program
        self._canvas: QObject | None = None
        self.stamps = dict(begun)
        self.problems: list[str] = []
        program.start_up.first_seen.connect(lambda: self.mark("picture"))
        program.window.opening.exams.session_opened.connect(self._opened)
        program.window.opening.problem.connect(lambda problem: self.problems.append(problem.code))

    def mark(self, name: str) -> None:
        self.stamps.setdefault(name, time.monotonic())

    def _opened(self, session: object) -> None:
        self.mark("session")
        self._program.window.viewer.frame_shown.connect(self._shown)

    def _shown(self, ref: object) -> None:
        self.mark("frame")
        if self._canvas is None:
            self._canvas = self._program.window.viewer.canvas
            self._canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and "viewer" not in self.stamps:
            QTimer.singleShot(0, self._visible)
        return False

    def _visible(self) -> None:
        self.mark("viewer")
        self._program.window.close()
