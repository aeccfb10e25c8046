"""The list of clips: names that a person understands, filed marks, and the filter, in the real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, begin, go, make_clip
from sonostep.core.clip import StudyInfo, VisitInfo
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Side
from sonostep.ui.shell.main_window import MainWindow

APEX, MINIMUS = "R GT APEX SAX", "R GT ANT FACET SAX GMIN"


def clip(id_: str, label: str, **visit: str):
    study = StudyInfo(laterality="L" if id_ == "left" else "")
    return replace(make_clip(id_), label=label, visit=VisitInfo(**visit), study=study)


@pytest.fixture
def listed(exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> MainWindow:
    """Three clips beside the first, two of them labelled as scanners do."""
    more = [
        clip("apex", APEX, acquired="140231"),
        clip("minimus", MINIMUS),
        clip("left", "something else"),
    ]
    exam_window.opening.open_paths(loader.know(*more))
    qtbot.waitUntil(lambda: len(exam_window.session.clips) == 4)
    exam_window.exam_view.show_clips(True)
    begin(exam_window, "lateral_hip")
    return exam_window


def item(window: MainWindow, id_: str) -> QTreeWidgetItem:
    tree = window.exam_view.browser
    found = tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return next(i for i in found if i.data(0, Qt.ItemDataRole.UserRole) == id_)


def lines(window: MainWindow, id_: str) -> list[str]:
    return item(window, id_).text(0).split("\n")


def shown(window: MainWindow) -> list[str]:
    return [c for c in ("hip", "apex", "minimus", "left") if not item(window, c).isHidden()]


def field(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "clip_filter")
    assert found is not None
    return found


def test_a_clip_is_called_by_its_view_its_side_and_its_time(listed: MainWindow) -> None:
    title, about, frames = lines(listed, "apex")
    assert title != APEX and "apex" in title.lower()
    assert (about, frames) == ("Right · 14:02:31", "12 frames")
    assert APEX in item(listed, "apex").toolTip(0), "what the file says is not lost"
    assert lines(listed, "left") == ["something else", "Left", "12 frames"]
    assert lines(listed, "hip") == ["hip", "12 frames"]


def test_names_follow_the_language(listed: MainWindow) -> None:
    english = lines(listed, "apex")[0]
    listed.use_language("zh-TW")
    assert lines(listed, "apex")[0] != english
    assert any("\u4e00" <= c <= "\u9fff" for c in lines(listed, "apex")[0])


def test_a_filed_clip_says_which_view_it_answers(listed: MainWindow, qtbot: QtBot) -> None:
    controller = listed.controller
    assert controller is not None
    place = next(p for p in controller.places if p.step.views)
    go(controller, place.step.id)
    view = place.step.views[0]
    listed.session.look(clip="left", frame=2)
    qtbot.waitUntil(lambda: listed.viewer.current_frame_pixels() is not None)
    from sonostep.core.clip import FrameRef
    from sonostep.core.edits import PutKeyImage

    image = KeyImage("k", FrameRef("left", 2), b"png", place.step.id, Side.RIGHT, view.id)
    listed.session.do(PutKeyImage(image))
    assert lines(listed, "left")[3] == f"✓ {view.text.en} · Right"
    listed.session.undo()
    assert len(lines(listed, "left")) == 3


def test_of_a_clip_that_is_called_by_the_view_it_answers_it_is_enough_to_say_so(listed: MainWindow) -> None:
    from sonostep.core.clip import FrameRef
    from sonostep.core.edits import PutKeyImage

    controller = listed.controller
    assert controller is not None
    title = lines(listed, "apex")[0]
    place, view = next((p, v) for p in controller.places for v in p.step.views if v.text.en == title)
    image = KeyImage("k", FrameRef("apex", 1), b"", place.step.id, Side.RIGHT, view.id)
    listed.session.do(PutKeyImage(image))
    assert lines(listed, "apex")[3:] == ["✓ filed"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gmin", ["minimus"]),
        ("APEX right", ["apex"]),
        ("14:02", ["apex"]),
        ("left", ["left"]),
        ("", ["hip", "apex", "minimus", "left"]),
        ("nothing like it", []),
    ],
)
def test_the_filter_shows_what_bears_all_words(listed: MainWindow, words: str, found: list[str]) -> None:
    field(listed).setText(words)
    assert shown(listed) == found
    told = listed.findChild(QLabel, "no_clip_fits")
    assert told is not None and told.isVisible() is (not found)
    tree = listed.exam_view.browser
    assert tree.topLevelItem(0).isHidden() is (not found), "a heading over nothing is not shown"


def test_only_what_is_not_filed_yet(listed: MainWindow) -> None:
    from sonostep.core.clip import FrameRef
    from sonostep.core.edits import PutKeyImage

    controller = listed.controller
    assert controller is not None
    place = next(p for p in controller.places if p.step.views)
    listed.session.do(
        PutKeyImage(KeyImage("k", FrameRef("hip", 1), b"", place.step.id, Side.RIGHT, place.step.views[0].id))
    )
    box = listed.findChild(QCheckBox, "unfiled_clips")
    assert box is not None
    box.click()
    assert shown(listed) == ["apex", "minimus", "left"]
    box.click()
    assert len(shown(listed)) == 4


def test_the_filter_is_reached_and_left_by_keys(listed: MainWindow, qtbot: QtBot) -> None:
    listed.exam_view.show_clips(False)
    listed.activateWindow()
    listed.actions_["filter_clips"].trigger()
    assert field(listed).isVisible()
    qtbot.keyClicks(field(listed), "gmin")
    qtbot.keyClick(field(listed), Qt.Key.Key_Down)
    assert listed.exam_view.browser.chosen() == "minimus"
    listed.actions_["open_clip"].trigger()
    assert listed.session.view.clip == "minimus"
    field(listed).setFocus()
    qtbot.keyClick(field(listed), Qt.Key.Key_Escape)
    assert field(listed).text() == "" and len(shown(listed)) == 4


def test_clips_that_come_later_are_sifted_too(listed: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    field(listed).setText("gmin")
    listed.opening.open_paths(loader.know(make_clip("late")))
    qtbot.waitUntil(lambda: len(listed.session.clips) == 5)
    assert item(listed, "late").isHidden() and not item(listed, "minimus").isHidden()
