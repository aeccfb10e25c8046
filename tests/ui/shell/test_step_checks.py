"""What needs a second look is said at the step where it can be mended: stale, one angle, axis, or side."""

from dataclasses import replace

import pytest

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation, PutFinding, PutKeyImage, RemoveAnnotation
from sonostep.core.exam import KeyImage
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.shell.main_window import MainWindow

FRAME = FrameRef("hip", 1)
P = FindingState.PRESENT


@pytest.fixture
def controller(protocol_window: MainWindow) -> ExamController:
    found = protocol_window.controller
    assert found is not None
    found.set_side(Side.RIGHT)
    found.go(next(p for p in found.places if p.step.id == "lateral_lax"))
    return found


def said(window: MainWindow) -> list[str]:
    checks = window.steps.checks
    assert checks is not None
    return [line.text() for line in checks.lines]


def finding(id_: str, **more: object) -> Finding:
    made = Finding(FindingKey(id_, Side.RIGHT, "lateral"), P, step="lateral_lax")
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_finding_goes_stale_when_its_measurement_is_removed(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    shape = Annotation("m", FRAME, ShapeKind.DISTANCE, (Point(9.0, 9.0), Point(9.0, 60.0)), (1.0, 1.0))
    controller.do(PutAnnotation(shape))
    controller.do(PutFinding(finding("us_calcification", annotations=("m",))))
    assert said(protocol_window) == []
    controller.do(RemoveAnnotation("m"))
    (line,) = said(protocol_window)
    assert "what showed it was removed" in line
    protocol_window.session.undo()
    assert said(protocol_window) == []


def test_a_dark_tendon_stays_open_until_a_second_angle_is_linked(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    controller.do(PutFinding(finding("us_tendinosis", frames=(FRAME,))))
    assert any("second angle" in line for line in said(protocol_window))
    controller.do(PutFinding(finding("us_tendinosis", frames=(FRAME, FrameRef("hip", 5)))))
    assert said(protocol_window) == []


def test_a_tear_asks_for_both_axes(protocol_window: MainWindow, controller: ExamController) -> None:
    controller.do(PutFinding(finding("us_full_tear", frames=(FRAME,))))
    assert any("long axis and short axis" in line for line in said(protocol_window))
    controller.do(PutKeyImage(KeyImage("k", FRAME, b"", "lateral_lax", Side.RIGHT, "gmed_lax")))
    assert any("no picture in short axis" in line for line in said(protocol_window))
    other = FrameRef("hip", 3)
    controller.do(PutKeyImage(KeyImage("k2", other, b"", "lateral_sax", Side.RIGHT, "gmed_sax")))
    controller.do(PutFinding(finding("us_full_tear", frames=(FRAME, other))))
    assert said(protocol_window) == []


def test_a_label_of_the_other_side_is_pointed_out_and_leads_there(
    protocol_window: MainWindow, controller: ExamController
) -> None:
    image = KeyImage("k", FrameRef("hip", 4), b"", "lateral_lax", Side.RIGHT, "gmed_lax", "left hip")
    controller.do(PutKeyImage(image))
    (line,) = said(protocol_window)
    assert "recorded for the right" in line and "left" in line
    checks = protocol_window.steps.checks
    assert checks is not None
    checks.lines[0].click()
    assert protocol_window.session.view.frame == 4
