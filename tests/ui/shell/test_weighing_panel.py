# ruff: noqa: E501 - tables of cases read better on one line
"""The differential's panel: the gate first, what if, and the way to what is asked."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.differential.red_flags import clearance_of
from sonostep.core.differential.result import Band, Direction
from sonostep.core.edits import (
    PauseFinding,
    PutAnnotation,
    PutComplaint,
    PutFinding,
    RemoveAnnotation,
    SetSetting,
)
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.paths import exam_protocols, user_home
from sonostep.protocols.cases import case_files, read_cases
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.widgets import Button, Fold, Label, WrapButton
from sonostep.ui.panels.differential.red_flags import ClearanceForm
from sonostep.ui.panels.differential.summary import OverviewCard
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.library import load_library

STOP = "rf_saddle"


@pytest.fixture
def controller(protocol_window: MainWindow) -> ExamController:
    found = protocol_window.controller
    assert found is not None
    found.set_side(Side.RIGHT)
    # a hidden panel waits until it is looked at
    protocol_window.exam_view.show_panel("differential")
    return found


def settle(controller: ExamController, qtbot: QtBot) -> None:
    """Wait until what is shown was weighed from the exam as it is."""
    done: list[bool] = []
    controller.background.quick(lambda: True, done.append)
    qtbot.waitUntil(lambda: bool(done))


def open_folds(window: MainWindow) -> None:
    for fold in window.exam_view.differential.findChildren(Fold):
        fold.button.setChecked(True)


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.exam_view.differential.findChildren(Label)]


def put(controller: ExamController, id_: str, state: FindingState = FindingState.PRESENT) -> None:
    controller.do(PutFinding(Finding(FindingKey(id_), state)))


def test_a_flag_that_was_not_asked_is_named_and_one_press_away(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    flags = [q.id for q in controller.vocabulary.questions if q.flag]
    for id_ in flags:
        if id_ != "post_void_residual":
            put(controller, id_, FindingState.ABSENT)
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    assert controller.differential is not None
    assert [f.question for f in controller.differential.flags_unasked] == ["post_void_residual"]
    assert controller.differential.flags_asked == len(flags) - 1
    assert "1 red flag not asked yet." in texts(protocol_window)
    controller.go(controller.places[-1])
    next(b for b in panel.findChildren(WrapButton) if b.value == FindingKey("post_void_residual")).click()
    assert controller.place is not None
    assert "post_void_residual" in controller.place.step.questions


def test_when_every_flag_was_asked_none_is_said_to_be_open(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    for question in controller.vocabulary.questions:
        if question.flag:
            put(controller, question.id, FindingState.ABSENT)
    settle(controller, qtbot)
    assert not [t for t in texts(protocol_window) if "not asked yet" in t]


def test_a_stop_is_lifted_only_by_reason_and_physician_and_stays_present(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    put(controller, STOP)
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    form = panel.findChildren(ClearanceForm)[-1]
    form.physician.setText("Dr Lin")
    assert not form.lift.isEnabled()
    form.reason.setText("MRI today: no compression | seen with neurosurgery")
    form.lift.click()
    settle(controller, qtbot)
    assert clearance_of(controller.exam, STOP).startswith("MRI today: no compression / seen")
    assert controller.differential is not None
    assert not controller.differential.suspended
    assert [f.question for f in controller.differential.flags_present] == [STOP]
    assert any("Lifted by Dr Lin" in t for t in texts(protocol_window))


def test_a_what_if_is_said_above_and_taken_back_at_once(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    put(controller, "rf_saddle", FindingState.ABSENT)
    controller.do(PauseFinding(FindingKey("rf_saddle"), True))
    settle(controller, qtbot)
    assert "What if: 1 finding paused and not weighed below." in texts(protocol_window)
    protocol_window.exam_view.differential.all_again.click()
    settle(controller, qtbot)
    assert controller.exam.paused == ()
    assert not [t for t in texts(protocol_window) if t.startswith("What if")]


def test_what_cannot_be_assessed_is_folded_below_what_can(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    feature = controller.vocabulary.feature_groups[0].features[0][0]
    controller.do(
        PutComplaint(Complaint("a", "A", Side.RIGHT, features=(Feature(feature, FindingState.PRESENT),)))
    )
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    protocol_window.exam_view.show_panel("differential")
    assert Band.NOT_ASSESSABLE not in [c.judgement.band for c in panel.cards]
    open_folds(protocol_window)
    shown = [c.judgement.band for c in panel.cards if c.isVisibleTo(panel)]
    assert Band.NOT_ASSESSABLE in shown


def form_of(window: MainWindow) -> ClearanceForm:
    """The newest form of the stop that is written about; an older one may wait to be deleted."""
    forms = window.exam_view.differential.findChildren(ClearanceForm)
    return [f for f in forms if "addle" in f.reason.accessibleName()][-1]


@pytest.mark.parametrize("other", ["rf_fever", "stocking_sensory"])
def test_a_clearance_being_written_survives_what_is_weighed_anew(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot, other: str
) -> None:
    put(controller, STOP)
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    protocol_window.exam_view.show_panel("differential")
    next(b for b in panel.findChildren(Button) if b.text().startswith("Override this stop with")).click()
    form = form_of(protocol_window)
    form.reason.setFocus()
    qtbot.keyClicks(form.reason, "MRI today")
    form.reason.setCursorPosition(3)
    put(controller, other)
    settle(controller, qtbot)
    after = form_of(protocol_window)
    assert (after is form) is (other == "stocking_sensory")
    assert (after.reason.text(), after.reason.cursorPosition()) == ("MRI today", 3)
    assert after.isVisibleTo(panel)
    qtbot.keyClicks(after.reason, ", seen")
    assert after.reason.text() == "MRI, seen today"


def test_from_a_condition_to_the_frame_in_two_clicks_and_back(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    right = Side.RIGHT
    controller.do(PutComplaint(Complaint("a", "A", right, route=("outer_hip",))))
    clip, *_ = controller.exam.clips
    shapes = [
        Annotation(f"s{n}", FrameRef(clip.id, n), ShapeKind.DISTANCE, (Point(10, 10), Point(60, 60)))
        for n in (2, 5)
    ]
    for shape in shapes:
        controller.do(PutAnnotation(shape))
    dark, felt = (
        FindingKey("us_tendinosis", right, "lateral"),
        FindingKey("us_sonopalpation", right, "lateral"),
    )
    controller.do(PutFinding(Finding(dark, FindingState.PRESENT, annotations=("s2", "s5"))))
    controller.do(PutFinding(Finding(felt, FindingState.PRESENT, reproduces=("a",))))
    controller.go(controller.places[0])
    controller.session.look(frame=1, selected="")
    settle(controller, qtbot)
    exam_view = protocol_window.exam_view
    exam_view.show_panel("differential")
    panel = exam_view.differential
    card = next(c for c in panel.cards if c.judgement.condition == "gtps")
    qtbot.mouseClick(card.more, Qt.MouseButton.LeftButton)
    reason = next(b for b in card.findChildren(WrapButton) if b.text().startswith("Ultrasound:"))
    qtbot.mouseClick(reason, Qt.MouseButton.LeftButton)
    view = controller.session.view
    assert (view.clip, view.frame, view.selected) == (clip.id, 2, "s2")
    assert controller.place is not None
    assert "us_tendinosis" in controller.place.step.questions
    # and back: the shape says what it changes, one press opens the reasons
    exam_view.show_panel("differential")
    controller.session.look(selected="s5")
    assert "GTPS" in panel.selected.link.text()
    qtbot.mouseClick(panel.selected.link, Qt.MouseButton.LeftButton)
    assert "gtps" in {c.judgement.condition for c in panel.cards if c.more.isChecked()}


def test_removing_what_showed_a_finding_weighs_anew(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    right = Side.RIGHT
    clip, *_ = controller.exam.clips
    controller.do(PutComplaint(Complaint("a", "A", right)))
    for n in (2, 5):
        shape = Annotation(f"s{n}", FrameRef(clip.id, n), ShapeKind.DISTANCE, (Point(1, 1), Point(9, 9)))
        controller.do(PutAnnotation(shape))
    fluid, felt = (
        FindingKey("us_bursa_fluid", right, "lateral"),
        FindingKey("us_sonopalpation", right, "lateral"),
    )
    controller.do(PutFinding(Finding(fluid, FindingState.PRESENT, annotations=("s2", "s5"))))
    controller.do(PutFinding(Finding(felt, FindingState.PRESENT, reproduces=("a",))))
    settle(controller, qtbot)

    def odds() -> float:
        assert controller.differential is not None
        return next(
            j.odds[0] for j in controller.differential.judgements if j.condition == "trochanteric_bursitis"
        )

    before = odds()
    controller.do(RemoveAnnotation("s2"))
    settle(controller, qtbot)
    assert odds() < before


def test_segments_stability_conflicts_setting_and_knowledge_are_said(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    case = next(c for path in case_files() for c in read_cases(path) if c.id == "founding")
    for complaint in case.exam.complaints:
        controller.do(PutComplaint(complaint))
    for finding in case.exam.findings:
        controller.do(PutFinding(finding))
    odd = Complaint(
        "C",
        "C",
        Side.RIGHT,
        features=tuple(Feature(f, FindingState.PRESENT) for f in ("one_point", "no_point")),
    )
    controller.do(PutComplaint(odd))
    controller.do(SetSetting("community_women_50_79"))
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    open_folds(protocol_window)
    roots = [
        c for c in panel.cards if (c.judgement.condition, c.judgement.complaint) == ("lumbar_nerve_root", "A")
    ]
    assert {c.judgement.segment for c in roots} == {"L2", "L3", "L4", "L5", "S1"}
    said = "\n".join(texts(protocol_window))
    for part in (
        "Lumbar nerve root compression · L5", "one definite point and no definite point",
        "Community, women aged 50 to 79", f"Knowledge base sonostep-common {controller.library.knowledge.version}",
    ):  # fmt: skip
        assert part in said, part
    assert "%" not in "".join(t for t in texts(protocol_window) if "upported" in t)


def test_what_is_not_separated_what_nothing_speaks_for_and_the_next_acts_are_said(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    case = next(c for path in case_files() for c in read_cases(path) if c.id == "avascular_necrosis")
    for complaint in case.exam.complaints:
        controller.do(PutComplaint(complaint))
    normal = [Finding(FindingKey(f, Side.LEFT), FindingState.ABSENT) for f in ("slr", "weak_great_toe")]
    for finding in (*case.exam.findings, *normal):
        controller.do(PutFinding(finding))
    settle(controller, qtbot)
    shown = controller.differential
    assert shown is not None
    panel = protocol_window.exam_view.differential
    assert panel.cards
    pressed = panel.findChildren(QAbstractButton)
    before = "\n".join([*texts(protocol_window), *(b.text() or b.accessibleName() for b in pressed)])
    assert "Not separated within the confidence intervals" in before
    count = re.search(r"(\d+) that nothing speaks for", before)
    assert count and int(count[1]) >= len([j for j in shown.judgements if j.unsupported]) > 0
    for step in shown.next_steps[:3]:
        where = "" if step.flags else "A: "
        side = f" ({step.side.value.title()})" if step.side else ""
        assert f"{where}{step.text.en}{side}" in before
    open_folds(protocol_window)
    chosen = [r for j in shown.judgements for r in j.reasons if r.chosen and r.direction is Direction.FOR]
    assert chosen
    for card in panel.cards:
        card.more.setChecked(True)
    assert any("(chosen)" in t and "weight" in t for t in texts(protocol_window))


def test_pausing_a_finding_changes_the_summary_at_once(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT, route=("outer_hip",))))
    key = FindingKey("gt_palpation", Side.RIGHT)
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, reproduces=("a",))))
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    card = next(c for c in panel.cards if c.judgement.condition == "gtps")
    odds = card.judgement.odds[0]
    card.more.setChecked(True)
    next(b for b in card.findChildren(Button) if b.text() == "Pause" and b.value == (key,)).click()
    settle(controller, qtbot)
    paused = next(c for c in panel.cards if c.judgement.condition == "gtps")
    assert paused.more.isChecked()
    assert paused.judgement.odds[0] < odds
    assert [r.item for r in paused.judgement.directed(Direction.PAUSED)] == ["gtps_palpation"]


def test_the_overview_says_what_explains_which_complaint_and_leads_there(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    case = next(c for path in case_files() for c in read_cases(path) if c.id == "founding")
    for complaint in (*case.exam.complaints, Complaint("C", "C", Side.LEFT)):
        controller.do(PutComplaint(complaint))
    for finding in case.exam.findings:
        controller.do(PutFinding(finding))
    settle(controller, qtbot)
    protocol_window.exam_view.show_panel("differential")
    panel = protocol_window.exam_view.differential
    (overview,) = panel.findChildren(OverviewCard)
    lines = {b.value: b.text() for b in overview.findChildren(WrapButton)}
    assert lines["A"] == "A: Lumbar nerve root compression · L4, L5"
    assert lines["B"] == "B: Greater trochanteric pain syndrome (GTPS)"
    assert lines["C"] == "C: undetermined"
    qtbot.wait(1)
    next(b for b in overview.findChildren(WrapButton) if b.value == "B").click()
    title = next(t for t in panel.findChildren(Label) if t.text() == "Complaint B")
    assert 0 <= title.mapTo(panel.page, QPoint(0, 0)).y() < panel.page.height()


def test_what_nothing_speaks_for_is_folded_and_opened_where_it_is_asked_for(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    key = FindingKey("gt_palpation", Side.RIGHT)
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT, route=("groin",))))
    controller.do(PutFinding(Finding(key, FindingState.ABSENT)))
    settle(controller, qtbot)
    protocol_window.exam_view.show_panel("differential")
    panel = protocol_window.exam_view.differential
    assert "gtps" not in {c.judgement.condition for c in panel.cards}
    controller.bears_on.emit((key,))
    gtps = next(c for c in panel.cards if c.judgement.condition == "gtps")
    assert gtps.isVisibleTo(panel)
    assert gtps.more.isChecked()


def test_what_did_not_change_keeps_its_card(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT, route=("outer_hip", "groin"))))
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    before = {c.judgement.condition: c for c in panel.cards}
    controller.do(
        PutFinding(Finding(FindingKey("gt_palpation", Side.RIGHT), FindingState.PRESENT, reproduces=("a",)))
    )
    settle(controller, qtbot)
    after = {c.judgement.condition: c for c in panel.cards}
    assert after["gtps"] is not before["gtps"]
    assert after["hip_osteoarthritis"] is before["hip_osteoarthritis"]
    assert all(any(c.judgement is j for j in controller.differential.judgements) for c in panel.cards)


def test_a_clinics_own_knowledge_is_named_below_the_summary(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = user_home() / "knowledge"
    folder.mkdir(exist_ok=True)
    guide = (exam_protocols().parent / "docs" / "writing-a-protocol.md").read_text(encoding="utf-8")
    layer = next(p for p in guide.split("```yaml\n") if p.startswith("layer:")).partition("```")[0]
    (folder / "ours.yaml").write_text(layer, encoding="utf-8")
    library, problems = load_library()
    assert problems == ()
    monkeypatch.setattr(controller, "library", library)
    stairs = Feature("stairs", FindingState.PRESENT)
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT, route=("outer_hip",), features=(stairs,))))
    settle(controller, qtbot)
    panel = protocol_window.exam_view.differential
    card = next(c for c in panel.cards if c.judgement.condition == "gtps")
    card.more.setChecked(True)
    said = "\n".join(texts(protocol_window))
    assert "With this clinic's own knowledge: our_clinic 1" in said
    assert "+our_clinic.1" in said
    assert "(our_clinic 1)" in said
