"""A hypothesis machine over tools, edits, undo, redo, save and reload: no state is lost or invented."""

import itertools

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sonostep.core.clip import Clip, ClipKind, FrameRef, Region, ScaleInfo, Timing, TimingSource
from sonostep.core.edits import RemoveAnnotation
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.history import History
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure, measures
from sonostep.core.problem import ProblemError
from sonostep.session import Session
from sonostep.storage.exam_json import exam_from_json, exam_to_json
from sonostep.tools import TOOLS, Context, GestureRunner, Phase, PointerEvent

REGION = Region(0, 0, 399, 299, 1, 1, 3, 3, 0.01, 0.012)
CLIPS = (
    Clip("scaled", "a", ClipKind.DICOM, "a", 3, ScaleInfo(300, 400, (REGION,)),
         Timing((0.0, 0.1, 0.2), 0.3, TimingSource.FRAME_TIME, 10.0)),
    Clip("bare", "b", ClipKind.VIDEO, "b", 3, ScaleInfo(300, 400),
         Timing((0.0, 0.1, 0.2), 0.3, TimingSource.CONTAINER, 10.0)),
)  # fmt: skip
PLACES = st.builds(Point, st.integers(-20, 420).map(float), st.integers(-20, 320).map(float))
FRAMES = st.builds(FrameRef, st.sampled_from(("scaled", "bare")), st.integers(1, 3))


class Drawing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        records = tuple(ClipRecord.of(clip) for clip in CLIPS)
        self.session = Session(History.start(Exam("exam", "2025-01-01T00:00:00+08:00", clips=records)))
        self.ids = map(str, itertools.count())
        self.frame = FrameRef("scaled", 1)
        self.tool = "select"
        self.runner = GestureRunner(TOOLS[self.tool], self.context)
        self.past = [self.session.exam]
        self.future: list[Exam] = []

    def context(self) -> Context:
        exam = self.session.exam
        shapes = exam.annotations_on(self.frame)
        info = exam.clip(self.frame.clip).scale
        return Context(self.frame, shapes, info, lambda: next(self.ids), label="Bursa")

    def done(self, before: Exam) -> None:
        if self.session.exam is not before:
            self.past.append(self.session.exam)
            self.future.clear()

    def start_anew(self) -> None:
        self.runner.cancel()
        self.runner = GestureRunner(TOOLS[self.tool], self.context)

    @rule(tool=st.sampled_from(sorted(TOOLS)))
    def arm(self, tool):
        self.tool = tool
        self.start_anew()

    @rule(frame=FRAMES)
    def turn_to(self, frame):
        self.frame = frame
        self.start_anew()

    @rule(
        phase=st.sampled_from(Phase),
        at=PLACES,
        resolution=st.sampled_from((0.27, 1.0, 2.0)),
        held=st.booleans(),
    )
    def point(self, phase, at, resolution, held):
        before = self.session.exam
        try:
            edit = self.runner.feed(PointerEvent(phase, at, resolution, held))
            if edit is not None:
                self.session.do(edit)
        except ProblemError:
            assert self.session.exam is before
        self.done(before)

    @rule()
    def cancel(self):
        before = self.session.exam
        self.runner.cancel()
        assert self.session.exam is before

    @precondition(lambda self: self.session.exam.annotations)
    @rule(data=st.data())
    def remove(self, data):
        before = self.session.exam
        shape = data.draw(st.sampled_from(before.annotations))
        self.session.do(RemoveAnnotation(shape.id))
        self.done(before)
        self.start_anew()

    @rule()
    def undo(self):
        self.session.undo()
        if len(self.past) > 1:
            self.future.append(self.past.pop())
        self.start_anew()

    @rule()
    def redo(self):
        self.session.redo()
        if self.future:
            self.past.append(self.future.pop())
        self.start_anew()

    @rule()
    def save_and_reload(self):
        exam = self.session.exam
        assert exam_from_json(exam_to_json(exam)) == exam

    @invariant()
    def the_exam_is_the_one_that_history_says(self):
        assert self.session.exam is self.past[-1]

    @invariant()
    def every_shape_lies_on_its_picture_and_says_something_or_why_not(self):
        for shape in self.session.exam.annotations:
            assert all(-1e-6 <= p.x <= 400 + 1e-6 and -1e-6 <= p.y <= 300 + 1e-6 for p in shape.points)
            assert len(shape.resolution) == len(shape.points)
            if measures(shape.kind):
                try:
                    measure(shape, self.session.exam.clip(shape.frame.clip).scale)
                except ValueError:
                    continue  # borders that do not face each other, a handle dragged onto another


def test_nothing_is_lost_or_invented(scaled):
    """10,000 steps under --full, 500 otherwise."""
    steps = 50
    run_state_machine_as_test(
        Drawing,
        settings=settings(max_examples=scaled(10_000) // steps, stateful_step_count=steps, deadline=None),
    )
