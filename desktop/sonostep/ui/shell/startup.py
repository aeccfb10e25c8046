"""Start-up of the window as one state machine: named stages, each entered once and only from the one before.

The window is shown empty first. What it takes to build it and to show an exam is then imported on another
thread, or between two events where Qt classes are made, and what a person waits for goes first.
"""

import gc
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from sonostep.core.problem import Problem
from sonostep.ui.kit import theme
from sonostep.ui.kit.main_thread import MainThread
from sonostep.ui.kit.tasks import Background

if TYPE_CHECKING:
    from sonostep.imaging.worker.first_frame import FirstLook, Picture
    from sonostep.ui.shell.main_window import MainWindow
    from sonostep.ui.shell.splash_frame import FirstPicture
    from sonostep.workflows.frame_loader import Loader
    from sonostep.workflows.library import Library

_UNSEEN_MS = 300
"""A window that nobody paints, for it is hidden, is built all the same."""

_FIRST_PICTURE_MS = 700
"""How long toolbar and start page wait for the first picture, for they would be in its way."""

_PICTURE_MS = 2500
"""How long the panels wait for the picture of a clip that was asked for; it may not come at all."""

_THRESHOLDS = (700, 10, 10)
"""Python's own, for its search for cyclic garbage."""

_OF_WINDOW = (
    "sonostep.ui.shell.actions",
    "sonostep.ui.shell.toolbar",
    "sonostep.ui.shell.status_bar",
    "sonostep.ui.shell.start_page",
)
_OF_EXAM = ("sonostep.workflows.exam_files", "sonostep.ui.exam_view", "sonostep.ui.exam_controller")
_OF_PANELS = tuple(
    f"sonostep.ui.panels.{name}.panel"
    for name in ("steps", "complaints", "differential", "treatment", "report")
)


class Stage(IntEnum):
    """A stage of start-up.

    Attributes:
        CREATED: nothing is on the screen.
        SHOWN: the window is, empty, and is waited for to be painted.
        SEEN: it was painted; the first picture of a file that was named is waited for.
        DRESSED: fonts and style are loaded.
        BUILT: menus, toolbar and start page are there; what an exam needs is being imported.
        PICTURE: an exam can be shown; the picture of the clip that was asked for goes before the panels.
        LIBRARY: the panels are imported; protocols, vocabulary and knowledge are being loaded.
        READY: all is there.
        OVER: the program ends; nothing is entered any more.
    """

    CREATED = 0
    SHOWN = 1
    SEEN = 2
    DRESSED = 3
    BUILT = 4
    PICTURE = 5
    LIBRARY = 6
    READY = 7
    OVER = 8


