"""The differential's panel: the gate first, what if, and the way to what is asked."""

import pytest
from pytestqt.qtbot import QtBot

from sonostep.core.differential.clearance import clearance_of
from sonostep.core.differential.result import Band
from sonostep.core.edits import PauseFinding, PutComplaint, PutFinding
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.ui.desk import Desk
from sonostep.ui.main_window import MainWindow
from sonostep.ui.panels.red_flags import ClearanceForm
from sonostep.ui.widgets import Label, WrapButton

STOP = "rf_saddle"


@pytest.fixture
def desk(protocol_window: MainWindow) -> Desk:
    found = protocol_window.desk
    assert found is not None
    found.set_side(Side.RIGHT)
    return found


def settle(desk: Desk, qtbot: QtBot) -> None:
    """Wait until what is shown was weighed from the exam as it is."""
    done: list[bool] = []
    desk.background.quick(lambda: True, done.append)
    qtbot.waitUntil(lambda: bool(done))


def texts(window: MainWindow) -> list[str]:
    return [label.text() for label in window.workspace.differential.findChildren(Label)]


def put(desk: Desk, id_: str, state: FindingState = FindingState.PRESENT) -> None:
    desk.do(PutFinding(Finding(FindingKey(id_), state)))


def test_a_flag_that_was_not_asked_is_named_and_one_press_away(
    protocol_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    flags = [q.id for q in desk.vocabulary.questions if q.flag]
    for id_ in flags:
        if id_ != "post_void_residual":
            put(desk, id_, FindingState.ABSENT)
    settle(desk, qtbot)
    panel = protocol_window.workspace.differential
    assert desk.differential is not None
    assert [f.question for f in desk.differential.flags_unasked] == ["post_void_residual"]
    assert desk.differential.flags_asked == len(flags) - 1
    assert "1 red flag not asked yet." in texts(protocol_window)
    desk.go(desk.places[-1])
    next(b for b in panel.findChildren(WrapButton) if b.value == FindingKey("post_void_residual")).click()
    assert desk.place is not None
    assert "post_void_residual" in desk.place.step.questions


def test_when_every_flag_was_asked_none_is_said_to_be_open(
    protocol_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    for question in desk.vocabulary.questions:
        if question.flag:
            put(desk, question.id, FindingState.ABSENT)
    settle(desk, qtbot)
    assert not [t for t in texts(protocol_window) if "not asked yet" in t]


def test_a_stop_is_lifted_only_by_reason_and_physician_and_stays_present(
    protocol_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    put(desk, STOP)
    settle(desk, qtbot)
    panel = protocol_window.workspace.differential
    form = panel.findChildren(ClearanceForm)[-1]
    form.physician.setText("Dr Lin")
    assert not form.lift.isEnabled()
    form.reason.setText("MRI today: no compression | seen with neurosurgery")
    form.lift.click()
    settle(desk, qtbot)
    assert clearance_of(desk.exam, STOP).startswith("MRI today: no compression / seen")
    assert desk.differential is not None
    assert not desk.differential.suspended
    assert [f.question for f in desk.differential.flags_present] == [STOP]
    assert any("Lifted by Dr Lin" in t for t in texts(protocol_window))


def test_a_what_if_is_said_above_and_taken_back_at_once(
    protocol_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    put(desk, "rf_saddle", FindingState.ABSENT)
    desk.do(PauseFinding(FindingKey("rf_saddle"), True))
    settle(desk, qtbot)
    assert "What if: 1 finding paused and not weighed below." in texts(protocol_window)
    protocol_window.workspace.differential.all_again.click()
    settle(desk, qtbot)
    assert desk.exam.paused == ()
    assert not [t for t in texts(protocol_window) if t.startswith("What if")]


def test_what_cannot_be_assessed_is_folded_below_what_can(
    protocol_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    feature = desk.vocabulary.feature_groups[0].features[0][0]
    desk.do(PutComplaint(Complaint("a", "A", Side.RIGHT, features=(Feature(feature, FindingState.PRESENT),))))
    settle(desk, qtbot)
    panel = protocol_window.workspace.differential
    protocol_window.workspace.show_panel("differential")
    shown = [c.judgement.band for c in panel.cards if c.isVisibleTo(panel)]
    assert Band.NOT_ASSESSABLE not in shown
    assert Band.NOT_ASSESSABLE in [c.judgement.band for c in panel.cards]
