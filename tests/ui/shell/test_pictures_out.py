"""Copy, save and print what is in view, and the menus of picture, shape and clip, in the real window."""

from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QMenu, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from helpers.exam_window import COLUMNS, FRAMES, ROWS, FakeLoader, make_clip
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation
from sonostep.core.measure.geometry import Point
from sonostep.ui.shell.actions import SEPARATOR
from sonostep.ui.shell.context_menus import CLIP_MENU, PICTURE_MENU, SHAPE_MENU
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.viewer.output.printing import print_picture
from sonostep.ui.viewer.output.save_dialog import SavePictureDialog

SCALE = 2
"""320 columns leave as 640."""


def draw(window: MainWindow, frame: int = 1) -> None:
    """A line on a frame of the clip in view."""
    ends = (Point(100.0, 150.0), Point(200.0, 150.0))
    line = Annotation("line", FrameRef("hip", frame), ShapeKind.DISTANCE, ends, (1.0, 1.0))
    window.session.do(PutAnnotation(line))


def coloured(rgb: np.ndarray, top: int = 0) -> bool:
    near = rgb[top + 150 * SCALE - 2 : top + 150 * SCALE + 3, 290:310].astype(int)
    return bool((near.max(axis=2) - near.min(axis=2) > 60).any())


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


def save_dialog(window: MainWindow) -> SavePictureDialog:
    window.actions_["save_picture"].trigger()
    found = window.findChild(SavePictureDialog)
    assert found is not None and found.isVisible()
    return found


def chosen(dialog: QWidget, kind: type, name: str) -> QWidget:
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found


def save_as(window: MainWindow, dialog: SavePictureDialog, path: Path, qtbot: QtBot) -> None:
    """Press Save…, and choose a file."""
    dialog.save.click()
    files = window.findChild(QFileDialog)
    assert files is not None and "hip" in files.selectedFiles()[0]
    files.fileSelected.emit(str(path))
    files.reject()
    qtbot.waitUntil(path.exists, timeout=20_000)


def test_the_picture_with_its_marks_is_copied(protocol_window: MainWindow, qtbot: QtBot) -> None:
    draw(protocol_window)
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    protocol_window.actions_["copy_picture"].trigger()
    qtbot.waitUntil(lambda: not clipboard.image().isNull())
    copied = pixels(clipboard.image())
    assert copied.shape == (ROWS * SCALE, COLUMNS * SCALE, 3) and coloured(copied)
    clipboard.clear()


