"""What the window's actions reach by name, and what the window needs from outside."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    # Not for the first paint: an empty window needs none of it.
    from sonostep.session import Session
    from sonostep.ui.background import Background
    from sonostep.ui.desk import Desk
    from sonostep.ui.language import LanguageSwitch
    from sonostep.ui.panels.steps import StepsPanel
    from sonostep.ui.scanner import Scanner
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
