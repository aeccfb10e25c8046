"""The main window: start page or workspace, toolbar, notices, and the strip that never goes away.

It is on the screen, empty, before anything is imported that an empty window can do without; ``build`` then
furnishes it. Hence the imports inside functions.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.ui.background import Background, Door, Task, alive
from sonostep.ui.language import LanguageSwitch
from sonostep.ui.opening import Opening
from sonostep.ui.window_parts import PartsOfWindow

if TYPE_CHECKING:
    from sonostep.core.exam import Exam
    from sonostep.core.protocol import ProtocolDefinition
    from sonostep.session import Session, ViewChange
    from sonostep.ui.desk import Library
    from sonostep.ui.window_parts import Loader
    from sonostep.ui.workspace import Workspace


class MainWindow(PartsOfWindow):
    """``closed`` says that the window is gone, ``start_shown`` that the list of exams is wanted, ``painted``
    that the empty window has been seen, and ``picture_shown`` that an exam's first picture has.
    """

    closed = Signal()
    painted = Signal()
    picture_shown = Signal()
    start_shown = Signal()
    settings_wanted = Signal()
    language_changed = Signal(str)

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
        self.library: Library | None = None
        self.loader: Loader | None = None
        self.opening = Opening(door, background, self)
        self.built = self._seen = False
        self._untold: list[Problem] = []
        self._begun: list[Task] = []
        self.background.failed.connect(self.tell)
        self.background.started.connect(self._follow)
        self.opening.problem.connect(self.tell)
        self.opening.session_opened.connect(self.show_session)

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
        from sonostep.ui.actions import ActionSet
        from sonostep.ui.furnishing import lay_out

        self.setAcceptDrops(True)
        self.actions_ = ActionSet(self, self._keys)
        lay_out(self)
        self._connect()
        self.retranslate()
        self.actions_.enable_for(False)
        for problem in self._untold:
            self.tell(problem)
        for task in self._begun:
            self._follow(task)

    def _connect(self) -> None:
        from sonostep.ui.reports_in import ReportsIn

        self.bar.language.clicked.connect(self.toggle_language)
        self.opening.clips_added.connect(self._clips_added)
        self.opening.protocol_read.connect(self._protocol_read)
        self.opening.mismatch.connect(self._ask_mismatch)
        self.reports_in = ReportsIn(self)
        self.start.files_wanted.connect(self.opening.ask_files)
        self.start.folder_wanted.connect(self.opening.ask_folder)
        self.start.sample_wanted.connect(self.opening.open_sample)
        self.start.exam_file_wanted.connect(self.opening.ask_exam)
        self.start.resumed.connect(self.opening.resume)

    # showing

    def set_library(self, library: "Library") -> None:
        """Hand over protocols, vocabulary and knowledge once they are loaded."""
        self.library = library
        if self._workspace is not None and self._workspace.desk is None:
            self._furnish(self._workspace)

    def show_session(self, session: "Session") -> None:
        """Put a session's workspace in the place of the one before."""
        from sonostep import messages
        from sonostep.ui.keeping import Keeping
        from sonostep.ui.workspace import Workspace

        assert self.loader is not None  # it read the clip, or gave way to no exam
        self.build()
        self._drop_workspace()
        session.look(language=self._switch.language)
        # born into its place: what is moved there later is dressed twice
        workspace = Workspace(session, self.loader, self.stack)
        self._workspace = workspace
        workspace.problem.connect(self.tell)
        workspace.viewer.frame_shown.connect(self._picture_shown)
        workspace.viewer.assist_changed.connect(self._show_tool)
        workspace.hint_changed.connect(self.strip.show_hint)
        workspace.protocol_file_wanted.connect(self.opening.ask_protocol)
        Keeping(session, self.notices, self.opening.reopen, workspace)
        session.on_exam(self._exam_changed)
        session.on_view(self._view_changed)
        self.stack.addWidget(workspace)
        self.stack.setCurrentWidget(workspace)
        self.strip.show_exam(True)
        # The viewer said its first hint before anybody listened.
        self.strip.show_hint(messages.text("hint.select.1", self._switch.language))
        self.actions_.enable_for(True)
        self._show_history()
        if self.library is not None:
            self._furnish(workspace)

    def _picture_shown(self) -> None:
        if self._workspace is not None:
            self._workspace.viewer.frame_shown.disconnect(self._picture_shown)
        self.picture_shown.emit()

    def _furnish(self, workspace: "Workspace") -> None:
        from sonostep.ui.desk import Desk
        from sonostep.ui.panels.side import SideChooser

        assert self.library is not None
        desk = Desk(workspace.session, self.library, self.background, workspace)
        desk.asked_side.connect(self._ask_side)
        workspace.furnish(desk)
        workspace.steps.suspended.connect(self.show_start)
        workspace.report.amended.connect(self.opening.open_begun)
        self.side_chooser = SideChooser(desk)
        self.bar.put_side(self.side_chooser)
        known = {p.id: p for p in self.library.protocols}
        used = [known[p.id] for p in desk.exam.protocols if p.id in known and not p.steps]
        if used:
            desk.begin(used[-1])

    def _drop_workspace(self) -> None:
        old, self._workspace = self._workspace, None
        if old is None:
            return
        self.bar.put_side(None)
        self.notices.drop_questions()
        old.hide()
        old.deleteLater()
        self.stack.removeWidget(old)
        old.session.close()

    def show_start(self) -> None:
        """Show the start page; the exam stays open and is kept."""
        self.stack.setCurrentWidget(self.start)
        self.strip.show_exam(False)
        self.start_shown.emit()

    def new_exam(self) -> None:
        """Put the open exam away, kept as it is, and begin anew."""
        self._drop_workspace()
        self.opening.adopt(None)
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
        if self._workspace is not None:
            self._workspace.browser.refresh()
            self.stack.setCurrentWidget(self._workspace)

    def _protocol_read(self, definition: "ProtocolDefinition") -> None:
        if self.desk is not None:
            self.desk.add_protocol(definition)
            self.desk.use_protocol(definition)

    def _exam_changed(self, before: "Exam", after: "Exam") -> None:
        self._show_history()

    def _view_changed(self, change: "ViewChange") -> None:
        if change.before.tool != change.after.tool:
            self._show_tool()

    def _show_tool(self) -> None:
        from sonostep.ui.window_state import show_tool

        show_tool(self)

    def _show_history(self) -> None:
        from sonostep.ui.window_state import show_history

        show_history(self, self._switch.language)

    def show_settings(self) -> None:
        """Show the settings."""
        self.settings_wanted.emit()

    # language

    def toggle_language(self) -> None:
        """Go to the other language."""
        self.use_language("zh-TW" if self._switch.language == "en" else "en")

    def use_language(self, language: Language) -> None:
        """Speak another language, everywhere, at once."""
        self._switch.language = language
        if self._workspace is not None:
            self.session.look(language=language)
        self._switch.use(language)
        self.language_changed.emit(language)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.built:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Write every text of the window again."""
        from sonostep.ui.actions import fill_menu_bar

        fill_menu_bar(self.menuBar(), self.actions_)
        self.actions_.retranslate()
        self.notices.speak(self._switch.language)
        self.bar.retranslate(self._switch.language)
        if self.has_exam:
            self._show_history()
        else:
            self.setWindowTitle("SonoStep")

    # files dropped, and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.opening.open_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._drop_workspace()
        event.accept()
        self.closed.emit()
