"""File dialogs: a person chooses what to open, or where to write; nothing waits for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from sonostep.ui.kit.i18n import translate

TakePaths = Callable[[Sequence[Path]], None]
TakePath = Callable[[str], None]


def choose_files(window: QWidget, take: TakePaths, title: str = "") -> None:
    """Let the person choose files."""
    dialog = QFileDialog(window, title or translate("Opening", "Open files"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    _hand_on(dialog, take)


def choose_folder(window: QWidget, take: TakePaths) -> None:
    """Let the person choose a folder."""
    dialog = QFileDialog(window, translate("Opening", "Open folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    _hand_on(dialog, take)


def choose_recent(window: QWidget, recent: tuple[str, ...], take: TakePaths) -> None:
    """Offer what was opened last, of what is still there."""
    from sonostep.ui.kit.recent_studies import RecentMenu

    menu = RecentMenu(recent, window)
    menu.chosen.connect(lambda path: take([path]))
    menu.show_over(window)


def choose_exam(window: QWidget, take: TakePath) -> None:
    """Let the person choose an exam file."""
    dialog = QFileDialog(window, translate("Opening", "Open exam file"))
    dialog.setNameFilter("SonoStep (*.json)")
    dialog.fileSelected.connect(take)
    _show(dialog)


def choose_target(window: QWidget, take: TakePath) -> None:
    """Let the person choose where the exam is written to."""
    dialog = QFileDialog(window, translate("Opening", "Save exam file"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("json")
    dialog.fileSelected.connect(take)
    _show(dialog)


def choose_protocol(window: QWidget, take: TakePath) -> None:
    """Let the person choose a protocol file."""
    dialog = QFileDialog(window, translate("Opening", "Use a protocol file"))
    dialog.setNameFilter("YAML (*.yaml *.yml)")
    dialog.fileSelected.connect(take)
    _show(dialog)


def _hand_on(dialog: QFileDialog, take: TakePaths) -> None:
    dialog.filesSelected.connect(lambda paths: take([Path(p) for p in paths]))
    _show(dialog)


def _show(dialog: QFileDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
