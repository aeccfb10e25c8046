"""Composition root: builds the program's parts, wires them, runs them, and takes them apart again.

The window is shown empty first. What it takes to read files, to furnish the window and to show an exam is
then imported on another thread, in this order, and built on the main thread from one event to the next.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QLocale, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from sonostep import settings as settings_file
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LANGUAGES, Language
from sonostep.settings import CLINIC_FIELDS, Settings
from sonostep.ui import theme
from sonostep.ui.background import Background
from sonostep.ui.guard import Guard
from sonostep.ui.language import LanguageSwitch
from sonostep.ui.loading import load_library, look_for_garbage_again
from sonostep.ui.main_thread import MainThread
from sonostep.ui.main_window import MainWindow

if TYPE_CHECKING:
    from sonostep.core.clip import Clip
    from sonostep.imaging.first_look import FirstLook, Picture
    from sonostep.imaging.worker import Worker
    from sonostep.storage import ExamSummary
    from sonostep.ui.desk import Library
    from sonostep.ui.first_picture import FirstPicture
    from sonostep.ui.window_parts import Loader

DEMO_SIZE = (1280, 800)
"""Size of the window whose pictures the demonstration leaves."""

_SMALLEST = (1024, 680)
_WANTED = (1440, 900)

_UNSEEN_MS = 300
"""A window that nobody paints, for it is hidden, is furnished all the same."""

_FIRST_PICTURE_MS = 700
"""How long toolbar and start page wait for the first picture, for they would be in its way."""

_PICTURE_MS = 2500
"""How long the panels wait for the picture of a clip that was asked for; it may not come at all."""

_OF_WINDOW = ("sonostep.ui.actions", "sonostep.ui.top_bar", "sonostep.ui.hints", "sonostep.ui.panels.start")
_OF_EXAM = ("sonostep.ui.exam_files", "sonostep.ui.workspace", "sonostep.ui.desk")
_OF_PANELS = tuple(
    f"sonostep.ui.panels.{name}" for name in ("steps", "complaints", "differential", "treatment", "report")
)


class Program(QObject):
    """All parts of one running program. Owns every thread and process, and ends them in ``shut_down``.

    ``first_seen`` says that the first picture is on the screen, before there is a viewer.
    """

    first_seen = Signal()

    def __init__(
        self, app: QApplication, loader: "Loader | None" = None, look: "FirstLook | None" = None
    ) -> None:
        super().__init__()
        self._app, self._look = app, look
        self._first: FirstPicture | None = None
        self.settings, problem = _settings()
        app.setPalette(theme.palette())
        self.switch = LanguageSwitch(self.settings.language or system_language())
        self.door = MainThread(self)
        self.background = Background(self.door, self)
        self.loader = loader
        self.window = MainWindow(self.door, self.background, self.switch, _keys(self.settings))
        self.guard = Guard(self.window.tell)
        self.guard.install()
        self.window.closed.connect(self.shut_down)
        self.window.start_shown.connect(self.list_exams)
        self.window.settings_wanted.connect(self._show_settings)
        self.window.language_changed.connect(self._keep_language)
        self.window.opening.recent = self.settings.recent
        self.window.opening.opened.connect(self._remember)
        self.window.painted.connect(self._go_on)
        self._waits = self._over = self._gone_on = self._loading = self._dressed = self._ready = False
        if problem is not None:
            self.window.tell(problem)

    def start(self, paths: Sequence[Path] = ()) -> None:
        """Show the window, then load what it needs."""
        self._waits = bool(paths)
        self._place_window()
        self.window.show()
        QTimer.singleShot(_UNSEEN_MS, self._go_on)
        if paths:
            # while the window system is waited for
            self.background.quick(self._find_loader, self.window.take_loader)
            self.window.opening.open_paths(paths)

    def _go_on(self) -> None:
        if self._gone_on or self._over:
            return
        self._gone_on = True
        if not self._waits:
            self.background.quick(self._find_loader, self.window.take_loader)
        if self._look is None:
            QTimer.singleShot(0, self._dress)
        else:
            QTimer.singleShot(_FIRST_PICTURE_MS, self._dress)
            self._look.when_there(partial(self.door.post, self._show_first))
        self.background.quick(_import_exam, self._await_picture)

    def _show_first(self, picture: "Picture | None") -> None:
        """The picture before the viewer; what else the window is made of waits until it is seen."""
        if self._over or picture is None or self.window.has_exam:
            self._dress()
            return
        from sonostep.ui.first_picture import FirstPicture

        self._first = FirstPicture(picture, self.window, self.settings.ui_scale)
        self._first.seen.connect(self._dress)
        self._first.seen.connect(self.first_seen)
        if self.window.built:
            self._first.cover()
        self._first.repaint()

    def _find_loader(self) -> "Loader":
        """On the other thread; what it starts is known here at once, so that ``shut_down`` ends it."""
        if self.loader is None:
            early = self._look.worker if self._look is not None else None
            self.loader = _make_loader(self.settings, self._notice, early)
        return self.loader

    def _dress(self) -> None:
        if self._dressed or self._over:
            return
        self._dressed = True
        _import(_OF_WINDOW)
        theme.load_fonts()
        theme.apply(self._app, self.settings.ui_scale)
        for widget in self._app.allWidgets():
            # painted before the fonts were loaded, with what stood in for them
            widget.setFont(self._app.font())
        QTimer.singleShot(0, self._build)

    def _build(self) -> None:
        if not self._over:
            self.window.build()
            if self._first is not None:
                self._first.cover()
            self.list_exams()
            if self._ready:
                self._await_picture()
            if not theme.has_chinese_font():
                self.window.tell(Problem.of("ui.no_chinese_font"))

    def _await_picture(self, _: object = None) -> None:
        """The panels come with the library; the picture that was asked for goes first."""
        if not self._dressed:
            self._ready = True
            return
        self._ready = False
        _import(_OF_EXAM)
        if not self._waits:
            self._load()
            return
        self.window.picture_shown.connect(self._load)
        QTimer.singleShot(_PICTURE_MS, self._load)

    def _load(self) -> None:
        if not self._loading and not self._over:
            self._loading = True
            _import(_OF_PANELS)
            self.background.quick(_load_library, self._loaded)

    def _loaded(self, result: "tuple[Library, tuple[Problem, ...]]") -> None:
        library, problems = result
        self.window.set_library(library)
        look_for_garbage_again()
        for problem in problems:
            self.window.tell(problem)

    def list_exams(self) -> None:
        """Look for exams to go on with, for the start page."""
        self.background.quick(_list_exams, self.window.start.show_exams)

    def _notice(self, clip: "Clip", problem: Problem) -> None:
        self.door.post(self.window.tell, problem)

    def _place_window(self) -> None:
        kept = QByteArray.fromBase64(QByteArray(self.settings.window.encode("ascii", "ignore")))
        if not kept.isEmpty() and self.window.restoreGeometry(kept):
            return
        room = self.window.screen().availableGeometry()
        width = max(min(_WANTED[0], room.width()), min(_SMALLEST[0], room.width()))
        self.window.resize(width, max(min(_WANTED[1], room.height()), min(_SMALLEST[1], room.height())))

    def _show_settings(self) -> None:
        from sonostep.ui.dialogs.settings import SettingsDialog

        dialog = SettingsDialog(self.settings, self.switch.language, self.background, self.window)
        dialog.changed.connect(self._change)
        dialog.clinic_changed.connect(self._change_clinic)
        dialog.show()

    def _change(self, language: Language, scale: float) -> None:
        if scale != self.settings.ui_scale:
            self._keep(replace(self.settings, ui_scale=scale))
            theme.apply(self._app, scale)
        if language != self.switch.language:
            self.window.use_language(language)

    def _change_clinic(self, settings: Settings) -> None:
        clinic = {f: getattr(settings, f) for f in CLINIC_FIELDS}
        self._keep(replace(self.settings, **clinic))

    def _remember(self, paths: Sequence[Path]) -> None:
        from sonostep.ui.recent import worth_keeping

        # Written with the window's place at the end: the picture that was asked for does not wait for a disk.
        for path in reversed(worth_keeping(paths)):
            self.settings = self.settings.opened(path)
        self.window.opening.recent = self.settings.recent

    def _keep_language(self, language: Language) -> None:
        self._keep(replace(self.settings, language=language))

    def _keep(self, settings: Settings) -> None:
        self.settings = settings
        try:
            settings_file.save_settings(settings)
        except ProblemError as error:
            self.window.tell(error.problem)
        except OSError as error:
            self.window.tell(Problem.of("ui.home", reason=error.strerror or type(error).__name__))

    def shut_down(self) -> None:
        """End every thread and process; calling it twice does no harm."""
        if self._over:
            return
        self._over = True
        geometry = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        self._keep(replace(self.settings, window=geometry))
        self.background.close()
        self.window.opening.close()
        if self._look is not None:
            self._look.give_up()
        for part in (self.loader, self._look):
            if part is not None:
                part.close()
        self.door.close()
        self.guard.remove()


def run(paths: Sequence[Path], look: "FirstLook | None" = None, *, headless: bool = False) -> int:
    """Open the window on some paths, and return the exit code when it is closed.

    ``look`` was begun before Qt was imported: its worker reads the first of them.
    """
    app = make_application(headless=headless)
    program = Program(app, look=look)
    program.start(paths)
    try:
        return app.exec()
    finally:
        program.shut_down()


def demo(out: Path, headless: bool) -> int:
    """Open the sample exam in the window; without a display or ``headless``, work through the main job.

    The journey leaves ``report.pdf``, ``report.sr.dcm``, ``exam.json`` and pictures of its stages in ``out``.
    """
    from sonostep.ui.demonstration import Demonstration, Tour

    app = make_application(headless=headless)
    program = Program(app)
    unseen = app.platformName() == "offscreen"
    window, switch = program.window, program.switch
    show = Demonstration(window, switch, out) if unseen else Tour(window, switch)
    program.start()
    if unseen:
        program.window.resize(*DEMO_SIZE)
    show.start()
    try:
        return max(app.exec(), show.code)
    finally:
        program.shut_down()


def make_application(*, headless: bool = False) -> QApplication:
    """Return the one QApplication, offscreen where there is no display or none is wanted."""
    if headless or not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication(sys.argv[:1])
    made = cast(QApplication, app)
    made.setApplicationName("SonoStep")
    made.setDesktopFileName("sonostep")
    return made


def has_display() -> bool:
    """Whether a window could be seen: Windows and macOS have a screen, X11 and Wayland say so."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in ("offscreen", "minimal")
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def system_language() -> Language:
    """Return the language that the system asks for; English where it asks for neither of ours."""
    return "zh-TW" if QLocale.system().language() == QLocale.Language.Chinese else LANGUAGES[0]


