"""A hypothesis machine over two panes and the lists beside them.

Whatever a person does by pointer, key, menu or list: undo is the earlier value, a draft never counts, what is
locked stays, and the journal gives it all back.
"""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import shiboken6
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from helpers.viewer_pane import picture
from sonostep.core.clip import Clip, ClipKind, Region, ScaleInfo, Timing, TimingSource
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.measure.measurement import numbered
from sonostep.session import Session
from sonostep.storage import create_journal, exam_from_json, exam_to_json, open_journal
from sonostep.tools import TOOLS, Phase
from sonostep.ui.panels.study.annotation_list import AnnotationList
from sonostep.ui.panels.study.frame_list import FrameList, listed
from sonostep.ui.viewer.drawing.shape_menu import ACTS
from sonostep.ui.viewer.pane_commands import marked_frames
from sonostep.ui.viewer.pane_grid import PaneGrid

ROWS, COLUMNS, FRAMES = 60, 80, 4
TWO_D = Region(0, 0, COLUMNS - 1, 39, 1, 1, 3, 3, 0.05, 0.06)
SPECTRUM = Region(0, 40, COLUMNS - 1, ROWS - 1, 3, 4, 4, 7, 0.004, -0.5, reference_y=10)
TIMING = Timing(tuple(n / 10 for n in range(FRAMES)), FRAMES / 10, TimingSource.FRAME_TIME, 10.0)
CLIPS = tuple(
    Clip(id_, id_, ClipKind.DICOM, id_, FRAMES, ScaleInfo(ROWS, COLUMNS, regions), TIMING)
    for id_, regions in (("scaled", (TWO_D, SPECTRUM)), ("bare", ()))
)
PLACES = st.builds(QPointF, st.integers(0, 199).map(float), st.integers(0, 149).map(float))
STEPS = st.sampled_from((-10, -1, 0, 1, 10))


class AtHand:
    """A loader that has every frame."""

    def __init__(self) -> None:
        self.frames = [picture(n, ROWS, COLUMNS) for n in range(FRAMES + 1)]

    def open(self, clip):
        """Nothing to get ready."""

    def peek(self, frame):
        return self.frames[frame.frame]

    def prefetch(self, clip, around, direction=1):
        """Everything is at hand."""

    def request(self, frame, callback, *, channel=None):
        raise AssertionError("every frame is at hand")


