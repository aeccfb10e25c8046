"""The frames of the exam that have shapes or were saved, as a list that leads there."""

import pytest
from PySide6.QtCore import Qt

from helpers.viewer_pane import make_clip, picture, show
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation, PutKeyImage
from sonostep.core.exam import KeyImage
from sonostep.core.measure.geometry import Point
from sonostep.imaging.png import png
from sonostep.ui.panels.study.frame_list import FrameList

POINTS = (Point(10.5, 20.0), Point(110.5, 20.0))


def draw(session, id_, clip, frame):
    session.do(PutAnnotation(Annotation(id_, FrameRef(clip, frame), ShapeKind.DISTANCE, POINTS, (1.0, 1.0))))


@pytest.fixture
def frames(qtbot, pane, session):
    session.add_clip(make_clip("prior"))
    made = FrameList(session, pane.current_frame_pixels)
    qtbot.addWidget(made)
    pane.frame_shown.connect(made.seen)
    made.show()
    return made


def words(frames):
    return [frames.topLevelItem(n).text(0) for n in range(frames.topLevelItemCount())]


def test_every_marked_frame_of_the_exam_is_listed_with_what_is_on_it(frames, session):
    assert words(frames) == ["No frame has a shape or was saved"]
    for id_, clip, frame in (("a", "prior", 2), ("b", "clip", 7), ("c", "clip", 7)):
        draw(session, id_, clip, frame)
    session.do(PutKeyImage(KeyImage("k", FrameRef("clip", 3), png(picture(3)))))
    listed = ["Frame 3 · clip\nkey image", "Frame 7 · clip\nshapes: 2", "Frame 2 · prior\nshapes: 1"]
    assert words(frames) == listed
    session.undo()
    assert words(frames) == listed[1:]
    session.look(language="zh-TW")
    assert words(frames)[0] == "第 7 影格 · clip\n圖形：2"


def test_pressing_a_row_or_walking_to_it_goes_there(qtbot, frames, session):
    for n in (2, 5, 9):
        draw(session, str(n), "clip", n)
    row = frames.visualItemRect(frames.topLevelItem(1)).center()
    qtbot.mouseClick(frames.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert session.view.frame == 5
    qtbot.keyClick(frames, Qt.Key.Key_Down)
    assert session.view.frame == 9
    session.look(frame=2)
    assert frames.currentItem() is frames.topLevelItem(0)
    session.look(frame=3)
    assert frames.selectedItems() == []
    assert session.view.frame == 3


def test_a_row_has_its_picture_once_it_was_seen_and_a_saved_one_at_once(qtbot, frames, pane, session):
    draw(session, "here", "clip", 1)
    draw(session, "there", "clip", 4)
    session.do(PutKeyImage(KeyImage("k", FrameRef("clip", 6), png(picture(6)))))
    assert set(frames._pictures) == {FrameRef("clip", 1), FrameRef("clip", 6)}
    show(qtbot, pane, session, "clip", 4)
    assert FrameRef("clip", 4) in frames._pictures
