"""Visits to a text field: one step of undo each, and nothing lost beside an edit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.clip import Patient
from sonostep.core.edits import SetPatient, SetPeople, SetWords
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.session import Session


@pytest.fixture
def session() -> Session:
    return Session(History.start(Exam("exam", "2025-01-01T00:00:00+08:00")))


def write(session: Session, text: str, visit: object) -> None:
    session.do(SetWords(text, session.exam.plan), visit)


def test_a_visit_is_one_step_however_often_it_is_kept(session: Session) -> None:
    visit = object()
    for text in ("T", "Tw", "Two", "Two pains"):
        write(session, text, visit)
        assert session.exam.impression == text
    assert session.history.cursor == 1
    session.undo()
    assert session.exam.impression == ""
    session.redo()
    assert session.exam.impression == "Two pains"


def test_another_visit_and_another_edit_are_steps_of_their_own(session: Session) -> None:
    first, second = object(), object()
    write(session, "one", first)
    write(session, "one two", second)
    session.do(SetPeople("A. Chen", ""))
    write(session, "one two three", second)
    assert session.history.cursor == 4
    session.undo()
    assert (session.exam.impression, session.exam.physician) == ("one two", "A. Chen")


def test_what_is_typed_and_taken_away_again_was_never_an_edit(session: Session) -> None:
    visit = object()
    write(session, "x", visit)
    write(session, "", visit)
    assert session.history.cursor == 0 and session.history.redo_name is None
    write(session, "y", visit)
    assert session.history.cursor == 1


def test_after_undo_the_same_visit_begins_another_step(session: Session) -> None:
    visit = object()
    write(session, "one", visit)
    session.undo()
    write(session, "two", visit)
    session.undo()
    assert session.exam.impression == ""


def test_an_edit_that_was_made_without_knowing_of_the_words_loses_neither(session: Session) -> None:
    """A press computes its edit from the exam that it saw; the words come upon it, not under it."""
    waiting = ["typed"]

    def keep(whole: bool) -> None:
        if waiting:
            write(session, waiting.pop(), object())

    heard: list[tuple[str, str]] = []
    session.on_before(keep)
    session.on_exam(lambda before, after: heard.append((after.impression, after.physician)))
    session.do(SetPeople("A. Chen", ""))
    assert (session.exam.impression, session.exam.physician) == ("typed", "A. Chen")
    assert heard == [("typed", "A. Chen")], "told once, when nothing is left to be made anew wrongly"


@pytest.mark.parametrize("act", ["undo", "redo", "close", "look"])
def test_before_anything_else_what_is_typed_is_kept(session: Session, act: str) -> None:
    write(session, "before", object())
    waiting = ["typed"]
    session.on_before(lambda whole: write(session, waiting.pop(), object()) if waiting else None)
    {"undo": session.undo, "redo": session.redo, "close": session.close,
     "look": lambda: session.look(tool="distance")}[act]()  # fmt: skip
    assert waiting == []
    assert session.exam.impression == ("before" if act == "undo" else "typed")


def test_a_clip_that_plays_on_is_no_reason_to_complain_of_an_unfinished_number(session: Session) -> None:
    told: list[bool] = []
    session.on_before(told.append)
    session.look(frame=2)
    session.look(frame=2)
    session.look(frame=3, selected="a")
    assert told == [False, True]


acts = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.sampled_from("ab"), st.text("xy ", max_size=3)),
        st.tuples(st.sampled_from(["undo", "redo", "leave", "edit"]), st.just(""), st.text("pq", max_size=2)),
    ),
    max_size=20,
)


@given(acts)
def test_undo_always_leads_back_to_where_a_visit_began(done: list[tuple[str, str, str]]) -> None:
    """Two fields and a stream of other acts against a plain list of states."""
    session = Session(History.start(Exam("exam", "2025-01-01T00:00:00+08:00")))
    visits = {"a": object(), "b": object()}
    states, at, last = [session.exam], 0, None
    for act, field, text in done:
        if act == "leave":
            visits, last = {"a": object(), "b": object()}, None
        elif act in ("undo", "redo"):
            getattr(session, act)()
            there = max(at - 1, 0) if act == "undo" else min(at + 1, len(states) - 1)
            at, last = there, last if there == at else None
        else:
            words = field == "a"
            edit = SetWords(text, session.exam.plan) if words else SetPatient(Patient(text))
            edit = SetPeople(text, "") if act == "edit" else edit
            visit = visits[field] if act == "type" else None
            base = at - 1 if visit is not None and visit is last else at
            after = edit.apply(states[base])
            session.do(edit, visit)
            if after == states[at]:
                continue
            states = states[: base + 1]
            if after != states[base]:
                states.append(after)
                last = visit
            else:
                last = None
            at = len(states) - 1
        assert session.exam == states[at]
        assert session.history.cursor == at
    assert replace(session.exam) == states[at]
