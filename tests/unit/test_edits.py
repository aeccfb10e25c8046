"""Edits and history: what an edit leaves alone stays the same object, and undo is the earlier value."""

from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.strategies import (
    annotations,
    clip_records,
    complaints,
    findings,
    key_images,
    view_records,
    words,
)
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient, ScaleInfo, UserCalibration
from sonostep.core.edits import (
    AddClips,
    AddExtraView,
    CalibrateClip,
    CaptionKeyImage,
    ConfirmClip,
    InsertStep,
    MoveInOrder,
    MoveKeyImage,
    PauseFinding,
    PutAnnotation,
    PutComplaint,
    PutFinding,
    PutKeyImage,
    PutStructureText,
    PutView,
    ReadNameAs,
    RemoveAnnotation,
    RemoveComplaint,
    RemoveExtraView,
    RemoveKeyImage,
    ReportField,
    SetPatient,
    SetPeople,
    SetPredecessor,
    SetReportField,
    SetSetting,
    SetSide,
    SetWords,
    Together,
    UseProtocol,
    drop,
    put,
)
from sonostep.core.exam import (
    ClipRecord,
    DataRef,
    Exam,
    ExamState,
    ExtraView,
    KeyImage,
    StructureText,
    ViewRecord,
    ViewState,
)
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.history import History
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.core.text import LocalText

EXAM = Exam("e", "2026-01-02T03:04:05+08:00")
CLIP = ClipRecord("c", "a.dcm", "a", 9, 20.0, ScaleInfo(10, 10))
WITH_CLIP = replace(EXAM, clips=(CLIP,))
KEY = FindingKey("tenderness", Side.LEFT, "")
FINDING = Finding(KEY, FindingState.PRESENT)

names = st.sampled_from(["a", "b", "c"])
local_texts = st.builds(LocalText, words, words)


def known_frame(item):
    item = item.at(1, 1) if isinstance(item, Annotation) else item
    return replace(item, frame=FrameRef("c", 1), id=item.id[:1])


edits = st.one_of(
    st.builds(AddClips, st.tuples(clip_records)),
    st.builds(CalibrateClip, st.just("c"), st.none() | st.just(UserCalibration(0.1, 0.1))),
    st.builds(PutAnnotation, annotations().map(known_frame)),
    st.builds(RemoveAnnotation, names),
    st.builds(PutFinding, findings.map(lambda f: replace(f, reproduces=()))),
    st.builds(PutComplaint, complaints.map(lambda c: replace(c, id=c.id[:1]))),
    st.builds(RemoveComplaint, names),
    st.builds(PutKeyImage, key_images.map(known_frame)),
    st.builds(RemoveKeyImage, names),
    st.builds(PutView, view_records.map(lambda v: replace(v, reason="because"))),
    st.builds(SetSide, st.none() | st.sampled_from(Side)),
    st.builds(SetPatient, st.builds(Patient, words)),
    st.builds(ReadNameAs, words, st.tuples(words, words)),
    st.builds(SetPeople, words, words),
    st.builds(SetSetting, words),
    st.builds(SetPredecessor, words.map("earlier ".__add__)),
    st.builds(SetWords, words, words),
    st.builds(SetReportField, st.sampled_from(ReportField), words),
    st.builds(PutStructureText, st.builds(StructureText, names, local_texts, local_texts)),
    st.builds(UseProtocol, st.builds(DataRef, names, words, words)),
    st.builds(PauseFinding, st.just(KEY), st.booleans()),
    st.builds(ConfirmClip, st.just("c")),
    st.builds(MoveInOrder, names, st.integers(-3, 3)),
    st.builds(MoveKeyImage, names, st.integers(-1, 4)),
    st.builds(CaptionKeyImage, names, words),
    st.builds(InsertStep, st.builds(DataRef, names, words, words), names),
    st.builds(AddExtraView, st.builds(ExtraView, names, names, st.none(), words.map("seen ".__add__))),
    st.builds(RemoveExtraView, names),
)

