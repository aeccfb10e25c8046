"""Skipping honestly in one act, and an exam without any protocol."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from helpers.exam_window import begin
from sonostep.core.exam import ViewState
from sonostep.core.report.ledger import ledger
from sonostep.ui.panels.steps.protocol_chips import FreeExamCard
from sonostep.ui.shell.actions import HeldKeys
from sonostep.ui.shell.main_window import MainWindow


def states(window: MainWindow) -> list[ViewState]:
    controller = window.controller
    assert controller is not None
    return [e.state for e in ledger(controller.exam, controller.library.in_use(controller.exam))]


def at_a_view(window: MainWindow) -> None:
    controller = begin(window, "lateral_hip")
    controller.go(next(p for p in controller.places if p.step.views))


def test_all_open_views_are_skipped_with_one_reason_and_one_undo(exam_window: MainWindow) -> None:
    at_a_view(exam_window)
    views = exam_window.steps.views
    assert views is not None and states(exam_window).count(ViewState.OPEN) > 5
    first = next(iter(views.rows))
    controller = exam_window.controller
    assert controller is not None
    controller.excuse_view(first, ViewState.NOT_VISUALISED, "Too painful")
    before = states(exam_window)
    part = exam_window.steps.views.all_open  # type: ignore[union-attr]
    part.skip.click()
    part.form.buttons[ViewState.SKIPPED].click()
    assert states(exam_window) == before, "not without a reason"
    assert not part.form.refusal.isHidden()
    part.form.reason.setEditText("No time left")
    part.form.buttons[ViewState.SKIPPED].click()
    after = states(exam_window)
    assert ViewState.OPEN not in after and after.count(ViewState.NOT_VISUALISED) == 1, "what was said stays"
    exam_window.actions_["undo"].trigger()
    assert states(exam_window) == before


def test_the_signing_card_offers_it_too(exam_window: MainWindow) -> None:
    at_a_view(exam_window)
    exam_window.exam_view.show_panel("report")
    QApplication.processEvents()
    part = exam_window.exam_view.report.signing.before.all_open
    part.form.reason.setEditText("No time left")
    part.form.buttons[ViewState.SKIPPED].click()
    assert ViewState.OPEN not in states(exam_window)
    assert exam_window.exam_view.report.signing.views == []


def test_what_unfolds_is_scrolled_into_sight(exam_window: MainWindow) -> None:
    at_a_view(exam_window)
    part = exam_window.steps.views.all_open  # type: ignore[union-attr]
    part.skip.click()
    for _ in range(4):
        QApplication.processEvents()
    assert not part.form.buttons[ViewState.SKIPPED].visibleRegion().isEmpty()


def test_an_exam_without_a_protocol_is_a_card_beside_them(exam_window: MainWindow) -> None:
    (card,) = exam_window.steps.detail.findChildren(FreeExamCard)
    assert card.body.isHidden()
    card.open.click()
    assert not card.body.isHidden()
    card.measure.click()
    assert exam_window.session.view.tool == "distance"
    card.words.click()
    assert exam_window.exam_view.tabs.currentWidget() is exam_window.exam_view.report
    assert exam_window.focusWidget() is exam_window.exam_view.report.impression
    exam_window.exam_view.show_panel("steps")
    exam_window.toggle_language()
    (card,) = exam_window.steps.detail.findChildren(FreeExamCard)
    assert not card.body.isHidden(), "it stays open"
    exam_window.toggle_language()


def press(held: HeldKeys, down: int, up: int) -> bool:
    """A key that goes down and up at these times, heard of at once, one after the other."""
    events = [(QEvent.Type.ShortcutOverride, down), (QEvent.Type.KeyRelease, up)]
    told = []
    for kind, at in events:
        event = QKeyEvent(kind, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(at)
        held.note(event)
        if kind is QEvent.Type.ShortcutOverride:
            told.append(held.repeats("next_step"))
    return told[0]


def test_presses_that_waited_while_a_step_was_built_are_all_heard(exam_window: MainWindow) -> None:
    held = HeldKeys(exam_window)
    assert [press(held, at, at + 60) for at in (1000, 1150, 1300, 1450)] == [False] * 4
    assert press(held, 1510, 1530), "a release and a press at the same moment are the server's repeat"
