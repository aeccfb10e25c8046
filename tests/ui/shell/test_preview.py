"""The preview shows what an export writes, follows the exam, and leads to frames; images are arranged."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from sonostep.core.clip import FrameRef
from sonostep.core.edits import CaptionKeyImage, MoveKeyImage, PutFinding, PutKeyImage, SetWords
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.ui.dialogs.preview import PreviewDialog
from sonostep.ui.panels.report.key_image_list import IMAGE_MIME
from sonostep.ui.viewer.pane import CLIP_MIME

HERE = FrameRef("hip", 5)


def png(shade=90):
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), (shade, shade, shade)).save(buffer, "PNG")
    return buffer.getvalue()


def images(window):
    return [k.id for k in window.session.exam.key_images]


@pytest.fixture
def report(protocol_window):
    """The report panel of an exam with three key images."""
    for number, id_ in enumerate("abc", 1):
        protocol_window.session.do(PutKeyImage(KeyImage(id_, FrameRef("hip", number), png(30 * number))))
    protocol_window.exam_view.show_panel("report")
    return protocol_window.exam_view.report


# the order and the words below


@pytest.mark.parametrize(
    ("id_", "to", "order"),
    [("a", 1, "bac"), ("a", 99, "bca"), ("c", 0, "cab"), ("c", -5, "cab"), ("b", 1, "abc"), ("x", 0, "abc")],
)
def test_a_key_image_is_moved_by_an_edit_that_can_be_undone(report, exam_window, id_, to, order):
    before = exam_window.session.exam
    exam_window.session.do(MoveKeyImage(id_, to))
    assert images(exam_window) == list(order)
    if order == "abc":
        assert exam_window.session.exam is before
    else:
        exam_window.session.undo()
        assert images(exam_window) == list("abc")


def test_a_caption_is_typed_kept_undone_and_shown(report, exam_window, qtbot):
    report.images.list.choose("b")
    qtbot.keyClicks(report.images.caption, "thick tendon")
    report.images.list.choose("c")
    assert exam_window.session.exam.key_images[1].caption == "thick tendon"
    assert report.images.caption.text() == ""
    assert "thick tendon" in report.images.list.item(1).text()
    exam_window.session.undo()
    assert exam_window.session.exam.key_images[1].caption == ""


def test_the_same_caption_again_is_no_edit(report, exam_window):
    before = exam_window.session.exam
    exam_window.session.do(CaptionKeyImage("a", ""))
    assert exam_window.session.exam is before


def test_images_are_moved_by_keys_and_by_buttons(report, exam_window):
    list_ = report.images.list
    list_.choose("a")
    QTest.keyClick(list_, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert images(exam_window) == list("bac") and list_.chosen == "a"
    report.images.later.click()
    assert images(exam_window) == list("bca") and list_.chosen == "a"
    report.images.later.click()
    assert images(exam_window) == list("bca")
    QTest.keyClick(list_, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert images(exam_window) == list("bac")
    QTest.keyClick(list_, Qt.Key.Key_Delete)
    assert images(exam_window) == list("bc")


def drop(list_, mime, value, row, below):
    data = QMimeData()
    data.setData(mime, value.encode())
    place = list_.visualItemRect(list_.item(row)).center() + QPoint(0, 20 if below else -20)
    event = QDropEvent(
        QPointF(place), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    list_.dropEvent(event)


@pytest.mark.parametrize(
    ("id_", "row", "below", "order"),
    [("a", 2, True, "bca"), ("a", 2, False, "bac"), ("c", 0, False, "cab"), ("a", 0, True, "abc")],
)
def test_images_are_reordered_by_dragging(report, exam_window, id_, row, below, order):
    drop(report.images.list, IMAGE_MIME, id_, row, below)
    assert images(exam_window) == list(order)


def test_a_clip_that_is_dropped_in_becomes_an_image_at_that_place(report, exam_window, qtbot):
    exam_window.session.look(clip="hip", frame=7)
    drop(report.images.list, CLIP_MIME, "hip", 1, False)
    qtbot.waitUntil(lambda: len(images(exam_window)) == 4)
    new = exam_window.session.exam.key_images[1]
    assert new.frame == FrameRef("hip", 7) and images(exam_window)[0] == "a"
    exam_window.session.undo()
    assert images(exam_window) == list("abc")


def test_the_frame_in_view_is_added_by_a_button(report, exam_window, qtbot):
    exam_window.session.look(clip="hip", frame=3)
    report.images.take.click()
    qtbot.waitUntil(lambda: len(images(exam_window)) == 4)
    assert exam_window.session.exam.key_images[3].frame.frame == 3


def test_an_image_leads_to_its_frame(report, exam_window):
    report.images.list.choose("c")
    report.images.go.click()
    assert exam_window.session.view.frame_ref == FrameRef("hip", 3)


def test_a_final_exam_keeps_its_images_as_they_are(report, exam_window):
    from sonostep.core.exam import ExamState

    closed = replace(exam_window.session.exam, state=ExamState.FINAL)
    report.images.show_exam(closed)
    assert report.images.caption.isReadOnly() and report.images.remove.isHidden()
    assert not report.images.list.acceptDrops()


# the pages


@pytest.fixture
def pages(report, exam_window, qtbot):
    finding = Finding(
        FindingKey("gt_palpation", Side.RIGHT), FindingState.PRESENT, frames=(HERE,), step="palpation"
    )
    exam_window.session.do(PutFinding(finding))
    exam_window.actions_["preview"].trigger()
    made = report.findChild(PreviewDialog)
    qtbot.waitUntil(lambda: bool(made.view.sheet.shown.pages), timeout=20_000)
    yield made
    made.close()


def test_the_pages_follow_an_edit_at_their_place_and_lead_to_the_frame(pages, exam_window, qtbot):
    bar = pages.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place, before = bar.value(), pages.view.sheet.shown
    first = before.pages[0]
    exam_window.session.do(SetWords("Typed a moment ago", ""))
    qtbot.waitUntil(lambda: pages.view.sheet.shown is not before, timeout=20_000)
    assert bar.value() == place and pages.view.sheet.shown.pages[0] != first
    sheet = pages.view.sheet
    spot = next(s for s in sheet.shown.spots if s.target == FindingKey("gt_palpation", Side.RIGHT))
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.area(spot).center().toPoint())
    assert exam_window.session.view.frame_ref == HERE
    assert [s for s in sheet.shown.spots if s.target == FrameRef("hip", 2)]


def test_what_is_shown_in_short_leads_to_the_frame(report, exam_window, qtbot):
    finding = Finding(FindingKey("gt_palpation", Side.RIGHT), FindingState.PRESENT, frames=(HERE,))
    exam_window.session.do(PutFinding(finding))
    qtbot.waitUntil(lambda: any(b.value == finding.key for b in report.preview.links))
    next(b for b in report.preview.links if b.value == finding.key).click()
    assert exam_window.session.view.frame_ref == HERE


def test_edits_in_a_row_are_shown_together_and_the_place_is_kept(report, exam_window, qtbot):
    qtbot.waitUntil(lambda: report.preview._card is not None)
    bar = report.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    place, made = bar.value(), []
    build = report.preview.made
    report.preview.made = lambda: made.append(1) or build()
    for number in range(5):
        exam_window.session.do(SetWords(f"word {number}", ""))
    qtbot.waitUntil(lambda: made == [1])
    qtbot.wait(300)
    assert made == [1] and abs(bar.value() - place) <= 2
