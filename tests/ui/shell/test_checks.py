"""What needs a second look is listed in the report's panel and leads to what it is about."""

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation, PutFinding, RemoveAnnotation
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.geometry import Point
from sonostep.ui.main_window import MainWindow


def test_a_finding_that_lost_its_shape_is_listed_and_reached(protocol_window: MainWindow) -> None:
    window, desk = protocol_window, protocol_window.desk
    assert desk is not None
    desk.set_side(Side.RIGHT)
    place = next(p for p in desk.places if p.step.views and p.step.questions)
    question = next(q for q in desk.vocabulary.questions if q.id in place.step.questions)
    sites = question.sites or ("",)
    key = FindingKey(question.id, Side.RIGHT if question.sided else None, sites[0])
    shape = Annotation("s", FrameRef("hip", 1), ShapeKind.DISTANCE, (Point(1, 1), Point(9, 9)))
    desk.do(PutAnnotation(shape))
    desk.do(PutFinding(Finding(key, FindingState.PRESENT, annotations=("s",))))
    window.workspace.show_panel("report")
    checks = window.workspace.report.checks
    before = len(checks.buttons)
    desk.do(RemoveAnnotation("s"))
    stale = [b for b in checks.buttons if b.value.kind == "stale"]
    assert len(stale) == 1
    assert len(checks.buttons) >= before
    stale[0].click()
    assert desk.place is not None
    assert question.id in desk.place.step.questions
