"""A recorded danger is seen in the real window: header, steps, answer, report, signing, treatment, needle."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from helpers.exam_window import begin, go
from safety.situations import Situation, situations
from sonostep.core.edits import Edit, PutComplaint, PutFinding, SetPatient, SetPeople, Together
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.safety import Hold, SafetyLevel, held_back
from sonostep.ui.kit.widgets import Button, Label, WrapButton
from sonostep.ui.shell.main_window import MainWindow

TABLE = {c.id: c for c in situations()}
PRESENT = FindingState.PRESENT


def record(window: MainWindow, case: Situation) -> None:
    """Record a situation in one edit, so that one undo takes it back."""
    exam = case.exam
    edits: list[Edit] = [SetPatient(exam.patient), SetPeople("Dr Lin", "")]
    edits += [PutComplaint(c) for c in exam.complaints]
    edits += [PutFinding(f) for f in exam.findings]
    assert window.controller is not None
    assert window.controller.do(Together(tuple(edits), "situation"))


def words(part: object) -> str:
    """Everything that a part of the window says."""
    labels = part.findChildren(Label)  # type: ignore[attr-defined]
    return " ".join([w.text() for w in labels] + [b.text() for b in part.findChildren(Button)])  # type: ignore[attr-defined]


@pytest.fixture
def compound(exam_window: MainWindow) -> MainWindow:
    begin(exam_window, "hip_spine_compound")
    return exam_window


def test_every_situation_is_seen(compound: MainWindow, qtbot: QtBot, full_scale: bool) -> None:
    window = compound
    chosen = list(TABLE.values()) if full_scale else list(TABLE.values())[::6]
    for case in chosen:
        record(window, case)
        assert_seen(window, case, qtbot)
        window.actions_["undo"].trigger()
        assert not window.session.exam.findings, case.id
        assert window.stop_badge.isHidden()


def assert_seen(window: MainWindow, case: Situation, qtbot: QtBot) -> None:
    controller = window.controller
    assert controller is not None
    view = window.exam_view
    assert {n.rule.id for n in controller.safety} == case.rules, case.id
    assert window.stop_badge.isHidden() is not case.stop, case.id
    if case.stop:
        assert all(n.text.en in window.stop_badge.accessibleName() for n in controller.safety if n.stops)
    view.show_panel("report")
    said = words(view.report.safety)
    for notice in controller.safety:
        assert notice.text.en in said, (case.id, notice.rule.id)
        assert notice.rule.todo.en in said, (case.id, notice.rule.id)
    view.report.signing.mark_stale()
    waiting = {c.notice.rule.id for c in view.report.signing.dangers}
    assert waiting == {n.rule.id for n in held_back(controller.safety, Hold.SIGNING)}, case.id
    view.show_panel("treatment")
    if case.handout == "go":
        qtbot.waitUntil(lambda: "Go at once" in words(view.treatment))
        assert "Train " not in words(view.treatment) and not view.treatment.folds, case.id
    elif case.handout == "rest":
        qtbot.waitUntil(lambda: "Do not begin exercises" in words(view.treatment))
    view.show_panel("steps")


def test_a_stop_is_marked_in_the_step_list_and_at_its_answer(compound: MainWindow) -> None:
    window = compound
    record(window, TABLE["saddle"])
    controller, steps = window.controller, window.steps
    assert controller is not None
    marked = [p.step.id for p, b in steps.checklist.buttons.items() if b.text().startswith("■")]
    assert marked == ["red_flags"]
    go(controller, "red_flags")
    assert steps.questions is not None
    answer = next(a for a in steps.questions.answers if a.key.id == "rf_saddle")
    assert not answer.danger.isHidden() and "emergency MRI" in answer.danger.text()
    other = next(a for a in steps.questions.answers if a.key.id == "rf_trauma")
    assert other.danger.isHidden()


def test_the_badge_brings_up_what_to_do(compound: MainWindow, qtbot: QtBot) -> None:
    record(compound, TABLE["saddle"])
    assert compound.stop_badge.isVisible()
    tabs = compound.exam_view.tabs
    marked = [tabs.tabText(i) for i in range(tabs.count()) if tabs.tabText(i).startswith("■")]
    assert marked == ["■ Differential", "■ Treatment", "■ Report"]
    compound.stop_badge.click()
    assert compound.exam_view.tabs.currentWidget() is compound.exam_view.report
    qtbot.waitUntil(lambda: compound.exam_view.report.safety.cards[0].isVisible())


def test_a_standing_stop_is_said_at_signing_and_asks_what_was_done(compound: MainWindow) -> None:
    window = compound
    record(window, TABLE["residual_high"])
    window.exam_view.show_panel("report")
    signing = window.exam_view.report.signing
    (danger,) = signing.dangers
    form = danger.form
    assert form is not None and not form.record.isEnabled()
    form.done.setText("MRI today")
    assert form.record.isEnabled()
    form.record.click()
    assert not window.exam_view.report.signing.dangers
    assert "STOP" in words(window.exam_view.report.signing)
    assert not window.stop_badge.isHidden()


def test_words_of_what_was_done_survive_another_answer(compound: MainWindow) -> None:
    window = compound
    record(window, TABLE["residual_high"])
    window.exam_view.show_panel("report")
    form = window.exam_view.report.signing.dangers[0].form
    assert form is not None
    form.done.setText("MRI to")
    assert window.controller is not None
    window.controller.answer(Finding(FindingKey("rf_trauma"), FindingState.ABSENT))
    form = window.exam_view.report.signing.dangers[0].form
    assert form is not None and form.done.text() == "MRI to"


@pytest.mark.parametrize("step", ["injection", "needle_checks", "needle_plan"])
def test_a_needle_is_refused_and_let_go_with_a_reason(exam_window: MainWindow, step: str) -> None:
    window = exam_window
    protocol = "lateral_hip" if step == "injection" else "lumbar_facet_targeting"
    controller = begin(window, protocol)
    go(controller, step)
    readiness = window.steps.readiness
    assert readiness is not None and readiness.state is not None
    assert "checks are not answered" in readiness.state.text()
    record(window, TABLE["needle_allergy"])
    assert readiness.state.text().startswith("Not ready: the needle waits")
    (card,) = [c for c in readiness.cards if c.form is not None]
    assert card.form is not None
    card.form.done.setText("steroid without latex")
    card.form.record.click()
    for id_ in ("check_infection", "check_anticoagulation", "check_pregnancy", "diabetes"):
        controller.answer(Finding(FindingKey(id_), FindingState.ABSENT))
    controller.answer(Finding(FindingKey("prior_steroid_count"), FindingState.ABSENT, value=0.0))
    assert readiness.state.text().startswith("Ready")


def test_under_a_stop_no_reason_lets_the_needle_go(exam_window: MainWindow) -> None:
    controller = begin(exam_window, "lumbar_facet_targeting")
    go(controller, "needle_plan")
    record(exam_window, TABLE["stop_and_answered"])
    readiness = exam_window.steps.readiness
    assert readiness is not None and readiness.state is not None
    assert readiness.state.text().startswith("Not ready: the needle waits")


def test_the_pedal_shows_where_it_stands_and_says_present_only_when_meant(
    compound: MainWindow, grabbed: Callable[[object], bytes]
) -> None:
    window = compound
    assert window.controller is not None
    go(window.controller, "red_flags")
    steps = window.steps
    before = grabbed(steps.questions.answers[0]) if steps.questions else b""
    for _ in range(6):
        window.actions_["pedal_next"].trigger()
        window.actions_["pedal_act"].trigger()
    states = [f.state for f in window.session.exam.findings]
    assert len(states) >= 5 and set(states) == {FindingState.ABSENT}
    assert steps.questions is not None
    steps._pedal = -1
    window.actions_["pedal_next"].trigger()
    assert grabbed(steps.questions.answers[0]) != before


@pytest.fixture
def grabbed() -> Callable[[object], bytes]:
    """A widget's pixels."""

    def pixels(widget: object) -> bytes:
        image = widget.grab().toImage()  # type: ignore[attr-defined]
        return bytes(image.constBits())

    return pixels


