"""Composition root: builds the program's parts, wires them, runs them, and takes them apart again."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QLocale, QMargins, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from sonostep import settings as settings_file
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LANGUAGES, Language
from sonostep.settings import CLINIC_FIELDS, Settings
from sonostep.ui.kit import theme
from sonostep.ui.kit.excepthook import Guard
from sonostep.ui.kit.i18n import LanguageSwitch
from sonostep.ui.kit.main_thread import MainThread
from sonostep.ui.kit.tasks import Background
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.shell.startup import StartUp

if TYPE_CHECKING:
    from sonostep.core.clip import Clip
    from sonostep.imaging.worker.client import Worker
    from sonostep.imaging.worker.first_frame import FirstLook
    from sonostep.storage import ExamSummary
    from sonostep.workflows.frame_loader import Loader

DEMO_SIZE = (1280, 800)
"""Size of the window whose pictures the demonstration leaves."""

_WANTED = (1440, 900)
"""Size of the window once it is no longer maximised, which it is at first; less where the screen is small."""


class Program(QObject):
    """All parts of one running program. Owns every thread and process, and ends them in ``shut_down``."""

    def __init__(
        self, app: QApplication, loader: "Loader | None" = None, look: "FirstLook | None" = None
    ) -> None:
        super().__init__()
        self._app, self._look = app, look
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
        self.window.export_base_chosen.connect(self._keep_export_folder)
        self.window.language_changed.connect(self._keep_language)
        self.window.folds = (self.settings.clips_shown, self.settings.panels_shown)
        self.window.folds_changed.connect(self._keep_folds)
        self.window.opening.recent = self.settings.recent
        self.window.opening.opened.connect(self._remember)
        self.start_up = StartUp(
            app, self.window, self.background, self.door, self._find_loader, look, self.settings.ui_scale
        )
        self.start_up.built.connect(self.list_exams)
        if problem is not None:
            self.window.tell(problem)

    def start(self, paths: Sequence[Path] = ()) -> None:
        """Show the window, then load what it needs."""
        self._place_window()
        self.start_up.begin(paths)

    def _find_loader(self) -> "Loader":
        """On the other thread; what it starts is known here at once, so that ``shut_down`` ends it."""
        if self.loader is None:
            early = self._look.worker if self._look is not None else None
            self.loader = _make_loader(self.settings, self._notice, early)
        return self.loader

    def list_exams(self) -> None:
        """Look for exams to go on with, for the start page."""
        self.window.start.show_reading()
        self.background.quick(_list_exams, self._show_exams)

    def _show_exams(self, found: "tuple[ExamSummary, ...] | Problem") -> None:
        if isinstance(found, Problem):
            self.window.start.show_exams(None)
            self.window.tell(found)
        else:
            self.window.start.show_exams(found)

    def _notice(self, clip: "Clip", problem: Problem) -> None:
        self.door.post(self.window.tell, problem)

    def _place_window(self) -> None:
        kept = QByteArray.fromBase64(QByteArray(self.settings.window.encode("ascii", "ignore")))
        if not kept.isEmpty() and self.window.restoreGeometry(kept):
            _keep_on_screen(self.window)
            return
        room = self.window.screen().availableGeometry()
        self.window.resize(min(_WANTED[0], room.width()), min(_WANTED[1], room.height()))
        self.window.setWindowState(Qt.WindowState.WindowMaximized)

    def show_in_size(self, width: int, height: int) -> None:
        """Show the window in a size of its own, for pictures: maximised it has that of the screen."""
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(width, height)

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
        from sonostep.ui.kit.recent_studies import worth_keeping

        # Written with the window's place at the end: the picture that was asked for does not wait for a disk.
        for path in reversed(worth_keeping(paths)):
            self.settings = self.settings.opened(path)
        self.window.opening.recent = self.settings.recent

    def _keep_language(self, language: Language) -> None:
        self._keep(replace(self.settings, language=language))

    def _keep_folds(self) -> None:
        clips, panels = self.window.folds
        self._keep(replace(self.settings, clips_shown=clips, panels_shown=panels))

    def _keep_export_folder(self, folder: Path) -> None:
        self._keep(replace(self.settings, export_folder=str(folder)))

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
        if not self.start_up.over():
            return
        geometry = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        self._keep(replace(self.settings, window=geometry))
        self.background.close()
        self.window.opening.exams.close()
        if self._look is not None:
            self._look.give_up()
        for part in (self.loader, self._look):
            if part is not None:
                part.close()
        self.door.close()
        self.guard.remove()


def _keep_on_screen(window: QWidget) -> None:
    """Bring a window whose kept place was on a larger screen, or on one that is gone, into the free area."""
    now, around = window.geometry(), window.frameGeometry()
    frame = QMargins(
        now.left() - around.left(), now.top() - around.top(),
        around.right() - now.right(), around.bottom() - now.bottom(),
    )  # fmt: skip
    room = window.screen().availableGeometry().marginsRemoved(frame)
    if window.isMaximized() or window.isFullScreen() or room.contains(now):
        return
    size = now.size().boundedTo(room.size())
    left = min(max(now.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(now.top(), room.top()), room.bottom() + 1 - size.height())
    window.setGeometry(left, top, size.width(), size.height())


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
    from sonostep.demo.run import Demonstration, Tour

    app = make_application(headless=headless)
    program = Program(app)
    unseen = app.platformName() == "offscreen"
    window, switch = program.window, program.switch
    show = Demonstration(window, switch, out) if unseen else Tour(window, switch)
    program.start()
    if unseen:
        program.show_in_size(*DEMO_SIZE)
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


def _list_exams() -> "tuple[ExamSummary, ...] | Problem":
    from sonostep.storage import exams_folder, list_exams

    try:
        return list_exams(exams_folder())
    except OSError as error:
        return Problem.of("ui.home", reason=error.strerror or type(error).__name__)