TOUCHES = {
    "add_clips": {"clips"},
    "calibrate_clip": {"clips"},
    "put_annotation": {"annotations"},
    "remove_annotation": {"annotations"},
    "put_finding": {"findings"},
    "put_complaint": {"complaints"},
    "remove_complaint": {"complaints", "findings"},
    "put_key_image": {"key_images"},
    "remove_key_image": {"key_images"},
    "put_view": {"views"},
    "set_side": {"side"},
    "set_patient": {"patient", "clips"},
    "read_name_as": {"patient", "clips"},
    "set_people": {"physician", "operator"},
    "set_setting": {"setting"},
    "set_predecessor": {"predecessor"},
    "set_words": {"impression", "plan"},
    "set_report_field": {f.value for f in ReportField},
    "put_structure_text": {"structure_texts"},
    "use_protocol": {"protocols", "knowledge"},
    "pause_finding": {"paused"},
    "confirm_identity": {"clips"},
    "reorder_annotation": {"annotations"},
    "move_key_image": {"key_images"},
    "caption_key_image": {"key_images"},
    "insert_step": {"protocols"},
    "add_extra_view": {"extra_views"},
    "remove_extra_view": {"extra_views", "views"},
}


@given(st.lists(edits, max_size=12))
def test_an_edit_keeps_the_identity_of_all_that_it_does_not_touch(sequence):
    exam = WITH_CLIP
    for edit in sequence:
        after = edit.apply(exam)
        for field in fields(Exam):
            if field.name not in TOUCHES[edit.name]:
                assert getattr(after, field.name) is getattr(exam, field.name)
        exam = after


@given(st.lists(edits, max_size=12))
def test_the_same_edit_twice_changes_nothing_more(sequence):
    exam = WITH_CLIP
    for edit in sequence:
        exam = edit.apply(exam)
        if isinstance(edit, MoveInOrder):
            continue  # says how far to move, not where to
        again = edit.apply(exam)
        assert again == exam
        for name in TOUCHES[edit.name] - {"clips"}:
            assert getattr(again, name) is getattr(exam, name)


@given(st.lists(edits, max_size=12), st.data())
def test_undo_and_redo_walk_the_very_same_values(sequence, data):
    history = History.start(WITH_CLIP)
    states = [WITH_CLIP]
    for edit in sequence:
        history = history.did(edit.apply(history.exam), edit.name)
        states.append(history.exam)
    at = len(sequence)
    for back in data.draw(st.lists(st.booleans(), max_size=30)):
        history = history.undone() if back else history.redone()
        at = max(at - 1, 0) if back else min(at + 1, len(sequence))
        assert history.exam is states[at]
        assert (history.undo_name is None) == (at == 0)
        assert (history.redo_name is None) == (at == len(sequence))


def test_the_past_is_not_touched_by_what_is_done_after_an_undo():
    history = (
        History.start(EXAM)
        .did(replace(EXAM, plan="a"), "set_words")
        .did(replace(EXAM, plan="b"), "set_words")
    )
    branched = history.undone().did(replace(EXAM, plan="c"), "set_side")
    assert [e.exam.plan for e in branched.entries] == ["", "a", "c"]
    assert branched.undo_name == "set_side"
    assert branched.redone() is branched
    assert [e.exam.plan for e in history.entries] == ["", "a", "b"]
    start = History.start(EXAM)
    assert start.undone() is start
    with pytest.raises(ValueError, match="cursor"):
        History((), 0)


def test_every_edit_is_covered_here():
    import sonostep.core.edits as module

    kinds = {n for n, k in vars(module).items() if isinstance(k, type) and hasattr(k, "apply")}
    # what changes the state, and so what else may be done, is tested in tests/reporting/test_final.py
    assert len(kinds - {"Edit", "Together", "AwaitSignature"}) == len(TOUCHES)


