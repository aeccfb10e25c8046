"""One look at files and folders: its clips go to the opening, its progress to a notice."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sonostep.core.problem import Problem
from sonostep.ui.background import Background, Door, Task
from sonostep.ui.language import translate
from sonostep.ui.scanner import Scanner

if TYPE_CHECKING:
    from sonostep.core.clip import Clip
    from sonostep.ui.opening import Opening


class Scan(QObject):
    """One scan: its progress, its cancel, and how many clips it gave."""

    def __init__(self, opening: "Opening", door: Door, background: Background) -> None:
        super().__init__(opening)
        self._opening, self._door = opening, door
        self._task = Task(door, translate("Opening", "Looking at files"), self)
        self._readable = self._all = 0
        background.started.emit(self._task)

    def begin(self, scanner: Scanner, paths: Sequence[Path]) -> None:
        """Start looking."""
        door = self._door
        handle = scanner.scan_async(
            list(paths),
            lambda clip: door.post(self._clip, clip),
            lambda done, known: door.post(self._progress, done, known),
            lambda: door.post(self._done),
        )
        self._task.cancel_by(handle.cancel)

    def _clip(self, clip: "Clip") -> None:
        if not self._task.cancelled:
            self._all += 1
            self._readable += clip.readable
            self._opening.take(clip)

    def _progress(self, done: int, known: int) -> None:
        self._task.progressed.emit(done / max(known, 1), f"{done} / {known}")

    def _done(self) -> None:
        self._task.end()
        if self._all == 0 and not self._task.cancelled:
            self._opening.problem.emit(Problem.of("ui.no_clips"))
        self._opening.finished.emit(self._readable)
        self.deleteLater()
