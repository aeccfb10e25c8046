"""The whole program, as `sonostep open` runs it: exec to the window's first paint, and to the clip's."""

import json
import sys
import time
from pathlib import Path

import sonostep.cli  # noqa: F401 - the command imports it first
from sonostep.app import Program, make_application

from PySide6.QtCore import QEvent, QObject, QTimer

from bench.children.painted import when_painted


class _ClipWatch(QObject):
    """Stamps the first paint of the canvas after the first frame came."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._canvas: QObject | None = None
        self.stamps: dict[str, float] = {}
        self.problems: list[str] = []
        program.window.opening.session_opened.connect(self._opened)
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
        if event.type() == QEvent.Type.Paint and "visible" not in self.stamps:
            QTimer.singleShot(0, self._visible)
        return False

    def _visible(self) -> None:
        self.mark("visible")
        self._program.window.close()


def main() -> None:
    app = make_application()
    program = Program(app)
    watch = _ClipWatch(program)
    paths = [Path(argument) for argument in sys.argv[1:]]

    def painted() -> None:
        watch.mark("painted")
        if not paths:
            program.window.close()

    kept = when_painted(program.window, painted)
    QTimer.singleShot(30_000, program.window.close)
    program.start(paths)
    try:
        app.exec()
    finally:
        program.shut_down()
    del kept
    print(json.dumps({**watch.stamps, "problems": watch.problems}))


if __name__ == "__main__":
    main()
