"""What the window's actions reach by name, and what the window needs from outside."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from sonostep.ui.language import translate

if TYPE_CHECKING:
    # Not for the first paint: an empty window needs none of it.
    from sonostep.core.clip import Clip, Patient
    from sonostep.core.finding import Side
    from sonostep.session import Session
    from sonostep.ui.actions import ActionSet
    from sonostep.ui.background import Background
    from sonostep.ui.desk import Desk
    from sonostep.ui.hints import HintStrip
    from sonostep.ui.language import LanguageSwitch
    from sonostep.ui.notices import Notices
    from sonostep.ui.opening import Opening
    from sonostep.ui.panels.start import StartPage
    from sonostep.ui.panels.steps import StepsPanel
    from sonostep.ui.scanner import Scanner
    from sonostep.ui.top_bar import TopBar
    from sonostep.ui.viewer.loading import FrameLoaderLike
    from sonostep.ui.viewer.pane_grid import PaneGrid
    from sonostep.ui.workspace import Workspace

    class Loader(FrameLoaderLike, Scanner, Protocol):
        """What the window asks of whoever reads files."""

        def close(self) -> None:
            """End every thread and process of it."""


class PartsOfWindow(QMainWindow):
    """The parts of the open exam by the names that ``actions.ACTIONS`` uses."""

    loader: "Loader | None"
    background: "Background"
    opening: "Opening"
    actions_: "ActionSet"
    bar: "TopBar"
    notices: "Notices"
    start: "StartPage"
    stack: QStackedWidget
    strip: "HintStrip"
    _switch: "LanguageSwitch"

    def __init__(self) -> None:
        super().__init__()
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> "Workspace":
        """The workspace; only asked for while an exam is open."""
        assert self._workspace is not None
        return self._workspace

    @property
    def session(self) -> "Session":
        """The open session."""
        return self.workspace.session

    @property
    def desk(self) -> "Desk | None":
        """The desk of the open exam; None until the library is loaded."""
        return self._workspace.desk if self._workspace else None

    @property
    def viewer(self) -> "PaneGrid":
        """The viewer of the open exam."""
        return self.workspace.viewer

    @property
    def steps(self) -> "StepsPanel":
        """The step panel of the open exam."""
        return self.workspace.steps

    @property
    def has_exam(self) -> bool:
        """Whether an exam is open."""
        return self._workspace is not None

    def show_deidentify(self) -> None:
        """Let copies without names leave: of the open exam's clips, or of files that are chosen there."""
        from sonostep.ui.dialogs.deidentify import DeidentifyDialog

        if self.loader is not None:
            clips = self.session.clips if self.has_exam else ()
            DeidentifyDialog(clips, self.loader, self.background, self._switch.language, self).show()

    def show_pages(self) -> None:
        """Show the report's pages as they will be exported."""
        if self.desk is not None:
            self.workspace.report.open_pages()

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

    def show_about(self) -> None:
        """Say what this is."""
        from sonostep import __version__

        text = translate("Window", "SonoStep {version}: a companion for musculoskeletal ultrasound.")
        self.notices.hint(text.format(version=__version__))

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
