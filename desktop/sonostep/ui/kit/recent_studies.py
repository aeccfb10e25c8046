"""Recent studies: what was opened last, to be opened again; nothing of a patient is kept but the path."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sonostep.ui.kit.i18n import translate


class RecentMenu(QMenu):
    """Lists the paths that are still there, newest first; ``chosen`` carries the one that was picked."""

    chosen = Signal(Path)

    def __init__(self, recent: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recent_studies")
        self.setAccessibleName(translate("Recent", "Recent studies"))
        there = [Path(p) for p in recent if Path(p).exists()]
        for path in there:
            # A sign that marks a key in a menu is a sign of the name here.
            self.addAction(str(path).replace("&", "&&")).setData(path)
        if not there:
            self.addAction(translate("Recent", "No study was opened yet")).setEnabled(False)
        self.triggered.connect(self._picked)
        self.aboutToHide.connect(self.deleteLater)

    def _picked(self, action: QAction) -> None:
        self.chosen.emit(action.data())

    def show_over(self, window: QWidget) -> None:
        """Open in the window's upper left, with the keys on the newest."""
        self.popup(window.mapToGlobal(QPoint(60, 90)))
        first = next((a for a in self.actions() if a.isEnabled()), None)
        if first is not None:
            self.setActiveAction(first)


def worth_keeping(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what to remember of what was opened: a path, or the folder that all of several files are in."""
    folders = {p.absolute().parent for p in paths}
    if len(paths) > 1 and len(folders) == 1:
        return (str(folders.pop()),)
    return tuple(str(p.absolute()) for p in paths)
