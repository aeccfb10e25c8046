"""A half-drawn shape survives what happens to pass by; words stay with the shape that they are typed for."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QSlider

from helpers.named import named
from helpers.viewer_pane import Hand, show
from helpers.whole_window import turn_wheel
from sonostep.core.annotation import ShapeKind
from sonostep.core.edits import RemoveAnnotation
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem
from sonostep.tools import TOOLS
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.panels.study import annotation_fields as fields
from sonostep.ui.panels.study.annotation_list import AnnotationList
from sonostep.ui.viewer.pane_grid import PaneGrid

PLACES = {
    "distance": [(100, 50), (200, 80)],
    "angle": [(100, 50), (150, 100), (200, 50)],
    "ellipse": [(100, 100), (200, 100), (150, 130)],
    "polygon": [(100, 50), (200, 50), (200, 150), (100, 150)],
    "freehand": [(100, 50), (200, 50), (200, 150)],
    "curve": [(100, 50), (150, 80), (200, 50)],
    "lines": [(100, 50), (200, 60), (100, 120), (200, 160)],
    "thickness": [(100, 50), (200, 50), None, (100, 90), (200, 90)],
    "roi": [(100, 50), (180, 120)],
    "needle": [(300, 20), (200, 120)],
    "arrow": [(100, 50), (150, 80)],
    "calibrate": [(100, 50), (100, 150)],
}
"""Where each tool of more than one point sets them; None ends a first part."""

AT_ONCE = {"select", "point", "text", "velocity", "body_mark", "time"}
"""Tools of one press, of a drag alone, or of a trace that this clip has none of."""


def test_every_tool_is_half_drawn_here_or_done_at_once():
    assert set(PLACES) | AT_ONCE == set(TOOLS)


def shown(pane, qtbot, frame):
    qtbot.waitUntil(lambda: pane.current_frame_pixels() is not None and pane._session.view.frame == frame)


def wheel_and_back(pane, session, qtbot):
    before = session.view.frame
    turn_wheel(pane.canvas, -1)
    shown(pane, qtbot, before + 1)
    turn_wheel(pane.canvas, 1)
    shown(pane, qtbot, before)


def another_clip_and_back(pane, session, qtbot):
    show(qtbot, pane, session, "other")
    show(qtbot, pane, session, "clip")


def another_tool_and_back(pane, session, qtbot):
    tool = session.view.tool
    session.look(tool="select")
    session.look(tool=tool)


def play_and_back(pane, session, qtbot):
    pane.play_pause()
    qtbot.wait(120)
    pane.play_pause()
    pane.go_to(1)
    shown(pane, qtbot, 1)


def another_language(pane, session, qtbot):
    session.look(language="zh-TW")


def other_words(pane, session, qtbot):
    pane.drawing.keep_words("", "Bursa", None)


def another_display(pane, session, qtbot):
    named(pane.display, QSlider, "Gain").setValue(40)


PASSES: tuple[Callable[..., None], ...] = (
    wheel_and_back, another_clip_and_back, another_tool_and_back, play_and_back, another_language,
    other_words, another_display,
)  # fmt: skip


@pytest.mark.parametrize("tool", PLACES)
def test_a_half_drawn_shape_survives_whatever_passes_by(qtbot, pane, session, hand, clips, tool):
    session.add_clip(clips("other"))
    for act in PASSES:
        if tool == "calibrate" and act is other_words:
            continue  # it makes nothing that has words
        session.look(tool=tool)
        places = PLACES[tool]
        for place in places[:-1]:
            pane.strip.finish_wanted.emit() if place is None else hand.click(*place)
        before = pane.drawing._runner.draft
        assert before.annotation is not None
        count = len(session.exam.annotations)
        act(pane, session, qtbot)
        after = pane.drawing._runner.draft
        assert after.annotation is not None and after.placed == before.placed, act.__name__
        assert after.annotation.points[: after.placed] == before.annotation.points[: before.placed]
        assert len(session.exam.annotations) == count
        pane.drawing.cancel_draft()


def test_it_is_ended_on_its_own_frame_as_if_nothing_had_passed(qtbot, pane, session, hand):
    session.look(tool="polygon")
    for place in PLACES["polygon"]:
        hand.click(*place)
    wheel_and_back(pane, session, qtbot)
    pane.strip.finish_wanted.emit()
    (shape,) = session.exam.annotations
    assert (shape.kind, shape.frame.frame, len(shape.points)) == (ShapeKind.POLYGON, 1, 4)


def test_where_it_waits_is_said_and_nothing_of_it_lands_on_another_frame(qtbot, pane, session, hand):
    session.look(tool="polygon")
    for place in PLACES["polygon"][:2]:
        hand.click(*place)
    turn_wheel(pane.canvas, -1)
    shown(pane, qtbot, 2)
    assert "waits on frame 1" in pane.drawing.hint
    for x in (50, 90, 130):
        hand.click(x, 60 + x)
    pane.strip.finish_wanted.emit()
    (shape,) = session.exam.annotations
    assert (shape.frame.frame, len(shape.points)) == (2, 3)
    turn_wheel(pane.canvas, 1)
    shown(pane, qtbot, 1)
    assert pane.drawing._runner.draft.placed == 2


def test_escape_gives_it_up(qtbot, pane, session, hand):
    session.look(tool="polygon")
    for place in PLACES["polygon"][:2]:
        hand.click(*place)
    pane.drawing.cancel()
    wheel_and_back(pane, session, qtbot)
    assert pane.drawing._runner.draft.annotation is None


# words


def line(pane) -> LineEdit:
    box = pane.findChild(QComboBox, "mark_words")
    assert isinstance(box.lineEdit(), LineEdit)
    return box.lineEdit()


def typing(qtbot, pane, words):
    pane.window().activateWindow()
    line(pane).setFocus()
    QApplication.processEvents()
    qtbot.keyClicks(line(pane), words)


def labels(session):
    return {a.id: a.label for a in session.exam.annotations}


@pytest.mark.parametrize("tool", ["distance", "select"])
def test_words_typed_for_one_shape_then_the_wheel_then_a_new_line(qtbot, pane, session, hand, tool):
    session.look(tool="distance")
    hand.drag((100, 50), (200, 50))
    (first,) = session.exam.annotations
    session.look(tool=tool)
    typing(qtbot, pane, "Tendon")
    turn_wheel(pane.canvas, -1)
    shown(pane, qtbot, 2)
    session.look(tool="distance")
    hand.drag((100, 100), (200, 100))
    second = next(a for a in session.exam.annotations if a.id != first.id)
    assert labels(session) == {first.id: "Tendon", second.id: ""}


def test_words_are_kept_while_they_are_typed_as_one_step_and_go_on_naming_their_shape(
    qtbot, pane, session, hand
):
    session.look(tool="distance")
    hand.drag((100, 50), (200, 50))
    (shape,) = session.exam.annotations
    steps = session.history.cursor
    typing(qtbot, pane, "Ten")
    qtbot.waitUntil(lambda: labels(session)[shape.id] == "Ten", timeout=1000)
    qtbot.keyClicks(line(pane), "don ")
    qtbot.waitUntil(lambda: labels(session)[shape.id] == "Tendon", timeout=1000)
    qtbot.keyClicks(line(pane), "A")
    qtbot.keyClick(line(pane), Qt.Key.Key_Return)
    assert labels(session)[shape.id] == "Tendon A"
    assert session.history.cursor == steps + 1
    session.undo()
    assert labels(session)[shape.id] == ""


def test_choosing_another_shape_while_typing_leaves_each_its_own(qtbot, pane, session, hand):
    session.look(tool="distance")
    hand.drag((100, 50), (200, 50))
    hand.drag((100, 100), (200, 100))
    first, second = session.exam.annotations
    session.look(tool="select", selected=first.id)
    typing(qtbot, pane, "one")
    session.look(selected=second.id)
    qtbot.keyClicks(line(pane), "two")
    session.look(selected="")
    assert labels(session) == {first.id: "one", second.id: "two"}


def test_a_shape_that_is_removed_while_its_words_are_typed_does_not_come_back(qtbot, pane, session, hand):
    session.look(tool="distance")
    hand.drag((100, 50), (200, 50))
    session.look(tool="select")
    typing(qtbot, pane, "Tendon")
    pane.drawing.delete_selected()
    qtbot.wait(700)
    assert session.exam.annotations == ()


def test_a_half_drawn_shape_waits_while_another_picture_is_worked_on(qtbot, session, loader, clips):
    session.add_clip(clips("other"))
    session.look(clip="clip", frame=1)
    grid = PaneGrid(session, loader)
    qtbot.addWidget(grid)
    grid.resize(1000, 700)
    grid.show()
    grid.set_layout(2)
    first, second = grid.panes
    qtbot.waitUntil(lambda: all(p.current_frame_pixels() is not None for p in (first, second)), timeout=5000)
    session.look(tool="polygon")
    hand = Hand(first)
    for place in ((100, 50), (150, 50)):
        hand.click(*place)
    drawn = first.drawing._runner.draft.placed
    grid.activate(second)
    grid.activate(first)
    qtbot.waitUntil(lambda: first.current_frame_pixels() is not None)
    assert first.drawing._runner.draft.placed == drawn == 2


# the list of shapes, which is written in as well


@pytest.fixture
def listed(qtbot, session, hand):
    session.look(tool="distance")
    hand.drag((100, 50), (200, 50))
    hand.drag((100, 100), (200, 100))
    session.look(tool="select")
    made = AnnotationList(session)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def writing(qtbot, listed, session, words):
    first = session.exam.annotations[0]
    listed.activateWindow()
    listed.setFocus()
    listed.setCurrentItem(listed.item_of(first.id))
    qtbot.keyClick(listed, Qt.Key.Key_F2)
    editor = next(e for e in listed.findChildren(LineEdit) if e.isVisible())
    qtbot.keyClicks(editor, words)
    return first, editor


def test_words_in_the_list_are_kept_while_they_are_typed(qtbot, listed, session):
    steps = session.history.cursor
    first, editor = writing(qtbot, listed, session, "Ten")
    qtbot.waitUntil(lambda: labels(session)[first.id] == "Ten", timeout=1000)
    qtbot.keyClicks(editor, "don")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: labels(session)[first.id] == "Tendon")
    qtbot.waitUntil(lambda: listed.item_of(first.id, "label") is not None)
    assert session.history.cursor == steps + 1
    assert listed.item_of(first.id, "label").text(1) == "Tendon"
    session.undo()
    assert labels(session)[first.id] == ""


LEAVES: tuple[Callable[..., object], ...] = (
    lambda listed, session: session.look(frame=2),
    lambda listed, session: session.look(selected=session.exam.annotations[1].id),
    lambda listed, session: session.look(language="zh-TW"),
    lambda listed, session: session.do(RemoveAnnotation(session.exam.annotations[1].id)),
    lambda listed, session: session.close(),
)


@pytest.mark.parametrize("leave", range(len(LEAVES)))
def test_words_in_the_list_are_kept_whatever_comes_next(qtbot, listed, session, leave):
    first, _ = writing(qtbot, listed, session, "Tendon")
    others = {id_: label for id_, label in labels(session).items() if id_ != first.id}
    LEAVES[leave](listed, session)
    assert labels(session)[first.id] == "Tendon"
    assert all(labels(session).get(id_, label) == label for id_, label in others.items())


def test_escape_in_the_list_takes_back_what_was_kept_meanwhile(qtbot, listed, session):
    steps = session.history.cursor
    first, editor = writing(qtbot, listed, session, "Ten")
    qtbot.waitUntil(lambda: labels(session)[first.id] == "Ten", timeout=1000)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: labels(session)[first.id] == "")
    assert session.history.cursor == steps


WRITTEN = (
    ("10.5, 20", 10.5), ("１０．５，２０", 10.5), ("1_0, 20", None), ("1e1, 20", None), ("10,5, 20", None),
)  # fmt: skip


@pytest.mark.parametrize(("words", "x"), WRITTEN)
def test_points_are_read_by_the_one_parser(listed, session, words, x):
    shape = session.exam.annotations[0]
    changed = fields.written(shape, "handle.0", words, 10, fields.Teller(session))
    if x is None:
        assert isinstance(changed, Problem)
    else:
        assert changed.points[0] == Point(x, 20.0)