# what does not fit


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (CalibrateClip("x", None), "clip.not_in_exam"),
        (PutKeyImage(KeyImage("k", FrameRef("x", 1), b"")), "clip.not_in_exam"),
        (PutFinding(replace(FINDING, reproduces=("A",))), "complaint.unknown"),
        (PutView(ViewRecord("s", "v", None, ViewState.SKIPPED)), "view.reason_missing"),
        (PutView(ViewRecord("s", "v", None, ViewState.NOT_VISUALISED, "  ")), "view.reason_missing"),
    ],
)
def test_an_edit_that_does_not_fit_is_a_problem(edit, code):
    with pytest.raises(ProblemError) as caught:
        edit.apply(WITH_CLIP)
    assert caught.value.problem.code == code


@pytest.mark.parametrize("frame", [0, -1, 10])
@given(shape=annotations())
def test_a_shape_on_a_frame_that_is_not_there(frame, shape):
    with pytest.raises(ProblemError) as caught:
        PutAnnotation(replace(shape, frame=FrameRef("c", frame), last_frame=0)).apply(WITH_CLIP)
    assert caught.value.problem.code == "frame.missing"


def test_a_shape_whose_range_ends_after_the_clip():
    shape = Annotation("a", FrameRef("c", 3), ShapeKind.POINT, (Point(1.0, 1.0),))
    assert PutAnnotation(shape.at(3, 9)).apply(WITH_CLIP).annotations == (shape.at(3, 9),)
    with pytest.raises(ProblemError) as caught:
        PutAnnotation(shape.at(3, 10)).apply(WITH_CLIP)
    assert caught.value.problem.code == "frame.missing"
    assert dict(caught.value.problem.params)["frame"] == "10"


@given(edits)
def test_a_final_exam_is_never_changed(edit):
    # its own clips are opened again to be looked at
    assume(not isinstance(edit, AddClips) or {c.id for c in edit.clips} - {c.id for c in WITH_CLIP.clips})
    with pytest.raises(ProblemError) as caught:
        edit.apply(replace(WITH_CLIP, state=ExamState.FINAL))
    assert caught.value.problem.code == "exam.final"


# what each does


def test_not_assessed_takes_the_record_away_unless_there_is_a_note():
    exam = PutFinding(FINDING).apply(EXAM)
    gone = PutFinding(Finding(KEY, FindingState.NOT_ASSESSED)).apply(exam)
    assert gone.findings == ()
    assert gone.finding(KEY).state is FindingState.NOT_ASSESSED
    noted = Finding(KEY, FindingState.NOT_ASSESSED, note="too painful")
    assert PutFinding(noted).apply(exam).findings == (noted,)


def test_left_and_right_and_each_site_are_findings_of_their_own():
    keys = [FindingKey("t", side, site) for side in (None, *Side) for site in ("", "L4")]
    exam = EXAM
    for key in keys:
        exam = PutFinding(Finding(key, FindingState.PRESENT)).apply(exam)
    assert [f.key for f in exam.findings] == keys


def test_removing_a_complaint_takes_its_mention_along_and_nothing_else():
    exam = replace(EXAM, complaints=(Complaint("a", "A"), Complaint("b", "B")))
    other = Finding(FindingKey("x"), FindingState.ABSENT)
    exam = PutFinding(replace(FINDING, reproduces=("a", "b"))).apply(exam)
    exam = PutFinding(other).apply(exam)
    after = RemoveComplaint("a").apply(exam)
    assert [c.id for c in after.complaints] == ["b"]
    assert after.findings[0].reproduces == ("b",)
    assert after.findings[1] is other


def test_a_changed_item_keeps_its_place_and_its_neighbours():
    items = tuple(Complaint(n, n) for n in "abc")
    changed = put(items, Complaint("b", "B2"), lambda c: c.id)
    assert [c.label for c in changed] == ["a", "B2", "c"]
    assert changed[0] is items[0] and changed[2] is items[2]
    assert put(items, Complaint("b", "b"), lambda c: c.id) is items
    assert drop(items, lambda c: c.id == "z") is items


