"""What can be done to a shape beside drawing it: lock, hide, range, order, words."""

import pytest

from sonostep.core.annotation import ShapeKind


@pytest.fixture
def drawn(pane, session, hand):
    for y in (100, 150):
        pane.arm("distance")
        hand.drag((100, y), (200, y))
    pane.arm("select")
    return session.exam.annotations


def shapes(session):
    return session.exam.annotations


def seen(pane):
    return [s.shape.id for s in pane.canvas._shapes]


def box(pane):
    return pane.findChild(object, "mark_words")


def test_a_locked_shape_is_neither_moved_nor_removed(qtbot, pane, session, hand, drawn):
    pane.act("lock")
    assert session.history.undo_name == "lock_annotation"
    locked = shapes(session)[1]
    hand.drag((150, 150), (170, 170))
    pane.nudge(5, 0)
    with qtbot.waitSignal(pane.problem) as told:
        pane.delete_selected()
    assert told.args[0].code == "annotation.locked"
    assert shapes(session)[1] == locked
    assert session.view.selected == locked.id
    pane.act("lock")
    hand.drag((150, 150), (170, 170))
    assert shapes(session)[1].points != locked.points


def test_a_hidden_shape_leaves_the_picture_and_comes_back(pane, session, drawn):
    first, second = drawn
    pane.act("hide")
    assert seen(pane) == [first.id]
    assert len(shapes(session)) == 2
    assert pane.canvas._shapes[0].look.number == 1
    pane.act("show_all")
    assert seen(pane) == [first.id, second.id]
    session.undo()
    assert seen(pane) == [first.id]


def test_a_shape_reaches_over_frames_and_back_to_one(qtbot, pane, session, drawn):
    from helpers.viewer_pane import show

    first, second = drawn
    show(qtbot, pane, session, "clip", 4)
    assert seen(pane) == []
    pane.act("reach")
    assert seen(pane) == [second.id]
    show(qtbot, pane, session, "clip", 2)
    assert seen(pane) == [second.id]
    show(qtbot, pane, session, "clip", 5)
    assert seen(pane) == []
    show(qtbot, pane, session, "clip", 3)
    pane.act("alone")
    assert list(shapes(session)[1].frames) == [3]


def test_the_order_numbers_the_shapes(pane, session, drawn):
    pane.act("earlier")
    assert [a.id for a in shapes(session)] == [drawn[1].id, drawn[0].id]
    before = session.exam
    pane.act("earlier")
    assert session.exam is before


def test_label_first(pane, session, hand):
    pane.arm("distance")
    pane.strip.words_chosen.emit("Bursa")
    hand.drag((100, 100), (200, 100))
    hand.drag((100, 150), (200, 150))
    assert [a.label for a in shapes(session)] == ["Bursa", ""], "one name, one shape"


def test_measure_first(pane, session, hand):
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    assert box(pane).lineEdit().placeholderText() == "Name shape 1"
    box(pane).setEditText("Tendon")
    box(pane).lineEdit().editingFinished.emit()
    assert [a.label for a in shapes(session)] == ["Tendon"]
    assert session.history.undo_name == "label_annotation"
    assert box(pane).lineEdit().placeholderText() == "Name the next shape"
    assert box(pane).currentText() == ""
    hand.drag((100, 150), (200, 150))
    assert [a.label for a in shapes(session)] == ["Tendon", ""]


def test_a_resting_hand_renames_what_is_selected(pane, session, drawn):
    pane.strip.words_chosen.emit("Bursa")
    pane.strip.words_chosen.emit("Effusion")
    assert shapes(session)[1].label == "Effusion"
    session.look(selected=drawn[0].id)
    assert box(pane).currentText() == ""
    session.look(selected=drawn[1].id)
    assert box(pane).currentText() == "Effusion"


def test_words_stay_for_marks(pane, session, hand):
    pane.arm("text")
    pane.strip.words_chosen.emit("Bursa")
    hand.click(100, 100)
    hand.click(150, 150)
    assert [(a.kind, a.label) for a in shapes(session)] == [(ShapeKind.TEXT, "Bursa")] * 2


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ("", "Bursa", "Bursa"),
        ("Tendon", "Bursa", "Bursa"),
        ("", "Cross-section (short axis)", "Cross-section (short axis)"),
        ("Bursa", "Cross-section (short axis)", "Bursa · Cross-section (short axis)"),
        ("Bursa · Cross-section (short axis)", "縱切面（長軸）", "Bursa · 縱切面（長軸）"),
        ("Bursa · Cross-section (short axis)", "Tendon", "Tendon · Cross-section (short axis)"),
    ],
)
def test_a_tag_says_the_section_beside_the_name(pane, session, drawn, before, chosen, after):
    session.look(selected=drawn[0].id)
    pane.drawing.use_words(before)
    box(pane).textActivated.emit(chosen)
    assert shapes(session)[0].label == after
    assert box(pane).currentText() == after


def test_words_of_marks_do_not_name_what_is_measured_next(pane, session, hand):
    pane.arm("text")
    pane.strip.words_chosen.emit("Cross-section")
    hand.click(50, 50)
    pane.arm("arrow")
    hand.click(60, 60)
    hand.click(90, 90)
    pane.arm("distance")
    hand.click(100, 100)
    hand.click(200, 100)
    assert [a.label for a in session.exam.annotations] == ["Cross-section", "Cross-section", ""]


def test_a_copy_is_free_and_on_one_frame(pane, session, drawn):
    pane.act("reach")
    pane.act("lock")
    pane.act("copy")
    pane.act("paste")
    assert not shapes(session)[-1].locked
    assert list(shapes(session)[-1].frames) == [1]
