"""What needs a second look is listed in the report's panel and leads to what it is about."""

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation, PutFinding, RemoveAnnotation
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.ui.shell.main_window import MainWindow


def test_a_finding_that_lost_its_shape_is_listed_and_reached(protocol_window: MainWindow) -> None:
    window, controller = protocol_window, protocol_window.controller
    assert controller is not None
    controller.set_side(Side.RIGHT)
    place = next(p for p in controller.places if p.step.views and p.step.questions)
    question = next(q for q in controller.vocabulary.questions if q.id in place.step.questions)
    sites = question.sites or ("",)
    key = FindingKey(question.id, Side.RIGHT if question.sided else None, sites[0])
    shape = Annotation("s", FrameRef("hip", 1), ShapeKind.DISTANCE, (Point(1, 1), Point(9, 9)))
    controller.do(PutAnnotation(shape))
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, annotations=("s",))))
    window.exam_view.show_panel("report")
    checks = window.exam_view.report.checks
    before = len(checks.buttons)
    controller.do(RemoveAnnotation("s"))
    stale = [b for b in checks.buttons if b.value.kind == "stale"]
    assert len(stale) == 1
    assert len(checks.buttons) >= before
    stale[0].click()
    assert controller.place is not None
    assert question.id in controller.place.step.questions
