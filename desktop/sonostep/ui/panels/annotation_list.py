"""The annotation list: everything drawn on the pictures, to be read, selected and edited by keyboard."""

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget
from shiboken6 import isValid

from sonostep.core.annotation import Annotation
from sonostep.core.edits import PutAnnotation, RemoveAnnotation
from sonostep.core.exam import Exam
from sonostep.core.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import Session, ViewChange
from sonostep.ui.viewer.readout import full, value_of
from sonostep.ui.viewer.subscriptions import Subscriptions

_ID = Qt.ItemDataRole.UserRole
_NUMBER, _SHAPE, _LABEL, _VALUE, _FRAME, _POINTS = range(6)
_EDITABLE = (_LABEL, _POINTS)


class AnnotationList(QTreeWidget):
    """One row per shape. Choosing a row shows its frame and selects it; F2 or Enter edits label and points.

    ``problem`` carries why an edit could not be made.
    """

    problem = Signal(Problem)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("annotation_list")
        self._session = session
        self._filling = False
        self.setRootIsDecorated(False)
        self.setColumnCount(6)
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
        counts: dict[object, int] = {}
        for shape in self._session.exam.annotations:
            counts[shape.frame] = counts.get(shape.frame, 0) + 1
            self._add(shape, counts[shape.frame])
        for column in (_NUMBER, _SHAPE, _FRAME):
            self.resizeColumnToContents(column)
        self.blockSignals(False)
        self._filling = False
        self._follow()

    def _add(self, shape: Annotation, number: int) -> None:
        language = self._session.view.language
        columns = [
            str(number),
            text(f"shape.{shape.kind.value}", language),
            shape.label or shape.slot,
            self._value(shape),
            self._place(shape),
            points_text(shape.points),
        ]
        item = QTreeWidgetItem(self, columns)
        item.setData(0, _ID, shape.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for column, words in enumerate(columns):
            item.setToolTip(column, words)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(w for w in columns if w))

    def _value(self, shape: Annotation) -> str:
        records = (c.scale for c in self._session.exam.clips if c.id == shape.frame.clip)
        info = next(records, None)
        return full(value_of(shape, info), self._session.view.language) if info else ""

    def _place(self, shape: Annotation) -> str:
        labels = (c.label for c in self._session.exam.clips if c.id == shape.frame.clip)
        return f"{next(labels, '')} · {shape.frame.frame}"

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
            self._session.look(clip=shape.frame.clip, frame=shape.frame.frame, selected=shape.id)

    def _edit(self, item: QTreeWidgetItem, column: int) -> None:
        self.editItem(item, column if column in _EDITABLE else _LABEL)

    def _edited(self, item: QTreeWidgetItem, column: int) -> None:
        shape = self._shape(item) if isValid(item) else None
        if shape is None or column not in _EDITABLE:
            return
        words = item.text(column)
        changed = replace(shape, label=words.strip()) if column == _LABEL else with_points(shape, words)
        if changed is None:
            self.problem.emit(Problem.of("annotation.points_text", count=len(shape.points)))
            self._fill()
        elif changed != shape and not (column == _LABEL and words.strip() == shape.slot):
            self._do(PutAnnotation(changed))

    def _do(self, edit: PutAnnotation | RemoveAnnotation) -> None:
        try:
            self._session.do(edit)
        except ProblemError as error:
            self.problem.emit(error.problem)
            self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_F2 and item is not None:
            self._edit(item, self.currentColumn())
        elif event.key() == Qt.Key.Key_Delete and item is not None:
            self._do(RemoveAnnotation(item.data(0, _ID)))
        else:
            super().keyPressEvent(event)

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
                self.tr("Clip · frame"),
                self.tr("Points (px)"),
            ]
        )
        self._fill()


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
