"""Drag and drop: a drop is a copy, and files belong to the window.

A file manager that proposes a move deletes its files once the move is accepted. Nothing that is dropped here
is taken away from where it was, so every drop is answered as a copy.
"""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


def accept_copy(event: QDropEvent) -> None:
    """Accept a drag or a drop, whatever was proposed, as a copy.

    Who allows nothing but a move is told that nothing was done (Qt answers no action that is not allowed).
    """
    copied = event.possibleActions() & Qt.DropAction.CopyAction
    event.setDropAction(Qt.DropAction.CopyAction if copied else Qt.DropAction.IgnoreAction)
    event.accept()


def has_files(data: QMimeData | None) -> bool:
    """Whether files are dragged or were copied; those of a share or a phone, too, which are none to open.

    The address of a page is text.
    """
    if data is None:
        return False
    remote = any(url.scheme() not in ("http", "https", "mailto", "") for url in data.urls())
    return remote or bool(dropped_files(data))


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the files that are dropped; some programs say them as text alone, by address or by path."""
    urls = data.urls()
    lines = [line.strip() for line in data.text().splitlines() if line.strip()] if not urls else []
    if lines and all(line.startswith("file://") for line in lines):
        urls = [QUrl(line) for line in lines]
    elif lines and all(_is_path(line) for line in lines):
        urls = [QUrl.fromLocalFile(line) for line in lines]
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _is_path(line: str) -> bool:
    """Whether a line is the whole path of a file that is there."""
    try:
        return Path(line).is_absolute() and Path(line).is_file()
    except (OSError, ValueError):
        return False


def hand_on(field: QWidget, event: QDropEvent) -> None:
    """Let the window take files that were dropped on one of its fields."""
    event.ignore()
    window = field.window()
    if window is not field and window.acceptDrops():
        window.dropEvent(event)
