"""De-identified copies in the window: every picture is looked at, boxes are drawn, only then it leaves."""

import json
import logging
import threading
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from helpers.exam_window import FakeLoader, make_clip
from privacy.test_deidentify import UID, dataset, hits, picture, stored
from sonostep.core.problem import Problem
from sonostep.imaging import open_source, read_clip
from sonostep.privacy import Box, Dates
from sonostep.ui.dialogs.deidentify import box_geometry
from sonostep.ui.dialogs.deidentify.canvas import KEEP, BoxCanvas
from sonostep.ui.dialogs.deidentify.dialog import DeidentifyDialog
from sonostep.ui.dialogs.deidentify.review_pane import DARK, SINGLE
from sonostep.workflows.deidentify_review import Review, ReviewDecision, masked

ROWS, COLUMNS = 96, 128


class TrueLoader(FakeLoader):
    """Gives the frames of real files, and can be held."""

    def __init__(self):
        super().__init__()
        self.opened = {}
        self.gate = threading.Event()
        self.gate.set()

    def open(self, clip):
        self.opened[clip.id] = clip

    def request(self, frame, callback, /, *, channel=""):
        def answer():
            self.gate.wait(5)
            with open_source(self.opened[frame.clip]) as source:
                callback(frame, source.frame(frame.frame).copy())

        self._later(answer)


@pytest.fixture
def loader():
    return TrueLoader()


def still(path, seed=0):
    cv2.imwrite(str(path), picture(seed))
    return read_clip(path)


@pytest.fixture
def clips(tmp_path):
    """One clip that names its region, and one still that does not."""
    return [read_clip(stored(tmp_path / "DOE JANE.dcm", dataset())), still(tmp_path / "DOE.png")]


@pytest.fixture
def dialog(window, loader, clips, qtbot):
    made = DeidentifyDialog(clips, loader, window.background, "en", window)
    made.departing.folder.setText(str(Path(clips[0].path).parent / "out"))
    made.show()
    qtbot.waitUntil(lambda: made.look.leave.isEnabled())
    yield made
    made.close()


def out(dialog):
    return Path(dialog.departing.folder.text())


# what a review allows


def test_a_review_lets_nothing_leave_that_was_not_seen():
    clip = make_clip("hip")
    review = Review(clip)
    assert not review.can_leave and review.decided(ReviewDecision.LEAVES).verdict is ReviewDecision.OPEN
    for number in range(1, clip.frames):
        review = review.shown(number)
    assert not review.can_leave and review.shown(clip.frames).can_leave and Review(clip).shown(None).can_leave


def test_a_clip_without_regions_needs_a_box_and_a_look_after_it():
    review = Review(make_clip("hip", regions=False)).shown(None)
    assert not review.looked_at and review.refused == Problem.of("privacy.no_box")
    kept = review.with_boxes((Box(0, 0, 9, 9),), ())
    assert not kept.can_leave and kept.shown(None).can_leave
    assert kept.shown(None).decided(ReviewDecision.LEAVES).refused is None


@pytest.mark.parametrize(
    ("boxes", "seen"),
    [
        (((), (Box(0, 0, 9, 9), Box(20, 20, 30, 30))), True),
        (((), ()), False),
        (((), (Box(0, 0, 8, 9),)), False),
        (((Box(1, 1, 5, 5),), (Box(0, 0, 9, 9),)), False),
    ],
)
def test_only_what_shows_less_counts_as_seen(boxes, seen):
    review = Review(make_clip("hip"), blank=(Box(0, 0, 9, 9),)).shown(None).decided(ReviewDecision.LEAVES)
    after = review.with_boxes(*boxes)
    assert after.looked_at is seen and after.verdict is ReviewDecision.OPEN
    assert after.undone().blank == review.blank and after.undone().verdict is ReviewDecision.OPEN


def test_a_picture_that_is_blanked_all_over_does_not_leave():
    review = Review(make_clip("hip")).with_boxes((), (Box(0, 0, 9999, 9999),)).shown(None)
    assert review.mask is None and not review.can_leave