class Working(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="sonostep-machine-"))
        records = tuple(ClipRecord.of(clip) for clip in CLIPS)
        exam = Exam("exam", "2025-01-01T00:00:00+08:00", clips=records)
        journal, history = create_journal(self.home, exam)
        self.session = Session(history, journal)
        self.furnish()
        self.past = [e.exam for e in self.session.history.entries]
        self.future = []

    def furnish(self):
        self.problems = []
        for clip in CLIPS:
            self.session.add_clip(clip)
        self.grid = PaneGrid(self.session, AtHand())
        self.list = AnnotationList(self.session)
        self.frames = FrameList(self.session, self.grid.current_frame_pixels)
        for part in (self.grid, self.list):
            part.problem.connect(self.problems.append)
        self.grid.resize(420, 420)
        self.grid.set_layout(2)
        self.session.look(clip="scaled", frame=1)
        for pane in self.grid.panes:
            pane.canvas.resize(200, 150)

    def take_apart(self):
        for part in (self.grid, self.list, self.frames):
            shiboken6.delete(part)

    def teardown(self):
        self.take_apart()
        self.session.close()
        shutil.rmtree(self.home)

    def does(self, act):
        """Do something that may be one change of the exam, and keep the books."""
        before, frozen = self.session.exam, self.locked()
        act()
        if self.session.exam is not before:
            self.past.append(self.session.exam)
            self.future.clear()
        return frozen

    def keeps_locked(self, act):
        frozen = self.does(act)
        kept = self.locked()
        assert [(a.id, a.points) for a in kept] == [(a.id, a.points) for a in frozen]

    def locked(self):
        return [a for a in self.session.exam.annotations if a.locked]

    # pointer and keys

    @rule(tool=st.sampled_from(sorted(TOOLS)))
    def arm(self, tool):
        self.does(lambda: self.grid.arm(tool))

    @rule(phase=st.sampled_from((Phase.PRESS, Phase.MOVE, Phase.RELEASE)), at=PLACES, held=st.booleans())
    def point(self, phase, at, held):
        canvas = self.grid.canvas
        self.keeps_locked(lambda: canvas.pointed.emit(canvas.to_event(phase, at, held)))

    @rule(a=PLACES, b=PLACES)
    def drag(self, a, b):
        canvas = self.grid.canvas
        for phase, at in ((Phase.PRESS, a), (Phase.MOVE, b), (Phase.RELEASE, b)):
            event = canvas.to_event(phase, at, phase is not Phase.RELEASE)
            self.keeps_locked(lambda e=event: canvas.pointed.emit(e))

    @rule(verb=st.sampled_from(("confirm_point", "undo_point", "cancel_gesture")))
    def key(self, verb):
        self.keeps_locked(getattr(self.grid, verb))

    @rule(dx=STEPS, dy=STEPS)
    def nudge(self, dx, dy):
        self.keeps_locked(lambda: self.grid.nudge(dx, dy))

    @rule()
    def finish(self):
        self.keeps_locked(self.grid.drawing.finish)

    # what can be done to a shape

    @precondition(lambda self: self.session.exam.annotations)
    @rule(data=st.data())
    def select(self, data):
        shape = data.draw(st.sampled_from(self.session.exam.annotations))
        row = self.list.item_of(shape.id)
        self.does(lambda: self.list.setCurrentItem(row))
        self.list.itemClicked.emit(row, 0)
        assert self.session.view.selected == shape.id
        assert shape.on(self.session.view.frame_ref)

    @rule(what=st.sampled_from([a for a in ACTS if a != "lock"]))
    def act(self, what):
        self.keeps_locked(lambda: self.grid.act(what))

    @rule()
    def lock(self):
        self.does(lambda: self.grid.act("lock"))

    @rule()
    def copy(self):
        self.does(self.grid.copy_selected)

    @rule()
    def paste(self):
        before = self.session.exam.annotations
        self.keeps_locked(self.grid.paste)
        if len(self.session.exam.annotations) > len(before):
            copy = self.session.exam.annotations[-1]
            assert copy.frame == self.session.view.frame_ref
            assert not (copy.locked or copy.hidden or copy.last_frame or copy.slot)

    @rule()
    def delete(self):
        self.keeps_locked(self.grid.delete_selected)

    @rule(words=st.sampled_from(("Bursa", "Tendon", "")))
    def name(self, words):
        self.does(lambda: self.grid.strip.words_chosen.emit(words))

    @rule(on=st.booleans())
    def answer_an_offer(self, on):
        self.keeps_locked(lambda: self.grid.drawing.answer(on))

    @rule()
    def switch_image_analysis(self):
        self.does(self.grid.toggle_assist)

    @precondition(lambda self: self.session.exam.annotations)
    @rule(data=st.data())
    def press_keys_in_the_list(self, data):
        shape = data.draw(st.sampled_from(self.session.exam.annotations))
        part = data.draw(st.sampled_from(("", "label", "points", "handle.0", "handle.1", "frames")))
        row = self.list.item_of(shape.id, part) or self.list.item_of(shape.id)
        alt = Qt.KeyboardModifier.AltModifier
        key = data.draw(st.sampled_from(((Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
                                         (Qt.Key.Key_Up, alt), (Qt.Key.Key_Down, alt),
                                         (Qt.Key.Key_Left, alt))))  # fmt: skip
        self.list.setCurrentItem(row)
        self.keeps_locked(lambda: QTest.keyClick(self.list, *key))

    @precondition(lambda self: self.session.exam.annotations)
    @rule(data=st.data(), words=st.sampled_from(("1", "2-4", "9", "1.5, 2; 30, 40", "10, 12", "x")))
    def type_into_the_list(self, data, words):
        shape = data.draw(st.sampled_from(self.session.exam.annotations))
        part = data.draw(st.sampled_from(("label", "points", "handle.0", "frames")))
        row = self.list.item_of(shape.id, part)
        if row is not None:
            self.list.blockSignals(True)
            row.setText(1, words)
            self.list.blockSignals(False)
            self.keeps_locked(lambda: self.list._edited(row, 1))

    # where one looks: none of it is in the history

    @rule(frame=st.integers(1, FRAMES))
    def turn_to(self, frame):
        before = self.session.exam
        self.grid.go_to(frame)
        assert self.session.exam is before
        assert not self.grid.drawing._runner.drawing or self.grid.drawing.resting is False

    @rule()
    def next_pane(self):
        before, left = self.session.exam, self.grid.active
        self.grid.next_pane()
        assert self.session.exam is before
        assert not left.drawing._runner.drawing, "a draft does not outlive its pane"

    @rule(verb=st.sampled_from(("zoom_in", "zoom_out", "zoom_fit", "rotate", "flip_horizontal",
                                "flip_vertical", "toggle_linked", "toggle_view_linked")))  # fmt: skip
    def look(self, verb):
        before = self.session.exam
        getattr(self.grid, verb)()
        assert self.session.exam is before

    # the past

    @rule()
    def undo(self):
        self.session.undo()
        if len(self.past) > 1:
            self.future.append(self.past.pop())

    @rule()
    def redo(self):
        self.session.redo()
        if self.future:
            self.past.append(self.future.pop())

    @rule()
    def save_and_reload(self):
        exam, history = self.session.exam, self.session.history
        assert exam_from_json(exam_to_json(exam)) == exam
        self.take_apart()
        self.session.close()
        journal, kept = open_journal(self.home / "exam.sonostep")
        assert (kept.entries, kept.cursor) == (history.entries, history.cursor)
        states = [e.exam for e in kept.entries]
        self.past, self.future = states[: kept.cursor + 1], states[kept.cursor + 1 :][::-1]
        self.session = Session(kept, journal)
        self.furnish()

    # what always holds

    @invariant()
    def the_exam_is_the_one_that_history_says(self):
        assert self.session.exam is self.past[-1]
        assert self.session.unsaved is None

    @invariant()
    def picture_and_lists_show_the_exam(self):
        exam = self.session.exam
        for pane in self.grid.panes:
            ref = pane.looking.view.frame_ref
            draft = pane.drawing._runner.draft.annotation
            gone = {a.id for a in exam.annotations if a.hidden or (draft and a.id == draft.id)}
            on = [a.id for a in exam.annotations_on(ref) if a.id not in gone]
            assert [s.shape.id for s in pane.canvas._shapes] == on
        rows = [self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount())]
        assert [r.data(0, Qt.ItemDataRole.UserRole) for r in rows] == [a.id for a in exam.annotations]
        numbers = numbered(exam.annotations)
        for row, shape in zip(rows, exam.annotations, strict=True):
            assert row.text(0).startswith(str(numbers.get(shape.id, "")))
        assert self.frames._listed == listed(exam)
        active = self.grid.active
        assert (active.timeline._annotated, active.timeline._saved) == marked_frames(
            exam, self.session.view.clip
        )

    @invariant()
    def every_shape_lies_on_a_picture_that_is_there(self):
        ids = [a.id for a in self.session.exam.annotations]
        assert len(set(ids)) == len(ids)
        for shape in self.session.exam.annotations:
            assert 1 <= shape.frames[0] <= shape.frames[-1] <= FRAMES
            assert len(shape.resolution) in (0, len(shape.points))
            assert replace(shape) == shape, "its own rules hold"


def test_nothing_is_lost_or_invented_by_the_panes_and_lists(qapp, scaled):
    """10,000 steps under --full, 500 otherwise."""
    steps = 50
    run_state_machine_as_test(
        Working,
        settings=settings(max_examples=scaled(10_000) // steps, stateful_step_count=steps, deadline=None),
    )
