"""The main window: start page or workspace, toolbar, notices, and the strip that never goes away.

It is on the screen, empty, before anything is imported that an empty window can do without; ``build`` then
furnishes it. Hence the imports inside functions.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.ui.background import Background, Door, Task, alive
from sonostep.ui.language import LanguageSwitch, translate
from sonostep.ui.opening import Opening
from sonostep.ui.window_parts import PartsOfWindow

if TYPE_CHECKING:
    from sonostep.core.clip import Clip, Patient
    from sonostep.core.exam import Exam
    from sonostep.core.finding import Side
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

        self.setAcceptDrops(True)
        self.actions_ = ActionSet(self, self._keys)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.actions_.enable_for(False)
        for problem in self._untold:
            self.tell(problem)
        for task in self._begun:
            self._follow(task)

    def _lay_out(self) -> None:
        from PySide6.QtCore import Qt

        from sonostep.ui.hints import HintStrip
        from sonostep.ui.notices import Notices
        from sonostep.ui.panels.start import StartPage
        from sonostep.ui.top_bar import TopBar

        self.bar = TopBar(self.actions_)
        self.bar.language.clicked.connect(self.toggle_language)
        self.addToolBar(self.bar)
        self.notices = Notices()
        self.start = StartPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.strip = HintStrip()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.notices, 0), (self.stack, 1), (self.strip, 0)):
            column.addWidget(part, stretch)
        self.setCentralWidget(body)
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        body.setFocus()

    def _connect(self) -> None:
        from sonostep.ui.reports_in import ReportsIn

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
        from sonostep.ui.actions import TOOL_ACTIONS

        armed = self.session.view.tool if self.has_exam else ""
        for tool, id_ in TOOL_ACTIONS.items():
            self.actions_[id_].setCheckable(True)
            self.actions_[id_].setChecked(tool == armed)
        self.actions_["assist"].setCheckable(True)
        self.actions_["assist"].setChecked(self.has_exam and self.viewer.assists)

    def _show_history(self) -> None:
        history = self.session.history
        undo, redo = (self._edit_name(n) for n in (history.undo_name, history.redo_name))
        self.actions_.retranslate(undo, redo)
        self.actions_["undo"].setEnabled(history.undo_name is not None)
        self.actions_["redo"].setEnabled(history.redo_name is not None)
        self._show_tool()
        self._lock()
        self._show_title()

    def _lock(self) -> None:
        from sonostep.core.exam import ExamState
        from sonostep.ui.reading import lock

        draft = self.session.exam.state is ExamState.DRAFT
        lock(self.actions_, draft and self.session.read_only is None)

    def _edit_name(self, name: str | None) -> str | None:
        from sonostep import messages

        return messages.text(f"edit.{name}", self._switch.language) if name else None

    def _show_title(self) -> None:
        if not self.has_exam:
            self.setWindowTitle("SonoStep")
            return
        from sonostep.ui import wording

        exam = self.session.exam
        who = exam.patient.name.replace("^", " ").strip() or translate("Window", "No patient attached")
        parts = [who, wording.side(exam.side)] if exam.side else [who]
        self.setWindowTitle("  ·  ".join([*parts, "SonoStep"]))

    # asking

    def choose_side(self, side: str) -> None:
        """Examine a side; a change is confirmed."""
        from sonostep.core.finding import Side

        if self.desk is not None:
            self.desk.choose_side(Side(side))

    def _ask_side(self, side: "Side") -> None:
        from sonostep.ui.asking import ask_side

        if self.desk is not None:
            line = ask_side(self.notices, self.session.exam.side, side)
            line.accepted.connect(partial(self.desk.set_side, side))

    def _ask_mismatch(self, clip: "Clip", patient: "Patient") -> None:
        from sonostep.ui.asking import ask_mismatch

        line = ask_mismatch(self.notices, clip, patient)
        line.accepted.connect(partial(self.opening.add_confirmed, clip))

    # steps, panels and windows

    def next_step(self) -> None:
        """Go to the next step."""
        if self.desk is not None:
            self.desk.move(1)

    def previous_step(self) -> None:
        """Go to the step before."""
        if self.desk is not None:
            self.desk.move(-1)

    def show_export(self) -> None:
        """Bring the report and its export to the front."""
        self.workspace.show_panel("report")
        self.workspace.report.show_export()

    def show_palette(self) -> None:
        """Find a command by typing."""
        from sonostep.ui.dialogs.palette import Palette

        Palette(self.actions_, self).show()

    def show_key_map(self) -> None:
        """Show all keys."""
        from sonostep.ui.dialogs.key_map import KeyMap

        KeyMap(self.actions_, self).show()

    def show_settings(self) -> None:
        """Show the settings."""
        self.settings_wanted.emit()

    def show_about(self) -> None:
        """Say what this is."""
        from sonostep import __version__

        text = translate("Window", "SonoStep {version}: a companion for musculoskeletal ultrasound.")
        self.notices.hint(text.format(version=__version__))

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
        self._show_title()

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