def _settings() -> tuple[Settings, Problem | None]:
    try:
        return settings_file.load_settings()
    except OSError as error:
        return Settings(), Problem.of("ui.home", reason=error.strerror or type(error).__name__)


def _keys(settings: Settings) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for action, sequence in settings.keys:
        keys.setdefault(action, []).append(sequence)
    return keys


def _make_loader(
    settings: Settings, notice: "Callable[[Clip, Problem], None]", worker: "Worker | None"
) -> "Loader":
    from sonostep.imaging import FrameLoader
    from sonostep.imaging.limits import keep_store_within

    keep_store_within(settings.store_mib)
    loader = FrameLoader(
        cache_mib=settings.cache_mib,
        prefetch_frames=settings.prefetch_frames,
        on_notice=notice,
        worker=worker,
    )
    loader.start()
    return cast("Loader", loader)


def _import_exam() -> None:
    from sonostep import messages, storage  # noqa: F401 - imported for those who need it next

    # reads the sentences: the first one that is said would keep the window waiting
    messages.codes()


def _load_library() -> "tuple[Library, tuple[Problem, ...]]":
    return load_library()


def _import(names: Sequence[str]) -> None:
    """Import modules that make Qt classes: on the main thread only, for PySide crashes where a class is made
    on one thread while a widget is made on another."""
    for name in names:
        import_module(name)


def _list_exams() -> "tuple[ExamSummary, ...]":
    from sonostep.storage import exams_folder, list_exams

    return list_exams(exams_folder())
