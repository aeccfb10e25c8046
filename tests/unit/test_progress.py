"""A step is ticked only for what was done in it: not before the side is known, nor where nothing is asked."""

from dataclasses import replace

import pytest

from sonostep.core.exam import DataRef, Exam, ViewRecord, ViewState
from sonostep.core.finding import Finding, FindingState, Side
from sonostep.core.progress.step_progress import keys_here, places, progress, questions
from sonostep.core.protocol import ProtocolDefinition
from sonostep.protocols import list_protocols, load_vocabulary

VOCABULARY = load_vocabulary()
PROTOCOLS = [p for p in list_protocols() if isinstance(p, ProtocolDefinition)]
EMPTY = Exam("e", "2026-01-02T03:04:05+08:00")
SIDES = [None, Side.LEFT, Side.RIGHT, Side.MIDLINE]


def using(protocol, side):
    return replace(EMPTY, side=side, protocols=(DataRef(protocol.id, protocol.version, protocol.sha256),))


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
@pytest.mark.parametrize("side", SIDES, ids=str)
def test_no_step_of_an_untouched_exam_is_done(protocol, side):
    exam = using(protocol, side)
    ticked = [
        place.step.id
        for place in places(protocol, side)
        for made in [progress(exam, place, VOCABULARY)]
        if made.needed and made.complete and not made.nothing_to_record
    ]
    assert ticked == []


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
def test_a_sided_step_waits_for_the_side(protocol):
    exam = using(protocol, None)
    for place in places(protocol, None):
        due = [q for q in questions(place.step, VOCABULARY) if q.id not in place.step.further]
        sided = any(q.sided for q in due)
        assert progress(exam, place, VOCABULARY).waits_for_side is (sided and place.side is None)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
def test_a_step_is_complete_once_all_of_it_is_recorded(protocol):
    exam = using(protocol, Side.RIGHT)
    for place in places(protocol, Side.RIGHT):
        asked = [k for q in questions(place.step, VOCABULARY) for k in keys_here(q, place, exam, VOCABULARY)]
        views = [ViewRecord(place.step.id, v.id, place.side, ViewState.DONE) for v in place.step.views]
        done = replace(
            exam,
            findings=tuple(Finding(k, FindingState.ABSENT) for k in dict.fromkeys(asked)),
            views=tuple(views),
        )
        if not place.step.complaints:
            assert progress(done, place, VOCABULARY).complete


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.id)
def test_what_few_exams_need_is_never_open(protocol):
    exam = using(protocol, Side.RIGHT)
    for place in places(protocol, Side.RIGHT):
        due = [q for q in questions(place.step, VOCABULARY) if q.id not in place.step.further]
        assert due or not place.step.further, "a step asks something itself"
        keys = [k for q in due for k in keys_here(q, place, exam, VOCABULARY)]
        done = replace(
            exam,
            findings=tuple(Finding(k, FindingState.ABSENT) for k in dict.fromkeys(keys)),
            views=tuple(
                ViewRecord(place.step.id, v.id, place.side, ViewState.DONE) for v in place.step.views
            ),
        )
        if not place.step.complaints:
            assert progress(done, place, VOCABULARY).complete