def test_a_clip_that_is_there_keeps_its_calibration():
    exam = CalibrateClip("c", UserCalibration(0.1, 0.1)).apply(WITH_CLIP)
    assert AddClips((CLIP,)).apply(exam) is exam
    cleared = CalibrateClip("c", None).apply(exam)
    assert cleared.clips == WITH_CLIP.clips


def test_pausing_and_resuming_a_finding():
    other = FindingKey("x")
    exam = PauseFinding(other, True).apply(PauseFinding(KEY, True).apply(EXAM))
    assert exam.paused == (KEY, other)
    assert PauseFinding(KEY, True).apply(exam) is exam
    assert PauseFinding(KEY, False).apply(exam).paused == (other,)
    assert PauseFinding(KEY, False).apply(EXAM) is EXAM


def test_a_protocol_brings_its_knowledge_and_the_next_may_leave_it():
    protocol, knowledge = DataRef("p", "1", "x"), DataRef("k", "1", "y")
    exam = UseProtocol(protocol, knowledge).apply(EXAM)
    exam = UseProtocol(DataRef("q", "1", "z")).apply(exam)
    assert [p.id for p in exam.protocols] == ["p", "q"]
    assert exam.knowledge == knowledge


def test_several_edits_are_one_or_none():
    both = Together((SetSide(Side.LEFT), SetWords("a", "b")), "start")
    assert both.apply(EXAM) == replace(EXAM, side=Side.LEFT, impression="a", plan="b")
    with pytest.raises(ProblemError):
        Together((SetSide(Side.LEFT), CalibrateClip("x", None)), "start").apply(EXAM)


def test_two_items_of_one_id_cannot_be_in_an_exam():
    for name, item in {"complaints": Complaint("a", "A"), "clips": CLIP, "findings": FINDING}.items():
        with pytest.raises(ValueError, match="same id"):
            replace(EXAM, **{name: (item, item)})


def test_an_exam_is_synthetic_as_soon_as_one_clip_is():
    assert not WITH_CLIP.synthetic
    phantom = replace(CLIP, id="p", synthetic=True)
    assert AddClips((phantom,)).apply(WITH_CLIP).synthetic


def test_a_reading_chosen_for_the_exam_holds_for_its_clips_too():
    first, other, stranger = (
        replace(CLIP, id=i, patient=Patient(n)) for i, n in zip("abc", "XYZ", strict=True)
    )
    exam = Exam("e", "2025", Patient("X"), clips=(first, other, stranger))
    chosen = ReadNameAs("Y", ("X", "Y")).apply(exam)
    assert chosen.patient.name == "Y"
    assert [c.patient.name for c in chosen.clips] == ["Y", "Y", "Z"]
    assert chosen.clips[1:] == exam.clips[1:]
    # a name that a person typed is no reading, and stays
    typed = replace(exam, patient=Patient("Typed"))
    assert ReadNameAs("Y", ("X", "Y")).apply(typed).patient.name == "Typed"


def test_words_on_a_structure_are_written_and_emptied():
    text = StructureText("gluteus_medius", LocalText("Thin.", ""), LocalText("a", "b"))
    written = PutStructureText(text).apply(EXAM)
    assert written.structure_texts == (text,)
    assert PutStructureText(text).apply(written).structure_texts is written.structure_texts
    emptied = PutStructureText(replace(text, text=LocalText(" ", ""))).apply(written)
    assert emptied.structure_texts == ()


@pytest.mark.parametrize("field", ReportField)
def test_a_field_of_the_first_page_is_kept_as_typed(field):
    typed = "  腰痛？ <b>\n"
    assert getattr(SetReportField(field, typed).apply(EXAM), field) == typed
    with pytest.raises(ProblemError) as caught:
        SetReportField(field, "x").apply(replace(EXAM, state=ExamState.FINAL))
    assert caught.value.problem.code == "exam.final"
