"""The annotation list: everything drawn on the pictures, to be read, selected and edited by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from shiboken6 import isValid

from sonostep.core.annotation import Annotation
from sonostep.core.edits import Edit, MoveInOrder, PutAnnotation, RemoveAnnotation
from sonostep.core.exam import Exam
from sonostep.core.measure.measurement import numbered
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import Session, ViewChange
from sonostep.ui.kit.widgets import RefusalBubble
from sonostep.ui.panels.study import annotation_fields as fields
from sonostep.ui.panels.study.annotation_fields import Field, SlotWords, Teller
from sonostep.ui.panels.study.field_editor import FieldDelegate, FieldEditor
from sonostep.ui.viewer.subscriptions import Subscriptions

_ID, _KEY = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_WAYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class AnnotationList(QTreeWidget):
    """One row per shape, in two lines; below it, once opened, a row for each thing that it says, and below
    its points one for each.

    Choosing a row shows its frame and selects it, a point also its handle. Enter opens a shape, edits what
    can be written and turns over what is on or off; F2 on a shape writes its label. Alt with Up or Down
    changes the order; on points, Alt and an arrow move the shape or the one handle by an image pixel, with
    Shift by ten. Delete removes. ``problem`` carries why an edit could not be made; ``refusal`` says it below
    the row while the list is seen.
    """

    problem = Signal(Problem)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("annotation_list")
        self._session = session
        self._filling = False
        self._writing = False
        self._open: set[tuple[str, str]] = set()
        self._tell = Teller(session)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.currentItemChanged.connect(self._chosen)
        # Also the row that is the current one already: its frame may be out of view.
        self.itemClicked.connect(self._chosen)
        self.itemActivated.connect(self._act)
        self.itemExpanded.connect(self._opened)
        self.itemCollapsed.connect(self._closed)
        # Queued: the rows are made anew by an edit, and the editor must be done with its row by then.
        self.itemChanged.connect(self._edited, Qt.ConnectionType.QueuedConnection)
        self.refusal = RefusalBubble(self.viewport())
        delegate = FieldDelegate(self, self)
        self.setItemDelegate(delegate)
        delegate.closeEditor.connect(self._editor_closed)
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(session, self._exam_changed, self._view_changed)
        self._retranslate()

    # showing

    def _fill(self) -> None:
        at = self._key(self.currentItem())
        self._filling = True
        self.blockSignals(True)
        self.clear()
        numbers = numbered(self._session.exam.annotations)
        shapes = self._session.exam.annotations
        # Made first and put in together: each word of a row that is in is laid out by itself.
        rows = [self._made(shape, numbers.get(shape.id, 0)) for shape in shapes]
        self.addTopLevelItems(rows)
        for row, shape in zip(rows, shapes, strict=True):
            row.setFirstColumnSpanned(True)
            if (shape.id, "") in self._open:
                self._fill_row(row, shape)
                row.setExpanded(True)
        self.resizeColumnToContents(0)
        self.blockSignals(False)
        self._filling = False
        self._follow(at)

    def _made(self, shape: Annotation, number: int) -> QTreeWidgetItem:
        tell = self._tell
        item = QTreeWidgetItem([fields.title(shape, number, tell)])
        item.setData(0, _ID, shape.id)
        item.setData(0, _KEY, "")
        spoken = fields.spoken(shape, number, tell)
        item.setToolTip(0, spoken)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _fill_row(self, item: QTreeWidgetItem, shape: Annotation) -> None:
        """Put what a shape says below its row; only once that is wanted, since there can be a great deal."""
        if item.childCount():
            return
        # Making a row is no edit of it: what would be told of it arrives when the row may be gone.
        told = self.blockSignals(True)
        for field in fields.fields(shape, self._tell):
            row = _row(item, shape, field)
            if field.key == fields.POINTS and len(shape.points) > 1:
                for handle in fields.handles(shape, self._tell.language):
                    _row(row, shape, handle)
                row.setExpanded((shape.id, fields.POINTS) in self._open)
        self.blockSignals(told)

    def use_slot_words(self, words: SlotWords) -> None:
        """Call what fills a slot by the slot's words, once protocols are there."""
        self._tell = Teller(self._session, words)
        self._fill()

    def item_of(self, id_: str, key: str = "") -> QTreeWidgetItem | None:
        """Return the row of a shape, or of one thing that it says (``annotation_fields``)."""
        rows = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        found = next((r for r in rows if r is not None and r.data(0, _ID) == id_), None)
        shape = self._shape(found)
        if found is None or not key or shape is None:
            return found
        self._fill_row(found, shape)
        return next((row for row in _below(found) if row.data(0, _KEY) == key), None)

    def _key(self, item: QTreeWidgetItem | None) -> tuple[str, str]:
        return (item.data(0, _ID), item.data(0, _KEY)) if item is not None else ("", "")

    def _follow(self, at: tuple[str, str] = ("", "")) -> None:
        wanted, handle = self._session.view.selected, self._session.view.handle
        key = at[1] if at[0] == wanted else ""
        if handle >= 0 and key.partition(".")[0] == fields.HANDLE:
            key = f"{fields.HANDLE}.{handle}"
        found = self.item_of(wanted, key) or self.item_of(wanted)
        self._filling = True
        if found is not None:
            self.setCurrentItem(found)
        else:
            # A row that stayed the current one could not be chosen again.
            self.setCurrentItem(None)  # type: ignore[call-overload]
        self._filling = False

    def _opened(self, item: QTreeWidgetItem) -> None:
        self._open.add(self._key(item))
        shape = self._shape(item)
        if shape is not None and not self._key(item)[1]:
            self._fill_row(item, shape)

    def _closed(self, item: QTreeWidgetItem) -> None:
        self._open.discard(self._key(item))

    # acting

    def _shape(self, item: QTreeWidgetItem | None) -> Annotation | None:
        wanted = item.data(0, _ID) if item is not None else None
        return next((a for a in self._session.exam.annotations if a.id == wanted), None)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        shape = None if self._filling else self._shape(item)
        if not self._filling:
            self.refusal.take_away()
        if shape is not None:
            here = self._session.view.frame_ref
            place = here if here is not None and shape.on(here) else shape.frame
            handle = _handle_of(self._key(item)[1])
            self._session.look(
                clip=place.clip, frame=place.frame, selected=shape.id, handle=-1 if handle is None else handle
            )

    def _act(self, item: QTreeWidgetItem, column: int = 0) -> None:
        """Enter, or a double click."""
        shape, key = self._shape(item), self._key(item)[1]
        if key in fields.SWITCHES and shape is not None:
            attribute, on, off = fields.SWITCHES[key]
            turned = not getattr(shape, attribute)
            changed: Any = {attribute: turned}
            self._do(PutAnnotation(replace(shape, **changed), on if turned else off))
        elif item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.editItem(item, 1)
        else:
            item.setExpanded(not item.isExpanded())

    def _edited(self, item: QTreeWidgetItem, column: int) -> None:
        shape = self._shape(item) if isValid(item) else None
        if shape is None or column != 1:
            return
        known = (c.frames for c in self._session.exam.clips if c.id == shape.frame.clip)
        frames = next(known, shape.frames[-1])
        changed = fields.written(shape, self._key(item)[1], item.text(1), frames, self._tell)
        if isinstance(changed, Problem):
            self._fill()
            self._refuse(changed, shape.id, self._key(item)[1] if isValid(item) else "")
        elif changed != shape:
            self._do(PutAnnotation(changed))

    # typing

    def field_at(self, index: QModelIndex | QPersistentModelIndex) -> tuple[Annotation | None, str]:
        """Return the shape and the field of a row."""
        item = self.itemFromIndex(index)
        return self._shape(item), self._key(item)[1]

    def typed_fields(self, shape: Annotation) -> tuple[Field, ...]:
        """Return what of a shape can be written."""
        language = self._tell.language
        return tuple(
            f for f in (*fields.fields(shape, self._tell), *fields.handles(shape, language)) if f.typed
        )

    def write_field(self, shape: Annotation, key: str, words: str, visit: object, *, done: bool) -> bool:
        """Write a field of a shape as it was when the visit began; False while the words are not finished."""
        if all(a.id != shape.id for a in self._session.exam.annotations):
            return True
        known = (c.frames for c in self._session.exam.clips if c.id == shape.frame.clip)
        changed = fields.written(shape, key, words, next(known, shape.frames[-1]), self._tell)
        if isinstance(changed, Problem):
            if done:
                self._refuse(changed, shape.id, key)
            return done
        # the rows stay as they are while one of them is being written in
        self._writing = True
        try:
            self._do(PutAnnotation(changed), visit)
        finally:
            self._writing = False
        return True

    def _editor_closed(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if isinstance(editor, FieldEditor) and hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            editor.take_back()
        QTimer.singleShot(0, self, self._fill)

    def _do(self, edit: Edit, visit: object = None) -> None:
        try:
            self._session.do(edit, visit)
        except ProblemError as error:
            self._fill()
            self._refuse(error.problem, *self._key(self.currentItem()))

    def _refuse(self, problem: Problem, shape: str, key: str) -> None:
        """Say below its row why an edit could not be made."""
        row = self.item_of(shape, key) or self.item_of(shape)
        if row is not None and self.isVisible():
            self.scrollToItem(row)
            self.refusal.say_below(problem, self._session.view.language, self.visualItemRect(row))
        self.problem.emit(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.refusal.take_away()
        item, alt = self.currentItem(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        way = _WAYS.get(Qt.Key(event.key())) if item is not None and alt else None
        if item is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F2:
            self._write(item)
        elif event.key() == Qt.Key.Key_Delete:
            self._remove(item)
        elif way is not None:
            self._pushed(item, way, 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _write(self, item: QTreeWidgetItem) -> None:
        label = self.item_of(self._key(item)[0], fields.LABEL) if not self._key(item)[1] else None
        if label is None:
            self._act(item)
            return
        item.setExpanded(True)
        self.setCurrentItem(label)
        self.editItem(label, 1)

    def _pushed(self, item: QTreeWidgetItem, way: tuple[int, int], pixels: int) -> None:
        """Alt and an arrow: points move, everything else changes the order."""
        shape, key = self._shape(item), self._key(item)[1]
        handle = _handle_of(key)
        if shape is None:
            return
        if key != fields.POINTS and handle is None:
            if way[1]:
                self._do(MoveInOrder(shape.id, way[1]))
            return
        if shape.locked:
            self._refuse(Problem.of("annotation.locked"), *self._key(item))
            return
        info = fields.scale_of(self._session.exam, shape)
        if info is not None:
            changed = fields.moved(shape, handle, way[0] * pixels, way[1] * pixels, info)
            self._do(PutAnnotation(changed, "move_annotation"))

    def _remove(self, item: QTreeWidgetItem) -> None:
        shape = self._shape(item)
        if shape is not None and shape.locked:
            self._refuse(Problem.of("annotation.locked"), *self._key(item))
        elif shape is not None:
            self._do(RemoveAnnotation(shape.id))

    # what happened

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if self._writing and self.state() == QAbstractItemView.State.EditingState:
            return
        if before.annotations is not after.annotations or before.clips is not after.clips:
            self._fill()

    def _view_changed(self, change: ViewChange) -> None:
        before, after = change.before, change.after
        if before.language != after.language:
            self._retranslate()
        elif (before.selected, before.handle) != (after.selected, after.handle):
            self._follow(self._key(self.currentItem()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Shapes and measurements"))
        self.setAccessibleDescription(text("list.keys", self._session.view.language))
        self._fill()


def _below(row: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for index in range(row.childCount()):
        child = row.child(index)
        if child is not None:
            yield child
            yield from _below(child)


def _row(above: QTreeWidgetItem, shape: Annotation, field: Field) -> QTreeWidgetItem:
    row = QTreeWidgetItem(above, [field.name, field.words])
    row.setData(0, _ID, shape.id)
    row.setData(0, _KEY, field.key)
    row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{field.name}: {field.words}")
    row.setToolTip(1, field.words)
    if field.typed:
        row.setFlags(row.flags() | Qt.ItemFlag.ItemIsEditable)
    return row


def _handle_of(key: str) -> int | None:
    kind, _, index = key.partition(".")
    return int(index) if kind == fields.HANDLE else None
