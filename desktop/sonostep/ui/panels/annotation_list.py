"""The annotation list: everything drawn on the pictures, to be read, selected and edited by keyboard."""

import math
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget
from shiboken6 import isValid

from sonostep.core.annotation import Annotation
from sonostep.core.edits import Edit, PutAnnotation, RemoveAnnotation
from sonostep.core.exam import Exam
from sonostep.core.geometry import Point
from sonostep.core.measurement import numbered
from sonostep.core.ordering import MoveInOrder
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import Session, ViewChange
from sonostep.ui.viewer.readout import full, value_of
from sonostep.ui.viewer.subscriptions import Subscriptions

_ID = Qt.ItemDataRole.UserRole
_NUMBER, _SHAPE, _LABEL, _VALUE, _CLIP, _FRAMES, _POINTS, _SHOWN, _LOCKED = range(9)
_EDITABLE = (_LABEL, _FRAMES, _POINTS)
_SWITCHES = {_SHOWN: ("hidden", "hide_annotation"), _LOCKED: ("locked", "lock_annotation")}


class AnnotationList(QTreeWidget):
    """One row per shape. Choosing a row shows its frame and selects it; F2 or Enter edits label, frames and
    points, and turns "shown" and "locked" over; Alt with Up or Down changes the order; Delete removes.

    ``problem`` carries why an edit could not be made.
    """

    problem = Signal(Problem)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("annotation_list")
        self._session = session
        self._filling = False
        self.setRootIsDecorated(False)
        self.setColumnCount(9)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.currentItemChanged.connect(self._chosen)
        self.itemActivated.connect(self._edit)
        self.itemDoubleClicked.connect(self._edit)
        # Queued: the rows are made anew by an edit, and the editor must be done with its row by then.
        self.itemChanged.connect(self._edited, Qt.ConnectionType.QueuedConnection)
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(session, self._exam_changed, self._view_changed)
        self._retranslate()

    # showing

    def _fill(self) -> None:
        self._filling = True
        self.blockSignals(True)
        self.clear()
        numbers = numbered(self._session.exam.annotations)
        for shape in self._session.exam.annotations:
            self._add(shape, numbers.get(shape.id, 0))
        for column in (_NUMBER, _SHAPE, _FRAMES):
            self.resizeColumnToContents(column)
        self.blockSignals(False)
        self._filling = False
        self._follow()

    def _add(self, shape: Annotation, number: int) -> None:
        language = self._session.view.language
        columns = [
            str(number or ""),
            text(f"shape.{shape.kind.value}", language),
            shape.label or shape.slot or (text(f"body.{shape.drawing}", language) if shape.drawing else ""),
            self._value(shape),
            self._clip(shape),
            frames_text(shape),
            points_text(shape.points),
            text("list.no" if shape.hidden else "list.yes", language),
            text("list.yes" if shape.locked else "list.no", language),
        ]
        item = QTreeWidgetItem(self, columns)
        item.setData(0, _ID, shape.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for column, words in enumerate(columns):
            item.setToolTip(column, words)
        told = columns[: _POINTS + 1]
        told += [text("shape_menu.lock", language)] if shape.locked else []
        told += [text("shape_menu.hide", language)] if shape.hidden else []
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(w for w in told if w))

    def _value(self, shape: Annotation) -> str:
        records = (c.scale for c in self._session.exam.clips if c.id == shape.frame.clip)
        info = next(records, None)
        return full(value_of(shape, info), self._session.view.language) if info else ""

    def _clip(self, shape: Annotation) -> str:
        labels = (c.label for c in self._session.exam.clips if c.id == shape.frame.clip)
        return next(labels, "")

    def _follow(self) -> None:
        wanted = self._session.view.selected
        rows = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        found = next((r for r in rows if r is not None and r.data(0, _ID) == wanted), None)
        self._filling = True
        if found is not None:
            self.setCurrentItem(found, max(self.currentColumn(), 0))
        else:
            self.clearSelection()
        self._filling = False

    # acting

    def _shape(self, item: QTreeWidgetItem | None) -> Annotation | None:
        wanted = item.data(0, _ID) if item is not None else None
        return next((a for a in self._session.exam.annotations if a.id == wanted), None)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        shape = None if self._filling else self._shape(item)
        if shape is not None:
            here = self._session.view.frame_ref
            place = here if here is not None and shape.on(here) else shape.frame
            self._session.look(clip=place.clip, frame=place.frame, selected=shape.id)

    def _edit(self, item: QTreeWidgetItem, column: int) -> None:
        shape = self._shape(item)
        if column in _SWITCHES and shape is not None:
            field, name = _SWITCHES[column]
            changed: Any = {field: not getattr(shape, field)}
            self._do(PutAnnotation(replace(shape, **changed), name))
            return
        self.editItem(item, column if column in _EDITABLE else _LABEL)

    def _edited(self, item: QTreeWidgetItem, column: int) -> None:
        shape = self._shape(item) if isValid(item) else None
        if shape is None or column not in _EDITABLE:
            return
        words = item.text(column)
        if column == _LABEL:
            same = words.strip() in (shape.label, shape.slot)
            changed: Annotation | Problem = shape if same else replace(shape, label=words.strip())
        else:
            changed = self._typed_frames(shape, words) if column == _FRAMES else _typed_points(shape, words)
        if isinstance(changed, Problem):
            self.problem.emit(changed)
            self._fill()
        elif changed != shape:
            self._do(PutAnnotation(changed))

    def _typed_frames(self, shape: Annotation, words: str) -> Annotation | Problem:
        known = (c.frames for c in self._session.exam.clips if c.id == shape.frame.clip)
        frames = next(known, shape.frames[-1])
        changed = with_frames(shape, words, frames)
        return Problem.of("annotation.frames_text", frames=frames) if changed is None else changed

    def _do(self, edit: Edit) -> None:
        try:
            self._session.do(edit)
        except ProblemError as error:
            self.problem.emit(error.problem)
            self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item, alt = self.currentItem(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F2 and item is not None:
            self._edit(item, self.currentColumn())
        elif event.key() == Qt.Key.Key_Delete and item is not None:
            self._remove(item)
        elif event.key() in _WAYS and item is not None and alt:
            self._do(MoveInOrder(item.data(0, _ID), _WAYS[event.key()]))
        else:
            super().keyPressEvent(event)

    def _remove(self, item: QTreeWidgetItem) -> None:
        shape = self._shape(item)
        if shape is not None and shape.locked:
            self.problem.emit(Problem.of("annotation.locked"))
        elif shape is not None:
            self._do(RemoveAnnotation(shape.id))

    # what happened

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.annotations is not after.annotations or before.clips is not after.clips:
            self._fill()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.language != change.after.language:
            self._retranslate()
        elif change.before.selected != change.after.selected:
            self._follow()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Shapes and measurements"))
        self.setHeaderLabels(
            [
                self.tr("No."),
                self.tr("Shape"),
                self.tr("Label"),
                self.tr("Value"),
                text("list.clip", self._session.view.language),
                text("list.frames", self._session.view.language),
                self.tr("Points (px)"),
                text("list.shown", self._session.view.language),
                text("list.locked", self._session.view.language),
            ]
        )
        self._fill()


_WAYS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def _typed_points(shape: Annotation, words: str) -> Annotation | Problem:
    changed = with_points(shape, words)
    if changed is None:
        return Problem.of("annotation.points_text", count=len(shape.points))
    return Problem.of("annotation.locked") if shape.locked and changed != shape else changed


def frames_text(shape: Annotation) -> str:
    """Return a shape's frames as they are read and typed: ``3`` or ``3-7``."""
    first, last = shape.frames[0], shape.frames[-1]
    return str(first) if first == last else f"{first}-{last}"


def with_frames(shape: Annotation, words: str, frames: int) -> Annotation | None:
    """Return the shape on typed frames, or None where the words are no frames from 1 to ``frames``."""
    parts = words.replace("–", "-").split("-")
    if not 1 <= len(parts) <= 2 or not all(p.strip().isdecimal() for p in parts):
        return None
    typed = [int(p) for p in parts]
    if not all(1 <= n <= frames for n in typed):
        return None
    return shape.at(typed[0], typed[-1])


def points_text(points: tuple[Point, ...]) -> str:
    """Return points as they are read and typed: ``x, y; x, y``."""
    return "; ".join(f"{p.x:.2f}, {p.y:.2f}" for p in points)


def with_points(shape: Annotation, words: str) -> Annotation | None:
    """Return the shape with typed points, or None where the words are not as many points.

    A typed handle has resolution 0: it was not pointed at. Handles that keep their text keep their place.
    """
    try:
        typed = [Point(*map(float, pair.split(","))) for pair in words.split(";")]
    except (TypeError, ValueError):
        return None
    if len(typed) != len(shape.points) or not all(math.isfinite(c) for p in typed for c in p):
        return None
    known = shape.resolution or (0.0,) * len(typed)
    rows = zip(shape.points, typed, known, strict=True)
    made = [(old, r) if points_text((old,)) == points_text((new,)) else (new, 0.0) for old, new, r in rows]
    return replace(shape, points=tuple(p for p, _ in made), resolution=tuple(r for _, r in made))