def test_what_is_shown_is_black_where_it_leaves_black():
    frame = np.full((4, 6, 4), 90, np.uint8)
    mask = np.zeros((4, 6), bool)
    mask[1:3, 1:3] = True
    assert masked(frame, mask)[0, 0, 0] == 0 and masked(frame, mask)[1, 1, 0] == 90
    assert masked(frame, None)[0, 0, 0] == 30


# boxes

spot = st.floats(-50, 250)


@given(spot, spot, spot, spot, st.integers(-300, 300), st.integers(-300, 300))
def test_boxes_stay_in_the_picture_and_hold_all_that_was_drawn_over(x0, y0, x1, y1, dx, dy):
    box = box_geometry.between(x0, y0, x1, y1, 200, 100)
    if box is None:
        return
    for made in (box, box_geometry.moved(box, dx, dy, 200, 100), box_geometry.resized(box, dx, dy, 200, 100)):
        assert 0 <= made.x0 <= made.x1 < 200 and 0 <= made.y0 <= made.y1 < 100
    assert box.x0 <= max(0, min(x0, x1)) and box.x1 + 1 >= min(200, max(x0, x1))
    moved = box_geometry.moved(box, dx, dy, 200, 100)
    assert (moved.x1 - moved.x0, moved.y1 - moved.y0) == (box.x1 - box.x0, box.y1 - box.y0)


@pytest.fixture
def canvas(qtbot):
    made = BoxCanvas()
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show_picture(np.zeros((ROWS, COLUMNS, 4), np.uint8))
    made.show()
    made.said = []
    made.changed.connect(lambda keep, blank: made.said.append((keep, blank)))
    return made


def at(canvas, x, y):
    place = canvas.place()
    zoom = place.width() / COLUMNS
    return QPoint(round(place.x() + x * zoom), round(place.y() + y * zoom))


def drag(canvas, start, end):
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(canvas, left, pos=at(canvas, *start))
    QTest.mouseMove(canvas, at(canvas, *end))
    QTest.mouseRelease(canvas, left, pos=at(canvas, *end))


def test_a_box_is_drawn_moved_and_resized_by_mouse(canvas):
    drag(canvas, (10, 10), (40, 30))
    assert canvas.said[-1] == ((), (Box(10, 10, 39, 29),))
    drag(canvas, (20, 20), (25, 25))
    assert canvas.said[-1][1] == (Box(15, 15, 44, 34),)
    drag(canvas, (45, 35), (55, 45))
    assert canvas.said[-1][1] == (Box(15, 15, 54, 44),)
    count = len(canvas.said)
    drag(canvas, (80, 80), (80, 80))
    assert len(canvas.said) == count


def test_a_box_is_drawn_by_finger(canvas, qtbot):
    from PySide6.QtGui import QPointingDevice

    device = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    canvas.tool = KEEP
    for step, (x, y) in (("press", (10, 10)), ("move", (30, 20)), ("move", (60, 50)), ("release", (60, 50))):
        touch = QTest.touchEvent(canvas, device)
        getattr(touch, step)(0, at(canvas, x, y), canvas)
        touch.commit()
    assert canvas.said[-1][0] == (Box(10, 10, 59, 49),)


def test_a_box_is_drawn_moved_resized_and_removed_by_keys(canvas):
    key = lambda k, held=Qt.KeyboardModifier.NoModifier: QTest.keyClick(canvas, k, held)  # noqa: E731
    key(Qt.Key.Key_N)
    box = canvas.said[-1][1][0]
    key(Qt.Key.Key_Left)
    key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.said[-1][1][0] == Box(box.x0 - 1, box.y0 + 10, box.x1 - 1, box.y1 + 10)
    key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert canvas.said[-1][1][0].x1 == box.x1
    key(Qt.Key.Key_N)
    key(Qt.Key.Key_PageUp)
    key(Qt.Key.Key_Delete)
    assert len(canvas.said[-1][1]) == 1
    key(Qt.Key.Key_Delete)
    assert canvas.said[-1] == ((), ())


# the dialog


