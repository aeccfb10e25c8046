"""The main window: start page or exam_view, toolbar, notices, and the strip that never goes away.

It is on the screen, empty, before anything is imported that an empty window can do without; ``build`` then
furnishes it. Hence the imports inside functions.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.ui.kit.autosave import Drafts, save_typed
from sonostep.ui.kit.drops import accept_copy, dropped_files, has_files
from sonostep.ui.kit.i18n import LanguageSwitch, translate
from sonostep.ui.kit.tasks import Background, Door, Task, alive
from sonostep.ui.shell.open_controller import Opening

if TYPE_CHECKING:
    # Not for the first paint: an empty window needs none of it.
    from sonostep.core.exam import Exam
    from sonostep.core.protocol import ProtocolDefinition
    from sonostep.session import Session, ViewChange
    from sonostep.ui.exam_controller import ExamController
    from sonostep.ui.exam_view import ExamView
    from sonostep.ui.panels.steps.panel import StepsPanel
    from sonostep.ui.viewer.pane_grid import PaneGrid
    from sonostep.workflows.frame_loader import Loader
    from sonostep.workflows.library import Library


class MainWindow(QMainWindow):
    """The main window. The parts of the open exam have the names that ``actions.ACTIONS`` uses.

    ``closed`` says that the window is gone, ``start_shown`` that the list of exams is wanted, ``painted``
    that the empty window has been seen, ``picture_shown`` that an exam's first picture has, and
    ``export_base_chosen`` carries the folder below which reports are exported from now on.
    """

    closed = Signal()
    painted = Signal()
    picture_shown = Signal()
    export_base_chosen = Signal(object)
    start_shown = Signal()
    settings_wanted = Signal()
    language_changed = Signal(str)
    folds_changed = Signal()

    def __init__(
        self,
        door: Door,
        background: Background,
        switch: LanguageSwitch,
        keys: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("SonoStep")
        self.background, self._switch, self._keys = background, switch, keys
        self._exam_view: ExamView | None = None
        self.library: Library | None = None
        self.loader: Loader | None = None
        self.opening = Opening(door, background, self)
        self.built = self._seen = self._give_up = False
        self._untold: list[Problem] = []
        self._begun: list[Task] = []
        self.folds: tuple[bool | None, bool] = (None, True)
        self.background.failed.connect(self.tell)
        self.background.started.connect(self._follow)
        self.opening.problem.connect(self.tell)
        self.opening.exams.session_opened.connect(self.show_session)

    @property
    def language(self) -> Language:
        """The interface's language."""
        return self._switch.language

    @property
    def has_exam(self) -> bool:
        """Whether an exam is open."""
        return self._exam_view is not None

    @property
    def exam_view(self) -> "ExamView":
        """What shows the open exam; only asked for while one is open."""
        assert self._exam_view is not None
        return self._exam_view

    @property
    def session(self) -> "Session":
        """The open session."""
        return self.exam_view.session

    @property
    def controller(self) -> "ExamController | None":
        """The controller of the open exam; None until the library is loaded."""
        return self._exam_view.controller if self._exam_view else None

    @property
    def viewer(self) -> "PaneGrid":
        """The viewer of the open exam."""
        return self.exam_view.viewer

    @property
    def steps(self) -> "StepsPanel":
        """The step panel of the open exam."""
        return self.exam_view.steps

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def take_loader(self, loader: "Loader") -> None:
        """Hand over who reads files; before it there is nothing to open them with."""
        self.loader = loader
        self.opening.use_scanner(loader)

    def build(self) -> None:
        """Furnish the window; calling it again does nothing."""
        if self.built:
            return
        self.built = True
        from sonostep.ui.shell.actions import ActionSet
        from sonostep.ui.shell.commands import WindowCommands
        from sonostep.ui.shell.context_menus import ContextMenus

        self.setAcceptDrops(True)
        self.commands = WindowCommands(self)
        self.actions_ = ActionSet(self, self._keys)
        self.menus = ContextMenus(self.actions_, self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.actions_.enable_for(False)
        for problem in self._untold:
            self.tell(problem)
        for task in self._begun:
            self._follow(task)

    def _lay_out(self) -> None:
        from sonostep.ui.shell.notifications import Notices
        from sonostep.ui.shell.start_page import StartPage
        from sonostep.ui.shell.status_bar import HintStrip
        from sonostep.ui.shell.toolbar import ToolColumn, TopBar

        self.bar, self.tools = TopBar(self.actions_), ToolColumn(self.actions_)
        self.addToolBar(self.bar)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tools)
        self.start, self.strip = StartPage(), HintStrip()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.strip)
        self.notices = Notices(body)
        self.stack.currentChanged.connect(self._turned_to)
        self.tools.hide()
        self.setCentralWidget(body)
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocus()

    def _connect(self) -> None:
        from sonostep.ui.shell.sr_import import ReportsIn

        self.bar.language.clicked.connect(self.toggle_language)
        self.opening.exams.clips_added.connect(self._clips_added)
        self.opening.protocol_read.connect(self._protocol_read)
        self.opening.settled.connect(self.notices.withdraw)
        self.opening.saved.connect(self.commands.tell_saved)
        self.opening.others_found.connect(self.commands.ask_others)
        self.opening.exams.mismatch.connect(self.commands.ask_mismatch)
        self.reports_in = ReportsIn(self)
        self.start.files_wanted.connect(self.opening.ask_files)
        self.start.folder_wanted.connect(self.opening.ask_folder)
        self.start.sample_wanted.connect(self.opening.open_sample)
        self.start.exam_file_wanted.connect(self.opening.ask_exam)
        self.start.resumed.connect(self.opening.exams.resume)

    # showing

    def set_library(self, library: "Library") -> None:
        """Hand over protocols, vocabulary and knowledge once they are loaded."""
        self.library = library
        if self._exam_view is not None and self._exam_view.controller is None:
            self._furnish(self._exam_view)
            self.reports_in.read_waiting()

    def show_session(self, session: "Session") -> None:
        """Put a session's exam_view in the place of the one before."""
        from sonostep import messages
        from sonostep.ui.exam_view import ExamView
        from sonostep.ui.shell.unsaved_banner import UnsavedBanner

        assert self.loader is not None  # it read the clip, or gave way to no exam
        self.build()
        self._drop_exam_view()
        session.look(language=self._switch.language)
        # born into its place: what is moved there later is dressed twice
        exam_view = ExamView(session, self.loader, self.stack)
        self._exam_view = exam_view
        exam_view.show_folds(*self.folds)
        exam_view.folded.connect(self._folded)
        exam_view.told.connect(self.notices.hint)
        exam_view.viewer.menu_wanted.connect(self.menus.open_picture)
        exam_view.browser.menu_wanted.connect(self.menus.open_clip)
        self.notices.leave_free(exam_view.tabs, exam_view.viewer.controls)
        exam_view.problem.connect(self.tell)
        exam_view.viewer.frame_shown.connect(self._picture_shown)
        exam_view.viewer.assist_changed.connect(self._show_tool)
        exam_view.hint_changed.connect(self.strip.show_hint)
        exam_view.protocol_file_wanted.connect(self.opening.ask_protocol)
        UnsavedBanner(session, self.notices, self.opening.exams.reopen, exam_view)
        session.on_exam(self._exam_changed)
        session.on_view(self._view_changed)
        self.stack.addWidget(exam_view)
        self.stack.setCurrentWidget(exam_view)
        self.strip.show_exam(True)
        # The viewer said its first hint before anybody listened.
        self.strip.show_hint(messages.text("hint.select.1", self._switch.language))
        self.actions_.enable_for(True)
        self._show_history()
        if self.library is not None:
            self._furnish(exam_view)

    def _turned_to(self) -> None:
        """The tools belong to a picture."""
        self.tools.setVisible(self.has_exam and self.stack.currentWidget() is self._exam_view)

    def _folded(self, clips: bool | None, panels: bool) -> None:
        self.folds = (clips, panels)
        self.folds_changed.emit()

    def _show_step(self) -> None:
        controller = self.controller
        places = controller.places if controller is not None else ()
        here = controller.place if controller is not None else None
        self.bar.show_step(places.index(here) + 1 if here in places else 0, len(places))

    def _picture_shown(self) -> None:
        if self._exam_view is not None:
            self._exam_view.viewer.frame_shown.disconnect(self._picture_shown)
        self.picture_shown.emit()

    def _furnish(self, exam_view: "ExamView") -> None:
        from sonostep.ui.exam_controller import ExamController
        from sonostep.ui.panels.safety.stop_badge import StopBadge
        from sonostep.ui.panels.steps.side_chooser import SideChooser
        from sonostep.ui.view_assignment import ViewFiling

        assert self.library is not None
        drafts = _drafts_of(exam_view.session)
        controller = ExamController(exam_view.session, self.library, self.background, exam_view, drafts)
        controller.asked_side.connect(self.commands.ask_side)
        exam_view.furnish(controller)
        controller.place_changed.connect(self._show_step)
        exam_view.filing = ViewFiling(controller, self.notices, self.strip, exam_view)
        exam_view.steps.suspended.connect(self.show_start)
        exam_view.report.amended.connect(self.opening.exams.open)
        exam_view.report.base_chosen.connect(self.export_base_chosen)
        self.side_chooser = SideChooser(controller)
        self.bar.put_side(self.side_chooser)
        self.stop_badge = StopBadge(controller)
        self.stop_badge.clicked.connect(exam_view.show_dangers)
        self.bar.put_badge(self.stop_badge)
        known = {p.id: p for p in self.library.protocols}
        used = [known[p.id] for p in controller.exam.protocols if p.id in known and not p.steps]
        if used:
            controller.begin(used[-1])
        self._show_step()

    def _drop_exam_view(self) -> None:
        # while the window still shows the exam that it is typed for
        save_typed()
        old, self._exam_view = self._exam_view, None
        if old is None:
            return
        if old.controller is not None:
            old.controller.drafts.save()
        self.notices.leave_free(None, None)
        self.bar.show_exam("")
        self.bar.show_step(0, 0)
        self.bar.put_side(None)
        self.bar.put_badge(None)
        self.notices.drop_questions()
        old.hide()
        old.deleteLater()
        self.stack.removeWidget(old)
        old.session.close()
        if old.session.unsaved is not None:
            self.commands.rescue(old.session.exam)

    def show_start(self) -> None:
        """Show the start page; the exam stays open and is kept."""
        self.stack.setCurrentWidget(self.start)
        self.strip.show_exam(False)
        self.start_shown.emit()

    def new_exam(self) -> None:
        """Put the open exam away, kept as it is, and begin anew."""
        self._drop_exam_view()
        self.opening.exams.adopt(None)
        self.setWindowTitle("SonoStep")
        self.actions_.enable_for(False)
        self.show_start()

    def tell(self, problem: Problem) -> None:
        """Tell a problem in one sentence, without stopping anything."""
        if self.built:
            self.notices.tell(problem)
        else:
            self._untold.append(problem)

    def _follow(self, task: Task) -> None:
        if not self.built:
            self._begun.append(task)
        elif alive(task):
            self.notices.follow(task)

    def _clips_added(self) -> None:
        if self._exam_view is not None:
            self._exam_view.browser.refresh()
            if self._exam_view.controller is not None:
                self._exam_view.steps.show_clips()
            self.stack.setCurrentWidget(self._exam_view)

    def _protocol_read(self, definition: "ProtocolDefinition") -> None:
        if self.controller is not None:
            self.controller.add_protocol(definition)
            self.controller.use_protocol(definition)

    def _exam_changed(self, before: "Exam", after: "Exam") -> None:
        self._show_history()

    def _view_changed(self, change: "ViewChange") -> None:
        if change.before.tool != change.after.tool:
            self._show_tool()

    def _show_tool(self) -> None:
        armed = self.session.view.tool if self.has_exam else ""
        self.actions_.show_tool(armed, assists=self.has_exam and self.viewer.assists)

    def _show_history(self) -> None:
        """Name what undo and redo would do, lock what a read-only exam does not allow, and name the exam."""
        from sonostep import messages
        from sonostep.core.exam import ExamState

        session, language = self.session, self._switch.language
        names = (session.history.undo_name, session.history.redo_name)
        undo, redo = (messages.text(f"edit.{n}", language) if n else None for n in names)
        self.actions_.show_history(undo, redo)
        self._show_tool()
        draft = session.exam.state is ExamState.DRAFT
        self.actions_.lock(editable=draft and session.read_only is None)
        self.setWindowTitle(_title(session.exam))
        self.bar.show_exam(_who(session.exam))
        self._show_step()

    def show_settings(self) -> None:
        """Show the settings."""
        self.settings_wanted.emit()

    # language

    def toggle_language(self) -> None:
        """Go to the other language."""
        self.use_language("zh-TW" if self._switch.language == "en" else "en")

    def use_language(self, language: Language) -> None:
        """Speak another language, everywhere, at once."""
        save_typed()
        self._switch.language = language
        if self._exam_view is not None:
            self.session.look(language=language)
        self._switch.use(language)
        self.language_changed.emit(language)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.built:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Write every text of the window again."""
        self.actions_.retranslate()
        self.notices.speak(self._switch.language)
        self.bar.retranslate(self._switch.language)
        self.tools.retranslate()
        if self.has_exam:
            self._show_history()
        else:
            self.setWindowTitle("SonoStep")

    # files dropped, and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event.mimeData())
        if paths:
            accept_copy(event)
            self.opening.open_paths(paths)
        elif has_files(event.mimeData()):
            accept_copy(event)
            self.opening.problem.emit(Problem.of("ui.no_clips"))

    def close_all_the_same(self) -> None:
        """Close although the last changes are not on the disk."""
        self._give_up = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.has_exam and not self._give_up and self.session.unsaved is not None:
            save_typed()
            if not self.session.keep_again():
                event.ignore()
                self.commands.ask_close()
                return
        self._drop_exam_view()
        event.accept()
        self.closed.emit()


def _drafts_of(session: "Session") -> Drafts:
    """What was typed into the forms of an exam; kept where the exam is."""
    from sonostep.workflows.exam_files import drafts_of, keep_drafts

    if session.read_only is not None:
        return Drafts()
    return Drafts(drafts_of(session.exam), partial(keep_drafts, session.exam.id))


def _who(exam: "Exam") -> str:
    return exam.patient.name.replace("^", " ").strip() or translate("Window", "No patient attached")


def _title(exam: "Exam") -> str:
    """The patient, the side if it is known, and the program."""
    from sonostep.ui.kit import formatting as wording

    who = _who(exam)
    parts = [who, wording.side(exam.side)] if exam.side else [who]
    return "  ·  ".join([*parts, "SonoStep"])
