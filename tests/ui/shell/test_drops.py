"""A drop is a copy, and a file that is dropped on a field opens as a clip: its path is no text."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from helpers.exam_window import FakeLoader, make_clip
from helpers.whole_window import furnish, leaves, name_of, stations, text_fields
from sonostep.ui.kit.drops import dropped_files, has_files
from sonostep.ui.kit.text_fields import LineEdit, TextEdit
from sonostep.ui.panels.report.key_image_list import IMAGE_MIME
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.viewer.pane import CLIP_MIME

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BOTH = COPY | MOVE | Qt.DropAction.LinkAction


def files(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(p) for p in paths])
    data.setText("\n".join(paths))
    return data


def carrying(mime: str, what: str) -> QMimeData:
    data = QMimeData()
    data.setData(mime, QByteArray(what.encode()))
    return data


def words() -> QMimeData:
    data = QMimeData()
    data.setText("copied")
    return data


DRAGGED = {
    "files": lambda: files("/stick/WANG.dcm"), "clip": lambda: carrying(CLIP_MIME, "hip"),
    "image": lambda: carrying(IMAGE_MIME, "image 2"), "text": words,
}  # fmt: skip


def droppable(root: QWidget) -> Iterator[QWidget]:
    yield from (w for w in (root, *root.findChildren(QWidget)) if w.acceptDrops() and w.isVisibleTo(root))


def drag(
    widget: QWidget, data: QMimeData, actions: Qt.DropAction, keys: Qt.KeyboardModifier
) -> list[QDropEvent]:
    """Enter, move and let go over the middle of a widget; the events as the other program gets them back."""
    at = QPoint(widget.width() // 2, widget.height() // 2)
    enter = QDragEnterEvent(at, actions, data, LEFT, keys)
    enter.ignore()
    widget.dragEnterEvent(enter)
    if not enter.isAccepted():
        return [enter]
    move = QDragMoveEvent(at, actions, data, LEFT, keys)
    move.setDropAction(enter.dropAction())
    move.accept()
    widget.dragMoveEvent(move)
    drop = QDropEvent(QPointF(at), actions, data, LEFT, keys)
    drop.ignore()
    widget.dropEvent(drop)
    return [enter, move, drop]


def test_a_drop_proposed_as_a_move_is_answered_as_a_copy_everywhere(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    loader.know(make_clip("other", "/stick/WANG.dcm"))
    furnish(exam_window)
    taken: set[tuple[str, str]] = set()
    for station, root in (s for s in stations(exam_window, qtbot) if not s[0].startswith("step")):
        for widget, what in itertools.product(list(droppable(root)), DRAGGED):
            if not isValid(widget) or (name_of(widget), what) in taken:
                continue
            if isinstance(widget, QLineEdit) and not isinstance(widget, LineEdit):
                continue
            name, data = name_of(widget), DRAGGED[what]()
            for actions, keys in ((MOVE, NONE), (BOTH, SHIFT), (COPY, NONE)):
                for event in drag(widget, data, actions, keys):
                    if event.isAccepted():
                        taken.add((name, what))
                        wanted = COPY if actions & COPY else Qt.DropAction.IgnoreAction
                        assert event.dropAction() == wanted, f"{station}: {name}: {type(event).__name__}"
                if not isValid(widget):
                    break
    assert {what for _, what in taken} == set(DRAGGED)
    assert any(name.startswith("MainWindow") for name, what in taken if what == "files")


def test_a_file_dropped_on_any_field_opens_as_a_clip_and_is_no_text(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    furnish(exam_window)
    tried: set[str] = set()
    for station, root in stations(exam_window, qtbot):
        if root.isWindow() and root is not exam_window:
            continue
        # found anew after each: a clip that is opened makes some of the fields anew
        while field := next((f for f in text_fields(root) if name_of(f) not in tried), None):
            tried.add(name_of(field))
            path = f"/stick/WANG XIAO MING {len(tried)}.dcm"
            loader.know(make_clip(f"clip {len(tried)}", path))
            before, texts = shown(field), list(leaves(exam_window.session.exam))
            data = files(path)  # an event does not keep it alive
            enter = QDragEnterEvent(QPoint(4, 4), BOTH, data, LEFT, NONE)
            field.dragEnterEvent(enter)
            assert not enter.isAccepted(), "the window's, which is asked next"
            drop = QDropEvent(QPointF(4, 4), BOTH, data, LEFT, NONE)
            field.dropEvent(drop)
            assert shown(field) == before and list(leaves(exam_window.session.exam)) == texts, station
            assert drop.isAccepted() and drop.dropAction() == COPY
            wanted = f"clip {len(tried)}"
            qtbot.waitUntil(lambda w=wanted: any(c.id == w for c in exam_window.session.clips))
    assert len(tried) > 20


def shown(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]


def test_a_copied_file_is_not_pasted_as_its_path(qtbot: QtBot) -> None:
    fields: list[QWidget] = [LineEdit(), TextEdit("Plan", 3)]
    for field in fields:
        qtbot.addWidget(field)
        field.show()
        QGuiApplication.clipboard().setMimeData(files("/home/me/WANG.dcm"))
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert shown(field) == ""
        QGuiApplication.clipboard().setText("words")
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert shown(field) == "words"
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("copied", [True, False], ids=["a file", "words"])
def test_the_menu_of_a_field_pastes_no_path(qtbot: QtBot, copied: bool) -> None:
    field = LineEdit()
    qtbot.addWidget(field)
    field.show()
    data = files("/home/me/WANG.dcm") if copied else words()
    QGuiApplication.clipboard().setMimeData(data)
    field.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), QPoint(2, 2)))
    menu = QApplication.activePopupWidget()
    (paste,) = (a for a in menu.actions() if a.objectName() == "edit-paste")
    assert paste.isEnabled() is not copied
    menu.close()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("address", ["smb://nas/WANG.dcm", "mtp://phone/WANG.dcm", "trash:///WANG.dcm"])
def test_a_file_of_elsewhere_is_no_text_and_said_to_be_none(
    exam_window: MainWindow, address: str, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl(address)])
    data.setText(address)
    field = LineEdit(parent=exam_window)
    with qtbot.waitSignal(exam_window.opening.problem):
        field.dropEvent(QDropEvent(QPointF(2, 2), BOTH, data, LEFT, NONE))
    assert field.text() == ""


def test_a_path_is_a_file_and_an_address_of_a_page_is_text(tmp_path: Path) -> None:
    (tmp_path / "WANG.dcm").touch()
    data = QMimeData()
    data.setText(f"{tmp_path / 'WANG.dcm'}\n")
    assert dropped_files(data) == [tmp_path / "WANG.dcm"]
    for text in ("/nowhere/WANG.dcm", "L4/5", "words\n/", "\0"):
        data.setText(text)
        assert not has_files(data)
    data.setUrls([QUrl("https://doi.org/10.1000/1")])
    assert not has_files(data)


def test_files_that_are_said_as_text_alone_are_files(exam_window: MainWindow, loader: FakeLoader) -> None:
    data = QMimeData()
    data.setText("file:///stick/WANG.dcm\n")
    field = LineEdit(parent=exam_window)
    drop = QDropEvent(QPointF(2, 2), COPY, data, LEFT, NONE)
    field.dropEvent(drop)
    assert field.text() == ""
    assert Path("/stick/WANG.dcm").suffix == ".dcm" and isinstance(field.parent(), QWidget | QComboBox)
