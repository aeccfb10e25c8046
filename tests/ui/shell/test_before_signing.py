"""What is asked before signing: one list, each line one press away from its place, and asked once."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, begin, go, make_clip
from helpers.window_walk import account_for_all
from sonostep.core.checks.signing_questions import signing_questions
from sonostep.core.clip import Patient
from sonostep.core.edits import PutComplaint, PutFinding, RemoveComplaint, SetPatient, SetWords
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.widgets import WrapButton
from sonostep.ui.panels.report.signature_card import SigningCard
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.finalise import what_is_open


@pytest.fixture
def hip(exam_window: MainWindow) -> MainWindow:
    begin(exam_window, "hip_spine_compound")
    exam_window.activateWindow()
    return exam_window


def desk(window: MainWindow) -> ExamController:
    assert window.controller is not None
    return window.controller


def card(window: MainWindow) -> SigningCard:
    window.exam_view.show_panel("report")
    QApplication.processEvents()
    return window.exam_view.report.signing


def a_pain_test(controller: ExamController) -> FindingKey:
    question = next(
        q
        for p in controller.places
        for i in p.step.questions
        if (q := controller.vocabulary.question(i)).asks_complaint and q.sided and not q.sites
    )
    return FindingKey(question.id, Side.RIGHT)


def press(window: MainWindow, row: WrapButton) -> None:
    row.click()
    for _ in range(3):
        QApplication.processEvents()


def in_sight(window: MainWindow, widget: object) -> bool:
    return not widget.visibleRegion().isEmpty()  # type: ignore[attr-defined]


def test_a_positive_test_of_no_complaint_is_asked_about_until_it_is_tied(hip: MainWindow) -> None:
    controller = desk(hip)
    controller.do(SetWords("seen", ""))
    key = a_pain_test(controller)

    def asked() -> list[FindingKey | None]:
        return [q.finding for q in signing_questions(controller.exam, controller.vocabulary)]

    assert asked() == []
    for state, wanted in ((FindingState.ABSENT, []), (FindingState.PRESENT, [key])):
        controller.do(PutFinding(Finding(key, state)))
        assert asked() == wanted
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, reproduces_none=True)))
    assert asked() == []
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT)))
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, reproduces=("a",))))
    assert asked() == []
    controller.do(RemoveComplaint("a"))
    assert asked() == [key], "tied to a complaint that is gone"


def test_each_line_leads_to_its_place_marked_and_with_the_keys(hip: MainWindow) -> None:
    controller = desk(hip)
    key = a_pain_test(controller)
    controller.do(PutFinding(Finding(key, FindingState.PRESENT)))
    signing = card(hip)
    rows = [signing.views[5], signing.flags[3], *signing.before.questions]
    assert len(rows) == 4
    for row in rows:
        signing = card(hip)
        again = [*signing.views, *signing.flags, *signing.before.questions]
        wanted = next(r for r in again if r.value == row.value)
        press(hip, wanted)
        target = hip.focusWidget()
        assert target is not None and in_sight(hip, target), wanted.text()
        assert hip.exam_view.tabs.currentWidget() in (hip.steps, hip.exam_view.report)
    impression = hip.exam_view.report.impression
    press(hip, next(r for r in card(hip).before.questions if "mpression" in r.text()))
    assert hip.focusWidget() is impression and in_sight(hip, impression)


def test_an_answer_that_is_led_to_is_marked(hip: MainWindow) -> None:
    flag = card(hip).flags[3]
    press(hip, flag)
    questions = hip.steps.questions
    assert questions is not None
    marked = [a.key for a in questions.answers if a.property("active") == "true"]
    assert marked == [flag.value]
    focused = hip.focusWidget()
    assert any(a.isAncestorOf(focused) for a in questions.answers if a.key == flag.value)


def test_a_clip_of_another_patient_is_one_press_away(
    hip: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    other = make_clip("apex", patient=Patient("Wu^Two", "P2"))
    hip.opening.open_paths(loader.know(other))
    qtbot.waitUntil(lambda: len(hip.notices.questions) == 1)
    hip.notices.questions[0].yes.click()
    qtbot.waitUntil(lambda: len(hip.session.exam.clips) == 2)
    desk(hip).do(SetPatient(Patient("Lin^One", "P1")))
    hip.session.look(clip="hip", frame=1)
    signing = card(hip)
    (row,) = signing.before.clip_places
    press(hip, row)
    assert hip.session.view.clip == "apex"


def test_a_flag_of_another_protocol_in_use_is_found_there(hip: MainWindow) -> None:
    controller = desk(hip)
    other = next(p for p in controller.library.protocols if p.id == "lumbar_facet_targeting")
    alone = {q for s in other.steps for q in s.questions} - {
        q for p in controller.places for q in p.step.questions
    }
    controller.use_protocol(other)
    controller.begin(next(p for p in controller.library.protocols if p.id == "hip_spine_compound"))
    controller.show_finding(FindingKey(sorted(alone)[0]))
    assert controller.place is not None and sorted(alone)[0] in controller.place.step.questions


def test_what_is_asked_is_asked_once(hip: MainWindow) -> None:
    account_for_all(hip)
    signing = card(hip)
    assert not what_is_open(desk(hip).exam, desk(hip).library)
    signing.name.setText("Dr Lin")
    signing.sign.click()
    assert signing.sure.isHidden() and not signing.doubt.isHidden()
    signing.all_the_same.click()
    signing = hip.exam_view.report.signing
    assert not signing.sure.isHidden() and signing.doubt.isHidden()
    hip.toggle_language()
    signing = card(hip)
    signing.sign.click()
    assert not signing.sure.isHidden(), "answered once, in either language"
    hip.toggle_language()
    signing = card(hip)
    controller = desk(hip)
    controller.do(PutFinding(Finding(a_pain_test(controller), FindingState.PRESENT)))
    signing = card(hip)
    signing.sign.click()
    assert signing.sure.isHidden() and not signing.doubt.isHidden(), "something new is asked"


def test_a_refusal_stands_beside_its_button_in_sight(hip: MainWindow) -> None:
    signing = card(hip)
    signing.sign.click()
    for _ in range(3):
        QApplication.processEvents()
    assert "of the list above" in signing.refusal.text() and in_sight(hip, signing.refusal)
    below = signing.sign.mapTo(signing, signing.sign.rect().bottomLeft()).y()
    assert 0 <= signing.refusal.mapTo(signing, signing.refusal.rect().topLeft()).y() - below < 40


def test_go_leads_nowhere_new(hip: MainWindow) -> None:
    """The list does not change what it shows."""
    before = desk(hip).exam
    go(desk(hip), "red_flags")
    for row in list(card(hip).flags)[:2]:
        press(hip, row)
    assert desk(hip).exam is before
    assert replace(before) == before
