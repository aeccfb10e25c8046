"""Find what a person can name: a button or a field by its accessible name, its object name, or its words."""

from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

W = TypeVar("W", bound=QWidget)


def named(root: QWidget, kind: type[W], name: str) -> W:
    """Return the one widget of a kind below ``root`` that is called so; of an answer the last part will do.

    Raises:
        LookupError: when none is called so, or several are.
    """
    found = [w for w in root.findChildren(kind) if name in _names(w)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} widgets of {kind.__name__} are called {name!r}")
    return found[0]


def _names(widget: QWidget) -> set[str]:
    spoken = widget.accessibleName()
    names = {spoken, spoken.rpartition(": ")[2], widget.objectName()}
    if isinstance(widget, QAbstractButton | QLabel):
        names.add(widget.text())
    return names - {""}
