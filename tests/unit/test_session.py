"""The session: each change is made durable and announced once, and what fails harms nothing."""

import pytest

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import Clip, ClipKind, FrameRef, ScaleInfo, Timing, TimingSource
from sonostep.core.edits import PutAnnotation, PutKeyImage, SetSide, SetWords
from sonostep.core.exam import Exam, KeyImage
from sonostep.core.finding import Side
from sonostep.core.history import History
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.session import EXAM_BUT_SHAPES, NoJournal, Session

EXAM = Exam("e", "2026-01-02T03:04:05+08:00")


class Tape:
    """A journal that remembers what it was given, or fails while ``broken``."""

    def __init__(self):
        self.kept, self.broken, self.closed = [], False, 0

    def keep(self, history):
        if self.broken:
            raise ProblemError.of("journal.full")
        self.kept.append(history)

    def close(self):
        self.closed += 1


@pytest.fixture
def tape():
    return Tape()


@pytest.fixture
def session(tape):
    return Session(History.start(EXAM), tape)


@pytest.fixture
def heard(session):
    calls = []
    session.on_exam(lambda before, after: calls.append((before, after)))
    return calls


def clip(id_="c", frames=3):
    timing = Timing((0.0,) * frames, 1.0, TimingSource.FRAME_TIME, 3.0)
    problems = () if frames else (Problem.of("imaging.broken"),)
    return Clip(id_, "x", ClipKind.DICOM, "x", frames, ScaleInfo(4, 4), timing, problems=problems)


def test_an_edit_is_durable_before_it_is_announced(session, tape):
    order = []
    session.on_exam(lambda before, after: order.append(tape.kept[-1].exam is after))
    session.do(SetSide(Side.LEFT))
    assert order == [True]


def test_each_change_is_announced_once_with_before_and_after(session, heard):
    session.do(SetSide(Side.LEFT))
    left = session.exam
    session.undo()
    session.redo()
    assert [(b.side, a.side) for b, a in heard] == [(None, "left"), ("left", None), (None, "left")]
    assert session.exam is left


@pytest.mark.parametrize("edit", [SetSide(None), SetWords("", "")])
def test_an_edit_that_changes_nothing_leaves_no_trace(session, heard, tape, edit):
    session.do(edit)
    session.undo()
    session.redo()
    assert heard == [] and tape.kept == [] and session.history.cursor == 0


def test_an_edit_that_does_not_fit_leaves_all_as_it_was(session, heard, tape):
    with pytest.raises(ProblemError):
        session.do(PutKeyImage(KeyImage("k", FrameRef("none", 1), b"")))
    assert session.exam is EXAM and heard == [] and tape.kept == []


def test_a_failing_disk_keeps_the_exam_open_and_says_so(session, heard, tape):
    tape.broken = True
    session.do(SetSide(Side.LEFT))
    assert session.unsaved.problem.code == "journal.full"
    assert session.exam.side is Side.LEFT and len(heard) == 1
    assert not session.keep_again()
    tape.broken = False
    assert session.keep_again()
    assert session.unsaved is None
    assert tape.kept[-1] is session.history


def test_the_next_change_saves_what_is_missing(session, tape):
    tape.broken = True
    session.do(SetSide(Side.LEFT))
    tape.broken = False
    session.undo()
    assert session.unsaved is None
    assert len(tape.kept[-1].entries) == 2


def test_a_listener_that_was_stopped_hears_no_more(session):
    calls = []
    stop = session.on_exam(lambda *change: calls.append(change))
    stop()
    session.do(SetSide(Side.LEFT))
    assert calls == []


def test_a_listener_may_stop_itself_while_it_is_called(session):
    calls = []
    stops = []
    for _ in range(2):
        stops.append(session.on_exam(lambda *change: (calls.append(change), stops.pop()())))
    session.do(SetSide(Side.LEFT))
    assert len(calls) == 2


def test_who_asks_for_some_fields_hears_of_no_others(session):
    sides, words = [], []
    session.on_exam(lambda before, after: sides.append(after.side), "side")
    session.on_exam(lambda before, after: words.append(after.plan), "impression", "plan")
    session.do(SetSide(Side.LEFT))
    session.do(SetWords("", "rest"))
    session.do(SetWords("better", "rest"))
    session.undo()
    session.undo()
    session.undo()
    assert sides == [Side.LEFT, None]
    assert words == ["rest", "rest", "rest", ""]


def test_all_but_shapes_is_every_other_field_of_the_exam(session):
    heard = []
    session.add_clip(clip())
    session.on_exam(lambda *change: heard.append("words"), *EXAM_BUT_SHAPES)
    session.on_exam(lambda *change: heard.append("shapes"), "annotations")
    ends = (Point(1.0, 1.0), Point(5.0, 1.0))
    session.do(PutAnnotation(Annotation("a", FrameRef("c", 1), ShapeKind.DISTANCE, ends)))
    session.do(SetSide(Side.LEFT))
    assert heard == ["shapes", "words"]


def test_a_field_that_no_exam_has_is_refused(session):
    with pytest.raises(AttributeError):
        session.on_exam(lambda *change: None, "annotation")


def test_a_listener_of_some_fields_can_be_stopped(session):
    heard = []
    stop = session.on_exam(lambda *change: heard.append(change), "side")
    stop()
    session.do(SetSide(Side.LEFT))
    assert heard == []


def test_where_one_looks_is_announced_and_never_part_of_the_exam(session, heard, tape):
    changes = []
    session.on_view(changes.append)
    session.look(clip="c", frame=2)
    session.look(frame=2)
    assert [(c.before.frame, c.after.frame) for c in changes] == [(1, 2)]
    assert session.view.frame_ref == FrameRef("c", 2)
    assert heard == [] and tape.kept == []
    assert Session(History.start(EXAM)).view.frame_ref is None


def test_opened_clips_are_listed_and_only_readable_ones_enter_the_exam(session):
    good, bad = clip(), clip("d", 0)
    for one in (good, bad, good):
        session.add_clip(one)
    assert session.clips == (good, bad)
    assert [c.id for c in session.exam.clips] == ["c"]
    assert session.clip("d") is bad and session.clip("x") is None


def test_closing_closes_the_journal(session, tape):
    session.close()
    assert tape.closed == 1
    lone = Session(History.start(EXAM), NoJournal())
    lone.do(SetSide(Side.LEFT))
    lone.close()
    assert lone.unsaved is None
