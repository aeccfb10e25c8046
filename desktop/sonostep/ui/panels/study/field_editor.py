"""Inline editor of the annotation list: what is typed goes to the shape and field that it was begun for."""

from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sonostep.core.annotation import Annotation
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.panels.study.annotation_fields import Field


class FieldOwner(Protocol):
    """Protocol (interface) of a list with editable rows. The list whose rows are written in."""

    def field_at(self, index: QModelIndex | QPersistentModelIndex) -> tuple[Annotation | None, str]:
        """Return the shape and the key of the field of a row."""

    def typed_fields(self, shape: Annotation) -> tuple[Field, ...]:
        """Return what of a shape can be written."""

    def write_field(self, shape: Annotation, key: str, words: str, visit: object, *, done: bool) -> bool:
        """Write a field; False while its words are not finished."""


class FieldEditor(LineEdit):
    """The inline editor of a field.

    What is typed into a row, for the one shape and the one field that it was begun for.
    """

    def __init__(self, owner: FieldOwner, shape: Annotation, key: str, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setFrame(False)
        self._owner, self._shape, self._of = owner, shape, key
        self._first = next((f.words for f in owner.typed_fields(shape) if f.key == key), "")
        self.show_text(self._first)
        self.keep_with(lambda text, visit: None, f"{shape.id} {key}")

    def _keep(self, visit: object, done: bool) -> bool:
        self._recorded = self.text()
        return self._owner.write_field(self._shape, self._of, self.text(), visit, done=done)

    def _done(self) -> None:
        """Enter is the delegate's, which hands the words on and closes the editor."""

    def finish(self) -> None:
        """Keep what stands here."""
        if self.text() != self._recorded:
            self.autosave.typed()
        self.autosave.save()

    def take_back(self) -> None:
        """Escape: what was kept of it meanwhile goes, too."""
        if self.text() != self._first:
            self.setText(self._first)
            self.autosave.typed()
            self.autosave.save()


class FieldDelegate(QStyledItemDelegate):
    """The item delegate of the list.

    Makes the editor of a row. What is typed goes to the exam, which then fills the rows anew.
    """

    def __init__(self, owner: FieldOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = owner

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        shape, key = self._owner.field_at(index)
        if shape is None:
            return super().createEditor(parent, option, index)
        return FieldEditor(self._owner, shape, key, parent)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not isinstance(editor, FieldEditor):
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not isinstance(editor, FieldEditor):
            super().setModelData(editor, model, index)
            return
        editor.finish()
