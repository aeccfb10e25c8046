"""A calibration asks before it acts: two points, then how far apart; the line stays and can be corrected."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from helpers.named import named
from sonostep.core.clip import ScaleInfo
from sonostep.core.edits import RemoveAnnotation
from sonostep.storage import exam_from_json, exam_to_json
from sonostep.ui.panels.study.annotation_list import AnnotationList


@pytest.fixture
def video(qtbot, pane, session, clips):
    session.add_clip(clips("video", 3, ScaleInfo(300, 400)))
    with qtbot.waitSignal(pane.frame_shown, timeout=5000):
        session.look(clip="video", frame=1)
    return pane


def scale(session):
    return session.exam.clip("video").scale.user


def say(pane, words):
    field = pane.strip.length
    field.clear()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Return)


def draw(pane, hand, means="mouse"):
    if means == "notice":
        pane.header.no_scale.click()
    else:
        pane.arm("calibrate")
    if means == "keys":
        pane.confirm_point()
        pane.confirm_point()
        pane.nudge(0, 80)
        pane.confirm_point()
    else:
        hand.drag((100, 50), (100, 250))


@pytest.mark.parametrize("means", ["mouse", "keys", "notice"])
def test_nothing_is_calibrated_before_a_number_is_given(video, session, hand, means):
    draw(video, hand, means)
    (line,) = session.exam.annotations
    assert line.calibrates and line.known_mm is None and scale(session) is None
    assert video.strip.length.isVisibleTo(video) and video.strip.length.text() == ""
    assert named(video.strip, QLabel, "mm apart").isVisibleTo(video)
    say(video, "20")
    assert session.exam.annotations[0].known_mm == 20.0
    assert scale(session).mm_per_pixel_y == pytest.approx(20 / abs(line.points[1].y - line.points[0].y))


@pytest.mark.parametrize("typed", ["12,5", "12.5", "12.5 mm"])
def test_a_later_number_changes_the_scale(video, session, hand, typed):
    draw(video, hand)
    say(video, "20")
    first = scale(session).mm_per_pixel_y
    video.arm("select")
    session.look(selected=session.exam.annotations[0].id)
    assert video.strip.length.text() == "20"
    say(video, typed)
    assert scale(session).mm_per_pixel_y == pytest.approx(first * 12.5 / 20)
    session.undo()
    assert scale(session).mm_per_pixel_y == first


@pytest.mark.parametrize("typed", ["1,234", "twelve", "1 2", "12 cm", "900", "0"])
def test_what_is_unclear_is_refused_in_words(qtbot, video, session, hand, typed):
    draw(video, hand)
    elsewhere = []
    video.problem.connect(elsewhere.append)
    say(video, typed)
    refusal = video.strip.refusal
    assert refusal.isVisible() and refusal.problem.code.startswith("number.") and elsewhere == []
    assert video.rect().contains(refusal.geometry()), "it lies on the picture, below or above its field"
    field = video.strip.length.mapTo(video, video.strip.length.rect().topLeft()).y()
    assert min(abs(refusal.geometry().bottom() - field), abs(refusal.y() - field)) < 60
    assert scale(session) is None and video.strip.length.text() == ""


@pytest.mark.parametrize(("typed", "doubted"), [("3", True), ("12", False), ("150", False), ("290", True)])
def test_an_implausible_depth_is_doubted_in_words(video, session, hand, typed, doubted):
    said = []
    video.problem.connect(said.append)
    draw(video, hand)
    say(video, typed)
    assert scale(session) is not None, "doubted, not refused"
    assert [p.code for p in said] == (["calibrate.depth_doubtful"] if doubted else [])
    assert ("whole picture" in video.strip.read_out.text()) is doubted


def test_the_scale_follows_the_line_and_goes_with_it(video, session, hand):
    draw(video, hand)
    say(video, "20")
    first = scale(session).mm_per_pixel_y
    video.arm("select")
    session.look(selected=session.exam.annotations[0].id, handle=1)
    video.nudge(0, -40)
    assert scale(session).mm_per_pixel_y > first
    assert exam_from_json(exam_to_json(session.exam)) == session.exam
    session.do(RemoveAnnotation(session.exam.annotations[0].id))
    assert scale(session) is None
    session.undo()
    assert scale(session) is not None


def test_it_is_listed_as_what_it_is_and_edited_there(qtbot, video, session, hand):
    draw(video, hand)
    listed = AnnotationList(session)
    qtbot.addWidget(listed)
    (line,) = session.exam.annotations
    assert listed.item_of(line.id).text(0).startswith("Calibration line")
    listed.item_of(line.id, "known_mm").setText(1, "20")
    qtbot.waitUntil(lambda: scale(session) is not None)
    assert session.exam.annotations[0].known_mm == 20.0


def test_the_notice_is_there_only_while_a_scale_is_missing(video, session, hand):
    assert not video.header.no_scale.isHidden()
    draw(video, hand)
    say(video, "20")
    assert video.header.no_scale.isHidden()