def test_the_action_opens_it_with_the_clips_of_the_exam(window, loader, clips, qtbot):
    window.opening.open_paths(loader.know(clips[0]))
    qtbot.waitUntil(lambda: window.has_exam)
    window.actions_["deidentify"].trigger()
    made = window.findChild(DeidentifyDialog)
    assert [r.clip.id for r in made.reviews] == [clips[0].id]
    made.close()


def test_files_can_be_chosen_without_an_exam(window, loader, clips, qtbot):
    window.actions_["deidentify"].trigger()
    made = window.findChild(DeidentifyDialog)
    assert made.reviews == () and not made.departing.start.isEnabled()
    made.add_files([str(p) for p in loader.know(*clips)])
    qtbot.waitUntil(lambda: len(made.reviews) == 2)
    made.close()


def test_all_frames_at_once_show_what_stands_in_one_of_them(dialog):
    shown = dialog.look.canvas.frame
    brightest = np.maximum(picture(0), picture(1))[40, 40]
    assert (shown[40, 40, 2::-1] == brightest).all() and not shown[:20].any()
    dialog.look.views.buttons[DARK].click()
    assert (dialog.look.canvas.frame[40, 40, 2::-1] == np.minimum(picture(0), picture(1))[40, 40]).all()


def test_stepping_through_the_frames_is_a_look_too(dialog, qtbot):
    dialog._put(Review(dialog.here.clip))
    look = dialog.look
    look.views.buttons[SINGLE].click()
    qtbot.waitUntil(lambda: 1 in dialog.here.seen)
    assert not dialog.here.composed or dialog.here.seen
    look.slider.setValue(2)
    qtbot.waitUntil(lambda: dialog.here.seen == {1, 2})
    assert look.leave.isEnabled()


def test_nothing_is_written_before_something_is_confirmed(dialog):
    assert not dialog.departing.start.isEnabled()
    dialog.look.leave.click()
    assert dialog.departing.start.isEnabled() and dialog.list.currentRow() == 1
    dialog.list.setCurrentRow(0)
    dialog.look.canvas.add_box()
    assert not dialog.departing.start.isEnabled()


def confirm_both(dialog, qtbot):
    dialog.look.canvas.add_box()
    dialog.look.leave.click()
    qtbot.waitUntil(lambda: not dialog.pictures.busy)
    assert not dialog.look.leave.isEnabled()
    dialog.look.canvas.add_box()
    qtbot.waitUntil(lambda: dialog.look.leave.isEnabled())
    dialog.look.leave.click()


def test_what_leaves_is_what_was_shown_and_no_name_is_said(dialog, qtbot, caplog):
    caplog.set_level(logging.DEBUG)
    dialog.departing.dates.buttons[Dates.SHIFT].click()
    confirm_both(dialog, qtbot)
    box = dialog.reviews[0].blank[0]
    folder = out(dialog)
    dialog.departing.start.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["clip-0001.dcm", "clip-0002.png", "deidentified.json"]
    ds = pydicom.dcmread(folder / "clip-0001.dcm")
    assert not ds.pixel_array[:, box.y0 : box.y1 + 1, box.x0 : box.x1 + 1].any()
    assert ds.BurnedInAnnotation == "NO" and ds.StudyInstanceUID != UID
    said = json.loads((folder / "deidentified.json").read_text())
    assert [c["reviewed_by_eye"] for c in said["clips"]] == [True, True] and said["dates"] == "shift"
    assert hits((folder / "deidentified.json").read_bytes()) == [] and hits(caplog.text.encode()) == []
    from PySide6.QtWidgets import QLabel

    words = " ".join(w.text() for w in dialog.outcome.findChildren(QLabel))
    assert str(folder) in words and "UIDs mapped" in words and "2 of 2 written" in words


def test_what_stays_behind_is_named_with_its_reason(dialog, qtbot):
    dialog.look.leave.click()
    dialog.departing.start.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    from PySide6.QtWidgets import QLabel

    words = " ".join(w.text() for w in dialog.outcome.findChildren(QLabel))
    assert "no keep-box was drawn" in words
    dialog.outcome.back.click()
    assert dialog.stack.currentIndex() == 0


