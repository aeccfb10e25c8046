"""The one door to the main thread."""

import ast
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject

import sonostep.ui
from sonostep.core.exam import Exam
from sonostep.ui.kit.main_thread import Generation, MainThread
from sonostep.ui.panels.report.page_preview import PreviewOrder
from sonostep.workflows.library import load_library


def test_what_is_posted_runs_on_the_main_thread_in_order(qtbot):
    door = MainThread()
    seen: list[tuple[int, bool]] = []

    def land(n: int) -> None:
        seen.append((n, threading.current_thread() is threading.main_thread()))

    worker = threading.Thread(target=lambda: [door.post(land, n) for n in range(50)])
    worker.start()
    worker.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 50, timeout=5000)
    assert seen == [(n, True) for n in range(50)]


def test_what_the_main_thread_posts_runs_later_too(qtbot):
    door = MainThread()
    seen: list[int] = []
    for n in range(5):
        door.post(seen.append, n)
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 5, timeout=5000)
    assert seen == [0, 1, 2, 3, 4]


def test_nothing_passes_a_closed_door_or_one_that_is_gone(qtbot):
    owner = QObject()
    door, seen = MainThread(owner), []
    door.post(seen.append, 1)
    door.close()
    qtbot.wait(10)
    gone = MainThread(owner)
    import shiboken6

    shiboken6.delete(owner)
    gone.post(seen.append, 2)
    leaving = MainThread(owner := QObject())
    leaving.post(seen.append, 3)
    shiboken6.delete(owner)
    qtbot.wait(10)
    assert seen == []


def test_only_the_newest_generation_is_current():
    generation = Generation()
    first, second = generation.next(), generation.next()
    assert not generation.current(first)
    assert generation.current(second)


def test_a_door_may_be_deleted_while_threads_post_through_it(qapp):
    """Closing a dialog while its frames arrive crashed the program: Qt deleted what a thread called."""
    switching, over = sys.getswitchinterval(), threading.Event()
    sys.setswitchinterval(1e-5)
    doors: list[MainThread] = [MainThread()]

    def hammer() -> None:
        while not over.is_set():
            doors[-1].post(int)

    threads = [threading.Thread(target=hammer) for _ in range(3)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(2000):
            owner = QObject()
            doors[-1] = MainThread(owner)
            QCoreApplication.processEvents()
            owner.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(switching)
    qapp.processEvents()


READERS = {"fromData", "QImageReader", "QPicture", "QMovie", "QSvgRenderer"}
ON_THE_MAIN_THREAD = {"reference_images.py QSvgRenderer": "made as a child of the widget that it draws"}


def test_no_reader_of_qt_decodes_beside_the_main_thread():
    """Decoding a page with QImage.fromData in a task stopped the window for ever, once in some hundred."""
    found = set()
    for path in Path(sonostep.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            found |= {f"{path.name} {name}"} if name in READERS else set()
    assert found == set(ON_THE_MAIN_THREAD)


def test_a_page_of_the_preview_has_the_pixels_that_were_set():
    exam = Exam("an exam", "2026-12-01T09:00:00+00:00")
    shown = PreviewOrder(exam, load_library()[0], "en", 40.0).run(None)
    page = shown.pages[0]
    assert shown.problem is None and (page.width(), page.height()) == (331, 468)  # A4 at 40 per inch
    assert page.pixelColor(1, 1).name() == "#ffffff"
    dark = sum(page.pixelColor(x, y).lightness() < 128 for x in range(331) for y in range(60))
    assert dark > 40
