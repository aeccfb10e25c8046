"""The study browser and the annotation list beside the picture."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient, ScaleInfo, StudyInfo
from sonostep.core.edits import PutAnnotation
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem
from sonostep.ui.panels.study.annotation_list import AnnotationList
from sonostep.ui.panels.study.field_editor import FieldEditor
from sonostep.ui.panels.study.study_browser import StudyBrowser
from sonostep.ui.viewer.pane import CLIP_MIME


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


def said(listed, id_, key):
    return listed.item_of(id_, key).text(1)


def test_the_list_says_what_is_drawn(listed):
    assert listed.topLevelItem(1).text(0) == "2 Distance\n10.00 mm · frame 3 · clip"
    assert said(listed, "b", "value").startswith("10.00 ± ")
    assert said(listed, "b", "clip") == "clip"
    assert said(listed, "b", "frames") == "3"
    assert said(listed, "b", "points") == "10.50, 20.00; 110.50, 20.00"
    assert said(listed, "b", "handle.1") == "110.50, 20.00"
    spoken = listed.topLevelItem(1).data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("2, Distance, 10.00 ± ") and "110.50, 20.00" in spoken


def test_what_fills_a_slot_is_called_by_the_slot_s_words_and_never_by_its_id(qtbot, listed, session):
    session.do(PutAnnotation(replace(session.exam.annotations[0], step="bursa", slot="bursa_thickness")))
    assert "bursa" not in listed.topLevelItem(0).text(0)
    listed.use_slot_words(lambda step, slot: f"Thickness of the {step}")
    assert listed.topLevelItem(0).text(0).startswith("1 Distance · Thickness of the bursa")
    before = session.exam
    listed.item_of("a", "label").setText(1, "Thickness of the bursa ")
    qtbot.wait(1)
    assert session.exam is before, "the slot's own words are no label"


def test_all_of_it_can_be_read_in_a_narrow_column_in_both_languages(qtbot, listed, session):
    listed.resize(185, 300)
    listed.show()
    for language in ("en", "zh-TW"):
        session.look(language=language)
        for n in range(2):
            first, second = listed.topLevelItem(n).text(0).split("\n")
            value = second.split(" · ")[0]
            for words in (first, value):
                assert listed.fontMetrics().horizontalAdvance(words) < 165
        assert not listed.horizontalScrollBar().isVisible()
    assert listed.topLevelItem(0).text(0).startswith("1 距離\n")


def test_choosing_a_row_shows_its_frame_and_selects_it(listed, session):
    listed.setCurrentItem(listed.topLevelItem(1))
    assert (session.view.clip, session.view.frame, session.view.selected) == ("clip", 3, "b")
    session.look(selected="a")
    assert listed.currentItem().data(0, Qt.ItemDataRole.UserRole) == "a"


def test_a_row_can_be_chosen_again_once_one_has_looked_elsewhere(qtbot, listed, session):
    def press():
        row = listed.visualItemRect(listed.topLevelItem(1)).center()
        qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=row)

    listed.show()
    press()
    session.look(frame=5)
    press()
    assert (session.view.frame, session.view.selected) == (3, "b")
    session.look(selected="")
    press()
    assert session.view.selected == "b"


def test_choosing_a_point_chooses_its_handle_on_the_picture_and_the_other_way_round(listed, session):
    listed.setCurrentItem(listed.item_of("b", "handle.1"))
    assert (session.view.selected, session.view.handle) == ("b", 1)
    session.look(handle=0)
    assert listed.currentItem() is listed.item_of("b", "handle.0")
    session.look(selected="a")
    assert session.view.handle == -1
    assert listed.currentItem() is listed.item_of("a")


def test_points_and_labels_are_edited_by_typing(qtbot, listed, session):
    listed.item_of("a", "points").setText(1, "10.50, 20.00; 60.5, 20")
    qtbot.waitUntil(lambda: session.exam.annotations[0].points[1].x == 60.5, timeout=2000)
    assert session.exam.annotations[0].resolution == (1.0, 0.0), "a typed handle was not pointed at"
    listed.item_of("a", "handle.0").setText(1, "12, 20")
    qtbot.waitUntil(lambda: session.exam.annotations[0].points[0].x == 12.0, timeout=2000)
    listed.item_of("a", "label").setText(1, "bursa")
    qtbot.waitUntil(lambda: session.exam.annotations[0].label == "bursa", timeout=2000)
    assert "bursa" in listed.topLevelItem(0).text(0)
    before = session.exam
    with qtbot.waitSignal(listed.problem, timeout=2000):
        listed.item_of("a", "points").setText(1, "nonsense")
    assert session.exam is before


def test_the_whole_of_it_goes_by_keys_alone(qtbot, listed, session):
    """Open a shape, name it, move a point, hide it; the row stays where the keys are."""
    listed.show()
    listed.setFocus()
    listed.setCurrentItem(listed.item_of("a"))
    qtbot.keyClick(listed, Qt.Key.Key_F2)
    editor = listed.findChild(QLineEdit)
    qtbot.keyClicks(editor, "tendon")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.exam.annotations[0].label == "tendon", timeout=2000)
    while listed.currentItem().data(0, Qt.ItemDataRole.UserRole + 1) != "points":
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [p.x for p in session.exam.annotations[0].points] == [11.5, 111.5]
    qtbot.keyClick(listed, Qt.Key.Key_Right)
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert session.view.handle == 0
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(listed, Qt.Key.Key_Down, both)
    assert session.exam.annotations[0].points[0] == Point(11.5, 30.0)
    assert session.exam.annotations[0].resolution == (1.0, 1.0)
    qtbot.keyClick(listed, Qt.Key.Key_Left, both)
    qtbot.keyClick(listed, Qt.Key.Key_Left, both)
    assert session.exam.annotations[0].points[0].x == 0.0, "not beyond the picture"
    assert session.view.handle == 0
    listed.setCurrentItem(listed.item_of("a", "shown"))
    listed.itemActivated.emit(listed.currentItem(), 1)
    assert session.exam.annotations[0].hidden
    assert session.history.undo_name == "hide_annotation"


@pytest.mark.parametrize("case", ["points", "frames", "locked"])
def test_a_refusal_stands_below_its_row_until_something_is_done(qtbot, listed, session, case):
    listed.resize(230, 500)
    listed.show()
    key = "handle.0" if case == "locked" else case
    if case == "locked":
        listed.itemActivated.emit(listed.item_of("a", "locked"), 1)
        listed.setCurrentItem(listed.item_of("a", "handle.0"))
        qtbot.keyClick(listed, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    else:
        row = listed.item_of("a", case)
        listed.topLevelItem(0).setExpanded(True)
        listed.setCurrentItem(row)
        row = listed.item_of("a", case)
        listed.editItem(row, 1)
        qtbot.waitUntil(lambda: listed.findChild(FieldEditor) is not None)
        editor = listed.findChild(FieldEditor)
        editor.setText("nonsense")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(listed.refusal.isVisible)
    qtbot.wait(50)
    assert listed.refusal.isVisible(), "making the rows anew does not take it away"
    row = listed.visualItemRect(listed.item_of("a", key))
    assert abs(listed.refusal.y() - row.bottom()) < 40
    assert listed.viewport().rect().contains(listed.refusal.geometry())
    listed.setCurrentItem(listed.item_of("b"))
    assert not listed.refusal.isVisible()


def test_delete_removes_the_row_s_shape(qtbot, listed, session):
    listed.setCurrentItem(listed.topLevelItem(0))
    qtbot.keyClick(listed, Qt.Key.Key_Delete)
    assert [a.id for a in session.exam.annotations] == ["b"]


def test_frames_are_typed_as_one_or_as_a_range(qtbot, listed, session):
    listed.item_of("a", "frames").setText(1, "2-6")
    qtbot.waitUntil(lambda: session.exam.annotations[0].frames == range(2, 7), timeout=2000)
    for wrong in ("0", "3-11", "some", "1-2-3"):
        before = session.exam
        with qtbot.waitSignal(listed.problem, timeout=2000) as told:
            listed.item_of("a", "frames").setText(1, wrong)
        assert told.args[0].code == "annotation.frames_text"
        assert session.exam is before


def test_the_list_numbers_shapes_as_the_picture_does_and_marks_have_none(listed, session):
    points = (Point(10.0, 10.0),)
    session.do(PutAnnotation(Annotation("m", FrameRef("clip", 1), ShapeKind.POINT, points)))
    words = [listed.topLevelItem(n).text(0).split("\n")[0] for n in range(3)]
    assert words == ["1 Distance", "2 Distance", "Point"]


def test_alt_and_arrows_change_the_order_and_with_it_the_numbers(qtbot, listed, session):
    listed.setCurrentItem(listed.topLevelItem(1))
    qtbot.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [a.id for a in session.exam.annotations] == ["b", "a"]
    assert listed.currentItem() is listed.topLevelItem(0)
    qtbot.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert session.history.undo_name == "reorder_annotation"
    session.undo()
    assert [a.id for a in session.exam.annotations] == ["a", "b"]


def test_a_locked_shape_is_neither_moved_nor_removed_from_the_list(qtbot, listed, session):
    listed.itemActivated.emit(listed.item_of("a", "locked"), 1)
    assert session.exam.annotations[0].locked
    assert "locked" in listed.topLevelItem(0).text(0)
    before = session.exam
    for key, where in ((Qt.Key.Key_Delete, ""), (Qt.Key.Key_Right, "handle.0"), (Qt.Key.Key_Right, "points")):
        listed.setCurrentItem(listed.item_of("a", where))
        modifier = Qt.KeyboardModifier.AltModifier if where else Qt.KeyboardModifier.NoModifier
        with qtbot.waitSignal(listed.problem, timeout=2000) as told:
            qtbot.keyClick(listed, key, modifier)
        assert told.args[0].code == "annotation.locked"
    assert session.exam is before


def test_what_was_placed_under_a_filter_or_by_an_offer_says_so(listed, session):
    shape = replace(session.exam.annotations[0], assisted=True, filters=("clahe", "flip_horizontal"))
    session.do(PutAnnotation(shape))
    about = said(listed, "a", "about")
    assert "assisted" in about and "CLAHE" in about and "flipped" in about
    assert "CLAHE" in listed.topLevelItem(0).data(0, Qt.ItemDataRole.AccessibleTextRole)


def test_a_clip_is_read_whole_beside_its_picture_and_dragged_by_its_id(browser, session, clips):
    long = "R GREATER TROCHANTER POSTERIOR FACET SHORT AXIS"
    session.add_clip(replace(clips("long"), label=long))
    row = rows(browser)["long"]
    assert row.sizeHint(0).height() > 3 * browser.fontMetrics().lineSpacing()
    data = browser.mimeData([row])
    assert bytes(data.data(CLIP_MIME).data()) == b"long"
    assert not browser.mimeData([row.parent()]).hasFormat(CLIP_MIME)


def test_the_newest_study_comes_first_and_the_undated_last(browser, session, clips):
    for id_, day in (("old", "20200101"), ("new", "20251231")):
        patient, study = Patient("WANG^XIAO MING", "A12"), StudyInfo(study_date=day)
        session.add_clip(clips(id_, patient=patient, study=study))
    branch = rows(browser)["new"].parent().parent()
    assert [branch.child(n).text(0) for n in range(3)] == ["2025-12-31", "2025-01-02", "2020-01-01"]