def test_a_cine_is_saved_as_a_film(protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    draw(protocol_window, 4)
    dialog = save_dialog(protocol_window)
    chosen(dialog, QRadioButton, "format_mp4").click()
    assert "made black" in dialog.said.text()
    save_as(protocol_window, dialog, tmp_path / "c.mp4", qtbot)
    with av.open(str(tmp_path / "c.mp4")) as film:
        frames = list(film.decode(video=0))
    shown = [coloured(f.to_ndarray(format="rgb24")) for f in frames]
    assert shown == [n == 4 for n in range(1, FRAMES + 1)]
    assert [float(f.pts * f.time_base) for f in frames] == pytest.approx([n / 25 for n in range(FRAMES)])
    qtbot.waitUntil(lambda: any("c.mp4" in line.text.text() for line in lines(protocol_window)))


def lines(window: MainWindow) -> list:
    from sonostep.ui.shell.notifications import HintLine

    return window.notices.findChildren(HintLine)


def test_frames_and_identity_are_chosen(protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from sonostep.core.clip import Patient
    from sonostep.core.edits import SetPatient

    protocol_window.session.do(SetPatient(Patient("Chen^A", "P-9")))
    dialog = save_dialog(protocol_window)
    chosen(dialog, QRadioButton, "format_gif").click()
    dialog.first.setValue(3)
    dialog.last.setValue(5)
    chosen(dialog, QCheckBox, "with_identity").click()
    order = dialog.order()
    assert (order.first, order.last, order.identity, dialog.format) == (3, 5, True, "gif")
    save_as(protocol_window, dialog, tmp_path / "c.gif", qtbot)
    picture = QImage(str(tmp_path / "c.gif"))
    assert picture.height() > ROWS * SCALE


def test_a_name_in_the_pixels_is_asked_for(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot, tmp_path: Path
) -> None:
    """Of a file that does not say where its picture lies."""
    window.opening.open_paths(loader.know(make_clip("hip", regions=False)))
    qtbot.waitUntil(lambda: window.has_exam and window.viewer.current_frame_pixels() is not None)
    dialog = save_dialog(window)
    save = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save…")
    assert not save.isEnabled() and "look at every frame" in dialog.said.text()
    chosen(dialog, QCheckBox, "no_name_seen").click()
    assert save.isEnabled() and dialog.order().looked
    chosen(dialog, QCheckBox, "no_name_seen").click()
    chosen(dialog, QCheckBox, "with_identity").click()
    assert save.isEnabled()
    dialog.reject()


def test_a_cine_under_way_can_be_stopped(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, loader: FakeLoader
) -> None:
    import threading

    held = threading.Event()
    request = loader.request

    def slow(frame, callback, /, *, channel="") -> None:  # type: ignore[no-untyped-def]
        if channel == "pictures-out" and frame.frame > 2:
            threading.Thread(target=lambda: (held.wait(5), request(frame, callback)), daemon=True).start()
        else:
            request(frame, callback)

    loader.request = slow  # type: ignore[method-assign]
    begun: list = []
    protocol_window.background.started.connect(begun.append)
    dialog = save_dialog(protocol_window)
    chosen(dialog, QRadioButton, "format_dcm").click()
    dialog.save.click()
    files = protocol_window.findChild(QFileDialog)
    assert files is not None
    files.fileSelected.emit(str(tmp_path / "c.dcm"))
    files.reject()
    ended: list = []
    begun[0].ended.connect(lambda: ended.append(True))
    begun[0].cancel()
    qtbot.waitUntil(lambda: bool(ended), timeout=5_000)
    held.set()
    assert list(tmp_path.iterdir()) == []


def test_the_picture_is_printed(protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    draw(protocol_window)
    protocol_window.actions_["print_picture"].trigger()
    qtbot.waitUntil(lambda: protocol_window.findChild(QPrintDialog) is not None)
    asked = protocol_window.findChild(QPrintDialog)
    assert asked is not None and asked.windowTitle() == "Print the picture"
    asked.reject()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "p.pdf"))
    red = QImage(300, 200, QImage.Format.Format_RGB888)
    red.fill(Qt.GlobalColor.red)
    assert print_picture(red, printer)
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")


def ask(widget: QWidget, at: QPoint, *, by_key: bool = False) -> QMenu:
    """Press the right button, or the menu key, and return the menu that came."""
    reason = QContextMenuEvent.Reason
    event = QContextMenuEvent(reason.Keyboard if by_key else reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def texts(menu: QMenu) -> list[str]:
    return [a.text() for a in menu.actions() if not a.isSeparator()]


def ids(menu: QMenu) -> list[str]:
    return [SEPARATOR if a.isSeparator() else a.objectName() for a in menu.actions()]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_picture_has_a_menu(protocol_window: MainWindow, by_key: bool) -> None:
    canvas = protocol_window.viewer.canvas
    menu = ask(canvas, canvas.rect().center(), by_key=by_key)
    assert ids(menu) == list(PICTURE_MENU)
    assert "Copy the picture with its marks" in texts(menu)
    copy = next(a for a in menu.actions() if a.objectName() == "copy_picture")
    assert copy.shortcut().toString() == "Ctrl+Shift+C"
    menu.close()


def test_a_shape_has_a_menu_and_is_selected_by_it(protocol_window: MainWindow, qtbot: QtBot) -> None:
    draw(protocol_window)
    protocol_window.session.look(selected="", tool="select")
    canvas = protocol_window.viewer.canvas
    at = canvas.view.to_screen(Point(150.0, 150.0)).toPoint()
    menu = ask(canvas, at)
    assert ids(menu) == list(SHAPE_MENU) and protocol_window.session.view.selected == "line"
    menu.close()
    by_key = ask(canvas, canvas.rect().center(), by_key=True)
    assert ids(by_key) == list(SHAPE_MENU)
    next(a for a in by_key.actions() if a.objectName() == "delete").trigger()
    by_key.close()
    assert protocol_window.session.exam.annotations == ()


def test_a_clip_has_a_menu_and_opens_beside(
    protocol_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    protocol_window.exam_view.show_clips(True)
    protocol_window.opening.open_paths(loader.know(make_clip("second")))
    qtbot.waitUntil(lambda: len(protocol_window.session.clips) == 2)
    browser = protocol_window.exam_view.browser
    item = browser.itemBelow(browser.currentItem())
    at = browser.visualItemRect(item).center()
    menu = ask(browser.viewport(), at)
    assert ids(menu) == list(CLIP_MENU) and browser.chosen() == "second"
    next(a for a in menu.actions() if a.objectName() == "open_clip_beside").trigger()
    menu.close()
    assert [p.looking.view.clip for p in protocol_window.viewer.panes] == ["hip", "second"]
    assert ids(by_key := ask(browser, at, by_key=True)) == list(CLIP_MENU)
    by_key.close()


def test_f11_gives_the_screen_to_the_picture(protocol_window: MainWindow, qtbot: QtBot) -> None:
    protocol_window.actions_["full_screen"].trigger()
    assert protocol_window.isFullScreen()
    protocol_window.actions_["full_screen"].trigger()
    assert not protocol_window.isFullScreen()
