"""Small pieces that the pane is built of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


def column_of(parent: QWidget) -> QVBoxLayout:
    """Return a column without gaps."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def plain_label(name: str) -> QLabel:
    """Return a label that takes nothing it shows for markup."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
