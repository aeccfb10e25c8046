"""Going through an exam: what is not needed, inserted, waits for a reason, or is only read."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, begin, go, make_clip
from helpers.named import named
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.checks.check import CheckKind
from sonostep.core.checks.exam import exam_checks
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.edits import AwaitSignature, PutAnnotation, PutComplaint, PutFinding, SetPatient
from sonostep.core.exam import ViewState
from sonostep.core.finalise import obstacles
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem
from sonostep.core.report.ledger import ledger
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.panels.questions.question_list import AnswerWidget
from sonostep.ui.panels.steps.checklist import state
from sonostep.ui.panels.steps.reference_images import Diagram
from sonostep.ui.shell.main_window import MainWindow

P, A = FindingState.PRESENT, FindingState.ABSENT
FACET = "lumbar_facet_targeting"


def answer(window: MainWindow, question: str, site: str = "") -> AnswerWidget:
    questions = window.steps.questions
    assert questions is not None
    return next(a for a in questions.answers if (a.key.id, a.key.site) == (question, site))


def press(window: MainWindow, question: str, option: str, site: str = "") -> None:
    asked = next(q for q in window.controller.vocabulary.questions if q.id == question)
    text = next(o.text for o in asked.options if o.id == option)
    named(answer(window, question, site), QPushButton, text.en).click()


@pytest.fixture
def controller(exam_window: MainWindow) -> ExamController:
    return begin(exam_window, FACET)


def test_a_step_that_is_not_needed_says_why_and_keeps_nothing_open(
    exam_window: MainWindow, controller: ExamController
) -> None:
    controller = begin(exam_window, "lateral_hip")
    go(controller, "injection")
    assert len(exam_window.steps.questions.cards) == 22  # type: ignore[union-attr]
    answer(exam_window, "injection_given").state_button(A).click()
    questions = exam_window.steps.questions
    assert questions is not None
    assert [c.question.id for c in questions.cards] == ["injection_given"]
    place = controller.place
    assert place is not None
    assert state(controller.progress(place)) == "not applicable"
    assert exam_window.steps.checklist.buttons[place].text().startswith("–")
    answer(exam_window, "injection_given").state_button(P).click()
    assert len(exam_window.steps.questions.cards) == 22  # type: ignore[union-attr]


def test_the_ledger_says_not_applicable_with_the_reason_and_lets_the_exam_be_final(
    controller: ExamController,
) -> None:
    exam = controller.exam
    exam = replace(exam, complaints=(Complaint("a", "A", Side.RIGHT, ("low_back_side",)),))
    exam = replace(
        exam,
        findings=(
            Finding(FindingKey("lstv"), A, choice="none"),
            Finding(FindingKey("ligament_laxity"), A),
        ),
    )
    protocols = controller.library.in_use(exam)
    entry = next(e for e in ledger(exam, protocols, controller.vocabulary) if e.step == "ligaments")
    assert entry.state is ViewState.NOT_APPLICABLE
    assert entry.reason_text is not None and "transitional vertebra" in entry.reason_text.en
    open_ = {e.step for e in obstacles(exam, protocols, controller.vocabulary).open_views}
    assert "ligaments" not in open_ and "level_count" in open_


def levels_shown(window: MainWindow) -> set[str]:
    """Return the levels that are asked about; a nerve has a place of its own, and no level to be chosen."""
    sites = {a.key.site for a in window.steps.questions.answers}  # type: ignore[union-attr]
    return {s for s in sites if not s.startswith(("mb_", "dr_"))}


def test_levels_of_a_block_are_those_targeted_recorded_or_chosen(
    exam_window: MainWindow, controller: ExamController
) -> None:
    go(controller, "block_first")
    picker = exam_window.steps.questions.picker  # type: ignore[union-attr]
    assert picker is not None
    assert levels_shown(exam_window) == {""}
    picker.chips["L5_S1"].click()
    assert levels_shown(exam_window) == {"", "L5_S1"}
    controller.do(
        PutFinding(Finding(FindingKey("facet_target", Side.RIGHT, "L4_L5"), P, choice="medial_branch"))
    )
    questions = exam_window.steps.questions
    assert questions is not None and questions.picker is not None
    assert levels_shown(exam_window) == {"", "L4_L5", "L5_S1"}
    assert questions.picker.chips["L4_L5"].text() == "L4/L5"
    assert not questions.picker.chips["L4_L5"].isEnabled()
    questions.picker.chips["L5_S1"].click()
    assert levels_shown(exam_window) == {"", "L4_L5"}


def test_an_unproved_level_is_no_target_until_a_reason_is_written(
    exam_window: MainWindow, controller: ExamController
) -> None:
    go(controller, "targets")
    key = FindingKey("facet_target", Side.RIGHT, "L4_L5")
    press(exam_window, "facet_target", "medial_branch", "L4_L5")
    assert controller.exam.finding(key).state is FindingState.NOT_ASSESSED
    form = answer(exam_window, "facet_target", "L4_L5").override
    assert not form.isHidden() and not form.use.isEnabled()
    form.reason.setText("Counted twice; radiograph ordered")
    form.use.click()
    assert controller.exam.finding(key).state is P
    override = controller.exam.finding(FindingKey("level_override", None, "L4_L5"))
    assert (override.state, override.note) == (P, "Counted twice; radiograph ordered")
    assert (
        obstacles(controller.exam, controller.library.in_use(controller.exam), controller.vocabulary).unproved
        == ()
    )
    exam_window.session.undo()
    assert controller.exam.findings == ()


def test_a_proved_level_is_a_target_at_once_and_an_unproved_one_stops_the_finalising(
    exam_window: MainWindow, controller: ExamController
) -> None:
    controller.do(PutFinding(Finding(FindingKey("lstv"), A, choice="none")))
    controller.do(PutFinding(Finding(FindingKey("level_proof", None, "L4_L5"), P, choice="verified")))
    go(controller, "targets")
    press(exam_window, "facet_target", "medial_branch", "L4_L5")
    assert controller.exam.finding(FindingKey("facet_target", Side.RIGHT, "L4_L5")).state is P
    controller.do(PutFinding(Finding(FindingKey("lstv"), FindingState.INDETERMINATE, choice="suspected")))
    found = obstacles(
        controller.exam, controller.library.in_use(controller.exam), controller.vocabulary
    ).unproved
    assert [t.en for t in found] == ["Target (L4/L5, right)"]
    checks = exam_window.steps.checks
    assert checks is not None and any("not proved" in line.text() for line in checks.lines)


def test_limits_stand_where_the_needle_is_planned(
    exam_window: MainWindow, controller: ExamController
) -> None:
    for step in ("targets", "needle_plan", "block_first"):
        go(controller, step)
        guidance = exam_window.steps.guidance
        assert guidance is not None and guidance.limits is not None
        assert "fluoroscopy" in guidance.limits.text() and "11 to 13 %" in guidance.limits.text()
    go(controller, "multifidus")
    assert exam_window.steps.guidance is not None and exam_window.steps.guidance.limits is None


def test_a_body_mass_index_over_thirty_is_pointed_out_at_the_target(
    exam_window: MainWindow, controller: ExamController
) -> None:
    for finding in (
        Finding(FindingKey("level_proof", None, "L4_L5"), P, choice="verified"),
        Finding(FindingKey("facet_target", Side.RIGHT, "L4_L5"), P, choice="medial_branch"),
        Finding(FindingKey("bmi"), FindingState.INDETERMINATE, value=31.0),
    ):
        controller.do(PutFinding(finding))
    go(controller, "targets")
    checks = exam_window.steps.checks
    assert checks is not None and any("over 30" in line.text() for line in checks.lines)


def test_a_note_is_written_kept_and_shown(exam_window: MainWindow, controller: ExamController) -> None:
    go(controller, "red_flags")
    saddle = answer(exam_window, "rf_saddle")
    saddle.more.setChecked(True)
    saddle.note.field.setText("Cannot be told: interpreter on the way")
    saddle.note.field.editingFinished.emit()
    assert controller.exam.finding(FindingKey("rf_saddle")).note.startswith("Cannot be told")
    unanswered = obstacles(
        controller.exam, controller.library.in_use(controller.exam), controller.vocabulary
    ).unanswered
    assert "rf_saddle" not in {q.id for q in unanswered}


def test_a_test_speaks_to_one_several_none_or_a_new_pain(
    exam_window: MainWindow, controller: ExamController
) -> None:
    controller = begin(exam_window, "lateral_hip")
    for label in "AB":
        controller.do(PutComplaint(Complaint(label.lower(), label, Side.RIGHT)))
    go(controller, "hip_tests")
    answer(exam_window, "gt_palpation").state_button(P).click()
    key = FindingKey("gt_palpation", Side.RIGHT)
    asked = answer(exam_window, "gt_palpation").complaints
    assert asked is not None and asked.none is not None and asked.new is not None
    asked.chips["a"].click()
    asked.chips["b"].click()
    assert controller.exam.finding(key).reproduces == ("a", "b")
    asked.none.click()
    finding = controller.exam.finding(key)
    assert (finding.reproduces, finding.reproduces_none) == ((), True)
    asked.new.click()
    pain = controller.exam.complaints[-1]
    finding = controller.exam.finding(key)
    assert (pain.label, pain.side) == ("C", Side.RIGHT)
    assert (finding.reproduces, finding.reproduces_none) == ((pain.id,), False)
    assert asked.chips[pain.id].isChecked()


def test_the_next_best_step_inserts_one_step_and_no_protocol(
    exam_window: MainWindow, controller: ExamController
) -> None:
    hip = next(p for p in controller.library.protocols if p.id == "lateral_hip")
    exam_window.exam_view.differential.go_to(FindingKey("gt_palpation", Side.RIGHT))
    assert controller.protocol is not None and controller.protocol.id == FACET
    assert controller.place is not None and controller.place.step.id == "hip_tests"
    ref = next(p for p in controller.exam.protocols if p.id == "lateral_hip")
    assert (ref.steps, ref.sha256) == (("hip_tests",), hip.sha256)
    titles = [b.text() for b in exam_window.steps.checklist.buttons.values()]
    assert any("Hip examination (inserted)" in t for t in titles)
    assert set(exam_window.steps.protocols.buttons) == {FACET}
    asked = {
        e.step
        for e in ledger(controller.exam, controller.library.in_use(controller.exam), controller.vocabulary)
    }
    assert "lateral_lax" not in asked
    begin(exam_window, "lateral_hip")
    assert next(p for p in controller.exam.protocols if p.id == "lateral_hip").steps == ()


def test_both_sides_and_the_difference(exam_window: MainWindow, controller: ExamController) -> None:
    controller = begin(exam_window, "lateral_hip")
    for id_, slot, side, end in (
        ("m1", "gmed_thickness_lax", Side.RIGHT, 60.0), ("m2", "other_gmed_thickness", Side.LEFT, 50.0),
    ):  # fmt: skip
        shape = (Point(100.0, 100.0), Point(100.0, 100.0 + end))
        step = "lateral_lax" if side is Side.RIGHT else "comparison_tendons"
        controller.do(PutAnnotation(Annotation(
            id_, FrameRef("hip", 1), ShapeKind.DISTANCE, shape, (1.0, 1.0), step=step, slot=slot, side=side,
        )))  # fmt: skip
    go(controller, "lateral_lax")
    slots = exam_window.steps.slots
    assert slots is not None
    said = slots.rows["gmed_thickness_lax"].sides.text()
    assert "Other side 5.0" in said and "difference 1.0" in said and "+20 %" in said


def test_another_patients_clip_and_a_nameless_one_are_asked_for_each(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window = exam_window
    window.session.do(SetPatient(Patient("Lin^Mei", "7")))
    other = make_clip("other", patient=Patient("Wang^Da", "8"))
    window.opening.open_paths(loader.know(other, make_clip("nobody"), make_clip("none2")))
    qtbot.waitUntil(lambda: len(window.notices.lines) == 3)
    texts = [line.text.text() for line in window.notices.lines]  # type: ignore[attr-defined]
    assert any("Wang Da" in t and "Lin Mei" in t for t in texts)
    assert sum("names no patient" in t and "Lin Mei" in t for t in texts) == 2
    assert {c.id for c in window.session.exam.clips} == {"hip"}
    line = next(x for x, t in zip(window.notices.lines, texts, strict=True) if "nobody" in t)
    line.yes.click()  # type: ignore[attr-defined]
    record = window.session.exam.clip("nobody")
    assert record.confirmed
    controller = window.controller
    assert controller is not None
    said = [c for c in exam_checks(window.session.exam, (), controller.vocabulary) if c.clips == ("nobody",)]
    assert [c.kind for c in said] == [CheckKind.NO_IDENTITY]
    assert "confirmed" in said[0].text.en and "確認" in said[0].text.zh_tw


def ask_about(window: MainWindow, loader: FakeLoader, qtbot: QtBot, count: int) -> None:
    window.session.do(SetPatient(Patient("Lin^Mei", "7")))
    window.opening.open_paths(loader.know(*(make_clip(f"none{n}") for n in range(count))))
    qtbot.waitUntil(lambda: len(window.notices.questions) == count)
    qtbot.wait(1)


def test_many_questions_of_clips_share_one_low_notice(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window = exam_window
    window.resize(1280, 800)
    ask_about(window, loader, qtbot, 9)
    assert window.notices.height() <= 125
    assert all(f"none{n}" in line.text.text() for n, line in enumerate(window.notices.questions))
    assert window.notices.alike.title.text().startswith("9 ")
    window.notices.questions[4].yes.click()
    assert {c.id for c in window.session.exam.clips} == {"hip", "none4"}
    window.notices.alike.none.click()
    assert window.notices.questions == [] and window.notices.alike.isHidden()
    assert {c.id for c in window.session.exam.clips} == {"hip", "none4"}


def test_all_notices_together_stay_low_and_the_last_is_in_sight(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window = exam_window
    window.resize(1280, 800)
    window.show()
    empty = window.notices.height()
    ask_about(window, loader, qtbot, 4)
    for n in range(3):
        window.tell(Problem.of("report.nothing_here", file=f"{n} " + "long name " * 60))
    last = window.notices.problems[-1]
    qtbot.waitUntil(lambda: last.visibleRegion().boundingRect().height() > 30)
    assert empty == 0 and window.notices.height() <= 160
    window.notices.clear_problems()
    window.notices.drop_questions()
    qtbot.waitUntil(lambda: window.notices.height() == 0)


def test_a_question_does_not_outlive_its_exam(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    ask_about(exam_window, loader, qtbot, 2)
    assert "Lin Mei" in exam_window.windowTitle()
    exam_window.new_exam()
    assert exam_window.notices.questions == [] and exam_window.windowTitle() == "SonoStep"


def test_an_exam_that_is_only_read_offers_nothing_that_changes_it(
    exam_window: MainWindow, controller: ExamController
) -> None:
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT)))
    go(controller, "red_flags")
    controller.do(AwaitSignature(True))
    assert not controller.editable
    assert not any(b.isEnabled() for a in exam_window.steps.questions.answers for b in a.buttons)  # type: ignore[union-attr]
    assert not exam_window.exam_view.complaints.card.isEnabled()  # type: ignore[union-attr]
    assert not exam_window.side_chooser.buttons.isEnabled()
    for action in ("caliper", "save_view", "delete", "side_left"):
        assert not exam_window.actions_[action].isEnabled()
    assert exam_window.actions_["play"].isEnabled()
    go(controller, "facet_transverse")
    assert not exam_window.steps.save.isEnabled()
    assert exam_window.session.view.tool == "select"
    assert all(not r.arm.isEnabled() for r in exam_window.steps.slots.rows.values())  # type: ignore[union-attr]
    assert all(not r.skip.isEnabled() for r in exam_window.steps.views.rows.values())  # type: ignore[union-attr]
    controller.do(AwaitSignature(False))
    assert exam_window.actions_["caliper"].isEnabled() and exam_window.steps.save.isEnabled()


def test_the_summary_says_which_pain_is_treated_first(
    exam_window: MainWindow, controller: ExamController
) -> None:
    from sonostep.ui.panels.complaints.treated_first import TreatedFirst

    for label in "AB":
        controller.do(PutComplaint(Complaint(label.lower(), label, Side.RIGHT)))
    go(controller, "summary")
    card = exam_window.steps.detail.findChild(TreatedFirst)
    assert card is not None
    card.chips["b"].click()
    assert [c.state_of("most_disturbing") for c in controller.exam.complaints] == [A, P]
    card.chips["a"].click()
    assert [c.state_of("most_disturbing") for c in controller.exam.complaints] == [P, A]


def test_broken_and_hostile_protocol_files_cost_one_sentence_each(
    exam_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    from tests.protocols.test_library import BROKEN, GOOD

    window = exam_window
    for number, (text, _, _) in enumerate(BROKEN.values()):
        path = tmp_path / f"{number}.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        window.opening.open_protocol(path)
        qtbot.waitUntil(lambda: len(window.notices.problems) == 1)
        assert str(path) in window.notices.problems[0].text.text()
        window.notices.clear_problems()
        assert window.notices.problems == []
    good = tmp_path / "good.yaml"
    good.write_text(GOOD.replace("id: one", 'id: one, diagram: "../../../../etc/passwd", phantom: nowhere'))
    window.opening.open_protocol(good)
    controller = window.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.protocol is not None and controller.protocol.id == "mine")
    assert window.steps.guidance is not None
    window.steps.guidance.more.setChecked(True)
    assert window.steps.guidance.findChildren(Diagram) == []


def needle(id_: str, depth: float) -> Annotation:
    path = (Point(40.0, 10.0), Point(140.0, 10.0 + depth))
    return Annotation(
        id_, FrameRef("hip", 1), ShapeKind.NEEDLE, path, (1.0, 1.0), step="needle_plan", side=Side.RIGHT
    )


def test_the_needle_is_planned_from_what_is_drawn_and_depth_is_pointed_out(
    exam_window: MainWindow, controller: ExamController
) -> None:
    go(controller, "needle_plan")
    card = exam_window.steps.needle
    assert card is not None and not card.isHidden()
    card.arm.click()
    assert exam_window.session.view.tool == "needle" and card.arm.isChecked()
    controller.do(PutAnnotation(needle("n1", 120.0)))
    said = dict(line.split(": ") for line in card.said.text().splitlines())
    assert set(said) == {"Entry to target", "Angle to the skin", "Depth of the target"}
    assert "mm" in said["Entry to target"] and "mm" in said["Depth of the target"]
    assert "°" in said["Angle to the skin"]
    checks = exam_checks(controller.exam, controller.library.in_use(controller.exam), controller.vocabulary)
    assert not [c for c in checks if "mm deep" in c.text.en]
    clip = controller.exam.clip("hip")
    (region,) = clip.scale.regions
    scale = replace(clip.scale, rows=2000, regions=(replace(region, y1=1999),))
    tall = replace(clip, scale=scale)
    exam = replace(controller.exam, clips=(tall,), annotations=(needle("n1", 900.0),))
    deep = [c for c in exam_checks(exam, (), controller.vocabulary) if "mm deep" in c.text.en]
    assert [c.annotations for c in deep] == [("n1",)] and "70 mm" in deep[0].text.zh_tw
    go(controller, "multifidus")
    assert exam_window.steps.needle is not None and exam_window.steps.needle.isHidden()


def test_the_four_way_table_and_the_three_clues_show_each_pain_where_it_fits(
    exam_window: MainWindow, controller: ExamController
) -> None:
    controller = begin(exam_window, "low_back")
    known = (("extension", P), ("below_knee", A), ("electric", P))
    facet = Complaint("a", "A", Side.RIGHT, ("low_back_side",), tuple(Feature(f, s) for f, s in known[:2]))
    disc = Complaint("b", "B", Side.RIGHT, ("low_back_midline",), tuple(Feature(f, s) for f, s in known[2:]))
    for pain in (facet, disc):
        controller.do(PutComplaint(pain))
    go(controller, "four_way_table")
    table = exam_window.steps.patterns
    assert table is not None
    shown = {place: made.text() for place, made in table.marks.items() if not made.isHidden()}
    assert shown == {(0, 0): "A", (0, 1): "B", (1, 0): "A", (3, 1): "B"}
    controller.do(PutComplaint(replace(disc, route=("psis_below",))))
    assert table.marks[0, 1].isHidden() and table.marks[0, 2].text() == "B"
    go(controller, "three_clues")
    table = exam_window.steps.patterns
    assert table is not None
    shown = {place: made.text() for place, made in table.marks.items() if not made.isHidden()}
    assert shown == {(0, 0): "A", (2, 1): "B"}
    go(controller, "red_flags")
    assert exam_window.steps.patterns is None


def test_findings_that_few_exams_need_are_folded_away_until_they_are_wanted(
    exam_window: MainWindow, qtbot: QtBot
) -> None:
    controller = begin(exam_window, "low_back")
    go(controller, "neuro")
    questions = exam_window.steps.questions
    assert questions is not None
    folded = [a for a in questions.answers if a.key.id in controller.place.step.further]
    exam_window.exam_view.show_panel("steps")
    assert folded and not any(a.isVisible() for a in folded)
    assert folded[0] not in questions.asked
    controller.reveal.emit(folded[0].key)
    qtbot.waitUntil(folded[0].isVisible)
    assert folded[0] in questions.asked