class StartUp(QObject):
    """The state machine of start-up.

    Brings one window from empty to ready; what comes too late, or twice, changes nothing.

    Args:
        find_loader: makes who reads files; called on another thread.
        look: the worker's first look at the file that was named on the command line.
        scale: of the interface.

    ``first_seen`` says that the first picture is on the screen, before there is a viewer; ``built`` that the
    window is furnished.
    """

    first_seen = Signal()
    built = Signal()

    def __init__(
        self,
        app: QApplication,
        window: "MainWindow",
        background: Background,
        door: MainThread,
        find_loader: "Callable[[], Loader]",
        look: "FirstLook | None",
        scale: float,
    ) -> None:
        super().__init__(window)
        self._app, self._window, self._background, self._door = app, window, background, door
        self._find_loader, self._look, self._scale = find_loader, look, scale
        self._paths: Sequence[Path] = ()
        self._first: FirstPicture | None = None
        self.stage = Stage.CREATED
        window.painted.connect(self._seen)

    def _enter(self, stage: Stage) -> bool:
        """Go from the stage before to this one; False where that is not where start-up is."""
        if self.stage != stage - 1:
            return False
        self.stage = stage
        return True

    def over(self) -> bool:
        """Enter no further stage; False where that was said before."""
        before, self.stage = self.stage, Stage.OVER
        return before is not Stage.OVER

    def begin(self, paths: Sequence[Path]) -> None:
        """Show the window, then load what it needs."""
        if not self._enter(Stage.SHOWN):
            return
        self._paths = paths
        self._window.show()
        QTimer.singleShot(_UNSEEN_MS, self, self._seen)
        if paths:
            # while the window system is waited for
            self._background.quick(self._find_loader, self._window.take_loader)
            self._window.opening.open_paths(paths)

    def _seen(self) -> None:
        if not self._enter(Stage.SEEN):
            return
        if not self._paths:
            self._background.quick(self._find_loader, self._window.take_loader)
        if self._look is None:
            QTimer.singleShot(0, self, self._dress)
        else:
            QTimer.singleShot(_FIRST_PICTURE_MS, self, self._dress)
            self._look.when_there(partial(self._door.post, self._show_first))
        self._background.quick(_import_exam, _nothing)

    def _show_first(self, picture: "Picture | None") -> None:
        """The picture before the viewer; what else the window is made of waits until it is seen."""
        if self.stage is Stage.OVER or picture is None or self._window.has_exam:
            self._dress()
            return
        from sonostep.ui.shell.splash_frame import FirstPicture

        self._first = FirstPicture(picture, self._window, self._scale)
        self._first.seen.connect(self._dress)
        self._first.seen.connect(self.first_seen)
        if self._window.built:
            self._first.cover()
        self._first.repaint()

    def _dress(self) -> None:
        if not self._enter(Stage.DRESSED):
            return
        _import(_OF_WINDOW)
        theme.load_fonts()
        theme.apply(self._app, self._scale)
        for widget in self._app.allWidgets():
            # painted before the fonts were loaded, with what stood in for them
            widget.setFont(self._app.font())
        QTimer.singleShot(0, self, self._build)

    def _build(self) -> None:
        if not self._enter(Stage.BUILT):
            return
        self._window.build()
        if self._first is not None:
            self._first.cover()
        # its lane works off one thing after another: this comes back once the imports are done
        self._background.quick(_import_exam, self._await_picture)
        self.built.emit()
        if not theme.has_chinese_font():
            self._window.tell(Problem.of("ui.no_chinese_font"))

    def _await_picture(self, _: object) -> None:
        """The panels come with the library; the picture that was asked for goes first."""
        if not self._enter(Stage.PICTURE):
            return
        _import(_OF_EXAM)
        if not self._paths:
            self._load()
            return
        self._window.picture_shown.connect(self._load)
        QTimer.singleShot(_PICTURE_MS, self, self._load)

    def _load(self) -> None:
        if self._enter(Stage.LIBRARY):
            _import(_OF_PANELS)
            self._background.quick(_load_library, self._loaded)

    def _loaded(self, result: "tuple[Library, tuple[Problem, ...]]") -> None:
        if not self._enter(Stage.READY):
            return
        library, problems = result
        self._window.set_library(library)
        _look_for_garbage_again()
        for problem in problems:
            self._window.tell(problem)


def _import_exam() -> None:
    from sonostep import messages, storage  # noqa: F401 - imported for those who need it next

    # reads the sentences: the first one that is said would keep the window waiting
    messages.codes()


def _load_library() -> "tuple[Library, tuple[Problem, ...]]":
    from sonostep.workflows.library import load_library

    return load_library()


def _import(names: Sequence[str]) -> None:
    """Import modules that make Qt classes: on the main thread only, for PySide crashes where a class is made
    on one thread while a widget is made on another."""
    for name in names:
        import_module(name)


def _look_for_garbage_again() -> None:
    """End what ``cli.window.hasten`` began: Python looks for cyclic garbage as often as it does by itself.

    Never again among what was made by now, though: that stays, and to walk it takes long.
    """
    if gc.get_threshold()[0] > _THRESHOLDS[0]:
        gc.freeze()
        gc.set_threshold(*_THRESHOLDS)


def _nothing(_: object) -> None:
    """Nothing follows."""