def test_the_pedal_records_no_number(compound: MainWindow) -> None:
    window = compound
    assert window.controller is not None
    go(window.controller, "red_flags")
    assert window.steps.questions is not None
    answer = next(a for a in window.steps.questions.answers if a.key.id == "post_void_residual")
    for _ in range(4):
        answer.cycle()
    assert window.session.exam.finding(answer.key).state is FindingState.NOT_ASSESSED
    assert not answer.armed.isHidden()


# tested and normal


def test_a_normal_neurological_examination_takes_three_presses(compound: MainWindow) -> None:
    window, presses = compound, 0
    controller = window.controller
    assert controller is not None
    controller.do(SetPeople("Dr Lin", ""))
    go(controller, "neuro")
    questions = window.steps.questions
    assert questions is not None
    weak = FindingKey("weak_great_toe", Side.RIGHT)
    controller.answer(Finding(weak, PRESENT, choice="mrc4"))
    group = next(g for g in questions.normal if g.group.id == "normal_neuro")
    for button in (group.open, group.both):
        button.click()
        presses += 1
    assert presses <= 3
    exam = window.session.exam
    assert exam.finding(weak).choice == "mrc4"
    left = exam.finding(FindingKey("weak_ankle_dorsiflexion", Side.LEFT))
    assert (left.state, left.choice, left.examiner) == (FindingState.ABSENT, "mrc5", "Dr Lin")
    assert left.examined_at
    for site in ("L2", "L3", "L4", "L5", "S1"):
        assert exam.finding(FindingKey("sensory_loss", Side.RIGHT, site)).state is FindingState.ABSENT
    controller.answer(Finding(left.key, FindingState.NOT_ASSESSED))
    assert window.session.exam.finding(FindingKey("romberg")).state is FindingState.ABSENT


