"""What one release of the caliper visits: source files, and moves from one to another, by a profiler hook.

The whole program opens a clip, an exam protocol is begun, a caliper is drawn with a mouse's events, and the
hook is on from the release until what it posted is done and painted. Only this program's own files count, on
the main thread.

Nothing is imported at the top: the program's workers import this module, too, as they do the program's own.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

_PROTOCOL = "hip_spine_compound"


class Visits:
    """Follows which file of a package runs, while it is the profiler: a move is a call into another file."""

    def __init__(self, package: Path) -> None:
        self._package = str(package)
        self.files: Counter[str] = Counter()
        self.moves: Counter[tuple[str, str]] = Counter()

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        """Count a call, if it is into another file than the one that calls."""
        name = frame.f_code.co_filename
        if event != "call" or not name.startswith(self._package):
            return
        self.files[name] += 1
        caller = self._caller(frame)
        if caller != name:
            self.moves[caller, name] += 1

    def _caller(self, frame: FrameType) -> str:
        """The file of ours that called, past the libraries in between; empty for the event loop."""
        before = frame.f_back
        while before is not None and not before.f_code.co_filename.startswith(self._package):
            before = before.f_back
        return before.f_code.co_filename if before is not None else ""

    def during(self, act: Callable[[], None]) -> None:
        """Follow what an act does."""
        sys.setprofile(self)
        try:
            act()
        finally:
            sys.setprofile(None)

    def answer(self) -> dict[str, Any]:
        """The figures, and the most frequent moves, by the names of the files in the package."""
        often = [[*map(self._named, pair), count] for pair, count in self.moves.most_common(40)]
        named = sorted(map(self._named, self.files))
        return {"files": len(named), "moves": self.moves.total(), "often": often, "visited": named}

    def _named(self, name: str) -> str:
        return str(Path(name).relative_to(self._package)) if name else ""


def main() -> None:
    import sonostep.cli.window

    sonostep.cli.window.hasten()
    paths = [Path(argument) for argument in sys.argv[1:]]
    look = sonostep.cli.window.early_look(paths)
    from PySide6.QtCore import QTimer

    from sonostep.app import Program, make_application

    app = make_application()
    program = Program(app, look=look)
    visits = Visits(Path(sonostep.cli.window.__file__).resolve().parents[1])
    watch = _Caliper(program, visits)
    QTimer.singleShot(30_000, program.window.close)
    program.start(paths)
    try:
        app.exec()
    finally:
        program.shut_down()
    print(json.dumps({**visits.answer(), "values": watch.values}))


class _Caliper:
    """Draws a caliper once the clip is on the screen."""

    def __init__(self, program: Any, visits: Visits) -> None:
        self._program, self._visits = program, visits
        self._begun = False
        self.values = 0
        program.window.opening.exams.session_opened.connect(self._opened)

    def _opened(self, session: object) -> None:
        self._program.window.viewer.frame_shown.connect(self._shown)

    def _shown(self, ref: object) -> None:
        if not self._begun:
            self._begun = True
            self._furnished()

    def _furnished(self) -> None:
        """Wait for the panels, which come after the picture, and what they still load."""
        from PySide6.QtCore import QTimer

        there = self._program.window.controller is not None
        QTimer.singleShot(1000 if there else 50, self._draw if there else self._furnished)

    def _draw(self) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        window = self._program.window
        controller = window.controller
        controller.use_protocol(next(p for p in controller.library.protocols if p.id == _PROTOCOL))
        _settle()
        window.session.look(tool="distance")
        _settle()
        canvas = window.viewer.canvas
        ends = [canvas.rect().center() + d for d in (_point(-60, 0), _point(60, 10))]
        for kind, at, held in (
            (QEvent.Type.MouseButtonPress, ends[0], True),
            (QEvent.Type.MouseMove, ends[0] + _point(30, 2), True),
            (QEvent.Type.MouseMove, ends[1], True),
        ):
            QApplication.sendEvent(canvas, _mouse(canvas, kind, at, held))
            _settle()
        self._visits.during(lambda: self._release(canvas, ends[1]))
        self.values = len(window.session.exam.annotations)
        window.close()

    @staticmethod
    def _release(canvas: Any, at: Any) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        QApplication.sendEvent(canvas, _mouse(canvas, QEvent.Type.MouseButtonRelease, at, False))
        QApplication.processEvents()


def _point(x: int, y: int) -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(x, y)


def _mouse(canvas: Any, kind: Any, at: Any, held: bool) -> Any:
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    none = Qt.MouseButton.NoButton
    button = none if kind == kind.MouseMove else Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.LeftButton if held else none
    place = QPointF(at)
    return QMouseEvent(
        kind, place, QPointF(canvas.mapToGlobal(at)), button, buttons, Qt.KeyboardModifier.NoModifier
    )


def _settle() -> None:
    from PySide6.QtWidgets import QApplication

    for _ in range(20):
        QApplication.processEvents()


if __name__ == "__main__":
    main()
