"""Several protocols in one exam, views beside the protocol, and the way from an answer to what it changes."""

import pytest
from pytestqt.qtbot import QtBot

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.differential.result import Differential
from sonostep.core.edits import PutAnnotation, PutComplaint, PutFinding
from sonostep.core.exam import ViewState
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.report.ledger import ledger
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.widgets import Label
from sonostep.ui.panels.differential.answer_effects import bearing
from sonostep.ui.shell.main_window import MainWindow


@pytest.fixture
def controller(protocol_window: MainWindow) -> ExamController:
    found = protocol_window.controller
    assert found is not None
    found.set_side(Side.RIGHT)
    return found


def settled(controller: ExamController, qtbot: QtBot) -> Differential:
    done: list[bool] = []
    controller.background.quick(lambda: True, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert controller.differential is not None
    return controller.differential


def test_a_second_protocol_asks_nothing_twice_and_both_can_be_reached(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    controller.do(PutFinding(Finding(FindingKey("rf_saddle"), FindingState.ABSENT)))
    row = protocol_window.steps.protocols
    assert row.buttons["lateral_hip"].text() == "Lateral hip"
    row.add.click()
    row.more["low_back"].click()
    assert [p.id for p in controller.exam.protocols] == ["lateral_hip", "low_back"]
    assert controller.protocol is not None
    assert controller.protocol.id == "low_back"
    gate = next(p for p in controller.places if "rf_saddle" in p.step.questions)
    assert controller.progress(gate).answered == 1
    row.buttons["lateral_hip"].click()
    assert controller.protocol.id == "lateral_hip"
    assert row.buttons["lateral_hip"].isChecked()


def test_a_view_beside_the_protocol_accounts_for_none_of_its_views(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    controller.go(next(p for p in controller.places if p.step.views))
    views = protocol_window.steps.views
    assert views is not None
    views.beside.extra.click()
    assert not views.beside.take.isEnabled()
    views.beside.caption.setText("Cyst beside the tendon")
    views.beside.take.click()
    protocol_window.actions_["save_view"].trigger()
    qtbot.waitUntil(lambda: len(controller.exam.key_images) == 1)
    assert controller.place is not None
    (image,), (extra,) = controller.exam.key_images, controller.exam.extra_views
    assert (image.step, image.view, image.caption) == (
        controller.place.step.id,
        extra.id,
        "Cyst beside the tendon",
    )
    prescribed = {v.id for v in controller.place.step.views}
    assert {v.state for v in controller.exam.views if v.view in prescribed} <= {ViewState.OPEN}
    assert "1 key image" in " ".join(w.text() for w in views.beside.rows[extra.id].findChildren(Label))
    (entry,) = (
        e
        for e in ledger(controller.exam, controller.library.protocols, controller.vocabulary)
        if e.view == extra.id
    )
    assert (entry.view_text.en, entry.state, entry.images) == ("Cyst beside the tendon", ViewState.DONE, (1,))


def test_suspending_leads_to_the_list_from_which_it_is_resumed(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    protocol_window.steps.protocols.suspend.click()
    assert protocol_window.stack.currentWidget() is protocol_window.start
    assert protocol_window.session.exam is controller.exam


def test_an_answer_and_its_shape_lead_to_what_they_change(
    protocol_window: MainWindow, controller: ExamController, qtbot: QtBot
) -> None:
    controller.do(PutComplaint(Complaint("a", "A", Side.RIGHT, route=("hip_lateral",))))
    shape = Annotation("s", FrameRef("hip", 1), ShapeKind.DISTANCE, (Point(1, 1), Point(9, 9)))
    controller.do(PutAnnotation(shape))
    key = FindingKey("gt_palpation", Side.RIGHT)
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, annotations=("s",), reproduces=("a",))))
    shown = settled(controller, qtbot)
    felt = [j.condition for j in bearing(shown, [key])]
    assert felt
    panel = protocol_window.exam_view.differential
    controller.session.look(selected="s")
    assert panel.selected.link.value == (key,)
    controller.bears_on.emit((key,))
    assert protocol_window.exam_view.tabs.currentWidget() is panel
    opened = {c.judgement.condition for c in panel.cards if c.more.isChecked()}
    assert opened
    assert opened <= set(felt)
    controller.session.look(selected="")
    assert panel.selected.isHidden()


def test_the_next_best_step_takes_the_protocol_that_asks_it_into_use(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    asked_here = {q for p in controller.places for q in p.step.questions}
    other = next(p for p in controller.library.protocols if p.id == "low_back")
    known = {q.id for q in controller.vocabulary.questions if not q.sided}
    new = next(q for s in other.steps for q in s.questions if q not in asked_here and q in known)
    protocol_window.exam_view.differential.go_to(FindingKey(new))
    assert len(controller.exam.protocols) == 2
    assert controller.place is not None
    assert new in controller.place.step.questions