def test_nobody_is_recorded_as_having_tested(compound: MainWindow) -> None:
    assert compound.controller is not None
    go(compound.controller, "neuro")
    assert compound.steps.questions is not None
    group = next(g for g in compound.steps.questions.normal if g.group.id == "normal_neuro")
    group.open.click()
    assert not group.one.isEnabled() and not group.both.isEnabled()
    group.who.setText("Dr Wu")
    group.one.click()
    said = {f.examiner for f in compound.session.exam.findings}
    assert said == {"Dr Wu"}


def test_a_residual_is_asked_only_while_another_sign_is_not_absent(compound: MainWindow) -> None:
    controller = compound.controller
    assert controller is not None
    go(controller, "red_flags")

    def asked() -> bool:
        assert compound.steps.questions is not None
        return "post_void_residual" in [a.key.id for a in compound.steps.questions.answers]

    assert asked()
    for id_ in ("rf_saddle", "rf_bladder_bowel", "rf_bilateral_weakness"):
        controller.answer(Finding(FindingKey(id_), FindingState.ABSENT))
    assert not asked()
    controller.answer(Finding(FindingKey("rf_saddle"), FindingState.INDETERMINATE))
    assert asked()


def test_an_exam_without_a_protocol_asks_the_flags_where_it_is_signed(exam_window: MainWindow) -> None:
    window = exam_window
    window.exam_view.show_panel("report")
    signing = window.exam_view.report.signing
    assert signing.flags
    asked = {a.key.id for a in signing.gate.answers}
    assert "rf_saddle" in asked and len(asked) == len(signing.flags)
    signing.gate.answers[0].state_button(FindingState.ABSENT).click()
    assert len(window.exam_view.report.signing.flags) == len(asked) - 1


def test_the_rows_of_dangers_lead_to_their_answers(compound: MainWindow) -> None:
    record(compound, TABLE["saddle"])
    compound.exam_view.show_panel("report")
    card = compound.exam_view.report.safety.cards[0]
    assert isinstance(card.sentence, WrapButton) and card.notice.level is SafetyLevel.STOP
    card.sentence.click()
    assert compound.controller is not None and compound.controller.place is not None
    assert compound.controller.place.step.id == "red_flags"