def test_cancelled_nothing_is_left(dialog, loader, qtbot):
    dialog.look.leave.click()
    loader.gate.clear()
    dialog.departing.start.click()
    assert dialog.departing.working.isVisible()
    dialog.departing.cancel.click()
    qtbot.waitUntil(lambda: "nothing was written" in dialog.departing.said.text())
    loader.gate.set()
    assert not out(dialog).exists() and dialog.outcome is None and dialog.departing.start.isEnabled()


def test_a_full_disk_leaves_nothing_and_is_said_there(dialog, qtbot, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    dialog.look.leave.click()
    monkeypatch.setattr(Path, "write_bytes", full)
    dialog.departing.start.click()
    qtbot.waitUntil(lambda: dialog._task is None)
    assert dialog.departing.said.isVisible() and dialog.departing.said.text() and not out(dialog).exists()


def test_boxes_can_be_put_on_all_clips_of_the_size(dialog):
    dialog.look.canvas.add_box()
    dialog.look.spread.click()
    assert dialog.reviews[1].blank == dialog.reviews[0].blank != ()


def test_a_box_is_taken_back(dialog):
    dialog.look.canvas.add_box()
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dialog.here.blank == ()


def test_a_folder_with_something_in_it_is_refused_there(dialog, window, qtbot):
    out(dialog).mkdir()
    (out(dialog) / "mine.txt").write_text("mine")
    dialog.look.leave.click()
    dialog.departing.start.click()
    qtbot.waitUntil(lambda: "not empty" in dialog.departing.said.text())
    assert [p.name for p in out(dialog).iterdir()] == ["mine.txt"]
    assert window.notices.problems == [], "not behind the dialog"


def test_what_goes_wrong_elsewhere_is_not_said_there(dialog, window):
    window.background.failed.emit(Problem.of("ui.no_clips"))
    assert not dialog.departing.said.isVisible()


def test_every_control_has_a_name(dialog):
    from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QProgressBar, QSlider

    kinds = (QAbstractButton, QLineEdit, QListWidget, QProgressBar, QSlider, BoxCanvas)
    controls = [w for kind in kinds for w in dialog.findChildren(kind)]
    assert len(controls) > 15 and [w for w in controls if not w.accessibleName()] == []


def test_the_dialog_speaks_the_windows_language_at_once_and_keeps_what_was_done(window, dialog, qtbot):
    dialog.look.leave.click()
    dialog.departing.dates.buttons[Dates.SHIFT].click()
    before = (dialog.reviews, dialog.list.currentRow(), dialog.departing.chosen, out(dialog))
    english = said_by(dialog)
    window.use_language("zh-TW")
    qtbot.waitUntil(lambda: dialog.windowTitle() != "De-identified copies")
    assert not english & said_by(dialog)
    window.use_language("en")
    qtbot.waitUntil(lambda: dialog.windowTitle() == "De-identified copies")
    assert said_by(dialog) == english
    assert (dialog.reviews, dialog.list.currentRow(), dialog.departing.chosen, out(dialog)) == before


def test_the_result_follows_the_language_and_stays_in_front(window, dialog, qtbot):
    dialog.look.leave.click()
    dialog.departing.start.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert dialog.outcome.open_folder.text() == "Open folder"
    window.use_language("zh-TW")
    qtbot.waitUntil(lambda: dialog.outcome.open_folder.text() != "Open folder")
    assert dialog.stack.currentWidget() is dialog.outcome
    window.use_language("en")
    qtbot.waitUntil(lambda: dialog.outcome.open_folder.text() == "Open folder")


def said_by(dialog):
    """Every text of the dialog that has words of its own in it."""
    texts = {w.text() for w in dialog.findChildren(QLabel) + dialog.findChildren(QAbstractButton)}
    names = {w.accessibleName() for w in dialog.findChildren(QWidget)}
    own = {r.clip.title for r in dialog.reviews}
    return {t for t in texts | names if any(c.isalpha() for c in t)} - own - {""}
