"""The study browser and the annotation list beside the picture."""

import pytest
from PySide6.QtCore import Qt

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient, ScaleInfo, StudyInfo
from sonostep.core.edits import PutAnnotation
from sonostep.core.geometry import Point
from sonostep.core.problem import Problem
from sonostep.ui.panels.annotation_list import AnnotationList
from sonostep.ui.panels.study_browser import StudyBrowser


@pytest.fixture
def browser(qtbot, session, loader, clips):
    patient = Patient("WANG^XIAO MING", "A12")
    session.add_clip(clips("second", patient=patient, study=StudyInfo(study_date="20250102")))
    bad = Problem.of("frame.missing", frame=1, frames=0)
    session.add_clip(clips("broken", frames=0, scale=ScaleInfo(0, 0), problems=(bad,)))
    made = StudyBrowser(session, loader)
    qtbot.addWidget(made)
    return made


def rows(tree):
    items = tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return {i.data(0, Qt.ItemDataRole.UserRole): i for i in items}


def test_clips_are_listed_by_patient_and_study_with_the_unreadable_and_why(browser):
    words = [i.text(0) for i in rows(browser).values()]
    found = rows(browser)
    assert set(found) >= {"clip", "second", "broken"}
    assert "no frame 1" in found["broken"].text(0)
    assert found["second"].parent().text(0) == "2025-01-02"
    assert found["second"].parent().parent().text(0) == "WANG XIAO MING (A12)"
    assert words


def test_thumbnails_arrive_later_and_pressing_a_clip_shows_it(qtbot, browser, session):
    qtbot.waitUntil(lambda: {"clip", "second"} <= set(browser._thumbnails), timeout=5000)
    browser.itemClicked.emit(rows(browser)["second"], 0)
    assert session.view.clip == "second"
    assert browser.currentItem() is rows(browser)["second"]


def test_a_clip_that_comes_later_is_listed(browser, session, clips):
    session.add_clip(clips("late"))
    assert "late" in rows(browser)


@pytest.fixture
def listed(qtbot, session):
    made = AnnotationList(session)
    qtbot.addWidget(made)
    for id_, frame in (("a", 1), ("b", 3)):
        points = (Point(10.5, 20.0), Point(110.5, 20.0))
        session.do(
            PutAnnotation(Annotation(id_, FrameRef("clip", frame), ShapeKind.DISTANCE, points, (1.0, 1.0)))
        )
    return made


def test_the_list_says_what_is_drawn(listed):
    row = listed.topLevelItem(1)
    assert row.text(1) == "Distance"
    assert row.text(3).startswith("10.0")
    assert "mm" in row.text(3)
    assert row.text(4) == "clip"
    assert row.text(5) == "3"
    assert row.text(6) == "10.50, 20.00; 110.50, 20.00"


def test_choosing_a_row_shows_its_frame_and_selects_it(listed, session):
    listed.setCurrentItem(listed.topLevelItem(1))
    assert (session.view.clip, session.view.frame, session.view.selected) == ("clip", 3, "b")
    session.look(selected="a")
    assert listed.currentItem().data(0, Qt.ItemDataRole.UserRole) == "a"


def test_points_and_labels_are_edited_by_typing(qtbot, listed, session):
    listed.topLevelItem(0).setText(6, "10.50, 20.00; 60.5, 20")
    qtbot.waitUntil(lambda: session.exam.annotations[0].points[1].x == 60.5, timeout=2000)
    assert session.exam.annotations[0].resolution == (1.0, 0.0), "a typed handle was not pointed at"
    listed.topLevelItem(0).setText(2, "bursa")
    qtbot.waitUntil(lambda: session.exam.annotations[0].label == "bursa", timeout=2000)
    before = session.exam
    with qtbot.waitSignal(listed.problem, timeout=2000):
        listed.topLevelItem(0).setText(6, "nonsense")
    assert session.exam is before


def test_delete_removes_the_row_s_shape(qtbot, listed, session):
    listed.setCurrentItem(listed.topLevelItem(0))
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert [a.id for a in session.exam.annotations] == ["b"]


def test_frames_are_typed_as_one_or_as_a_range(qtbot, listed, session):
    listed.topLevelItem(0).setText(5, "2-6")
    qtbot.waitUntil(lambda: session.exam.annotations[0].frames == range(2, 7), timeout=2000)
    for wrong in ("0", "3-11", "some", "1-2-3"):
        before = session.exam
        with qtbot.waitSignal(listed.problem, timeout=2000) as told:
            listed.topLevelItem(0).setText(5, wrong)
        assert told.args[0].code == "annotation.frames_text"
        assert session.exam is before


def test_the_list_numbers_shapes_as_the_picture_does_and_marks_have_none(listed, session):
    points = (Point(10.0, 10.0),)
    session.do(PutAnnotation(Annotation("m", FrameRef("clip", 1), ShapeKind.POINT, points)))
    assert [listed.topLevelItem(n).text(0) for n in range(3)] == ["1", "2", ""]


def test_alt_and_arrows_change_the_order_and_with_it_the_numbers(qtbot, listed, session):
    listed.setCurrentItem(listed.topLevelItem(1))
    qtbot.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [a.id for a in session.exam.annotations] == ["b", "a"]
    assert listed.currentItem() is listed.topLevelItem(0)
    qtbot.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert session.history.undo_name == "reorder_annotation"
    session.undo()
    assert [a.id for a in session.exam.annotations] == ["a", "b"]


def test_shown_and_locked_are_turned_over_by_enter(qtbot, listed, session):
    listed.setCurrentItem(listed.topLevelItem(0), 7)
    listed.itemActivated.emit(listed.topLevelItem(0), 7)
    assert session.exam.annotations[0].hidden
    listed.itemActivated.emit(listed.topLevelItem(0), 8)
    assert session.exam.annotations[0].locked
    listed.setCurrentItem(listed.topLevelItem(0))
    with qtbot.waitSignal(listed.problem, timeout=2000) as told:
        qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert told.args[0].code == "annotation.locked"
    assert len(session.exam.annotations) == 2
