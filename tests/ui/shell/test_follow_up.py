"""An exam names its earlier visit, and what both hold is set side by side, judged and plotted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.edits import PutAnnotation, PutComplaint, PutFinding, SetPatient
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.storage import create_journal, exams_folder
from sonostep.ui.kit.widgets import Label
from sonostep.ui.panels.treatment.follow_up import FollowUpCard
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows import follow_up as course

LEVEL = FindingKey("block_first_pain_60", Side.RIGHT, "L4_L5")
MINE = Patient("Lin^Mei", "7", "1960-01-01", "F")


def keep(exam: Exam) -> str:
    journal, _ = create_journal(exams_folder(), exam)
    journal.close()
    return exam.id


def pain(score: int) -> Complaint:
    return Complaint("a", "A", Side.RIGHT, score=score)


def block(score: float) -> Finding:
    return Finding(LEVEL, FindingState.PRESENT, value=score)


def thick(end: float) -> Annotation:
    points = (Point(100.0, 100.0), Point(100.0, 100.0 + end))
    return Annotation(
        "m", FrameRef("hip", 1), ShapeKind.DISTANCE, points, (1.0, 1.0),
        step="lateral_sax", slot="gmed_thickness", side=Side.RIGHT,
    )  # fmt: skip


@pytest.fixture
def window(protocol_window: MainWindow) -> Iterator[MainWindow]:
    session = protocol_window.session
    session.do(SetPatient(MINE))
    for edit in (PutComplaint(pain(3)), PutFinding(block(2)), PutAnnotation(thick(50))):
        session.do(edit)
    yield protocol_window


def earlier(window: MainWindow, id_: str, created: str, score: int, before: str = "") -> str:
    exam = window.session.exam
    old = replace(
        exam, id=id_, created=created, predecessor=before,
        complaints=(pain(score),), findings=(block(score),), annotations=(thick(62),),
    )  # fmt: skip
    return keep(old)


def card(window: MainWindow, qtbot: QtBot) -> FollowUpCard:
    window.exam_view.show_panel("treatment")
    found: FollowUpCard = window.exam_view.treatment.follow_up
    qtbot.waitUntil(lambda: found.visit.count() > 1)
    return found


def said(found: FollowUpCard, key: str) -> str:
    return " | ".join(label.text() for label in found.rows[key].findChildren(Label))


def test_scores_blocks_and_measurements_are_judged_and_plotted(window: MainWindow, qtbot: QtBot) -> None:
    first = earlier(window, "e1", "2026-01-05T09:00:00+08:00", 8)
    earlier(window, "e2", "2026-02-05T09:00:00+08:00", 7, first)
    found = card(window, qtbot)
    found.visit.setCurrentIndex(found.visit.findData("e2"))
    found.visit.activated.emit(found.visit.currentIndex())
    assert window.session.exam.predecessor == "e2"
    qtbot.waitUntil(lambda: len(found.rows) == 3)
    score = said(found, "a||right")
    assert "7 → 3 (-4)" in score and "more than the published error" in score
    thickness = said(found, "gmed_thickness||right")
    assert "not interpretable" in thickness and "6.2 → 5 mm" in thickness
    assert "more than" in said(found, "block_first_pain_60|L4_L5|right")
    assert [len(p.course.points) for p in found.plots] == [3, 3, 3]
    assert found.plots[0].span() == (0.0, 10.0)
    for plot in found.plots:
        assert not plot.grab().isNull()
        places = [plot.place(i, v).toPoint() for i, (_, v) in enumerate(plot.course.points)]
        assert all(plot.rect().contains(at) for at in places)


def test_another_patients_exam_is_never_offered(window: MainWindow, qtbot: QtBot) -> None:
    earlier(window, "mine", "2026-01-05T09:00:00+08:00", 8)
    other = replace(window.session.exam, id="other", created="2026-01-06T09:00:00+08:00")
    keep(replace(other, patient=Patient("Wang^Da", "8")))
    keep(replace(other, id="nobody", patient=Patient()))
    assert [v.id for v in course.visits(window.session.exam)] == ["mine"]
    offered = card(window, qtbot).visit
    assert [offered.itemData(i) for i in range(offered.count())] == ["", "mine"]


def test_a_lost_visit_is_told_and_a_ring_of_visits_ends(window: MainWindow, qtbot: QtBot) -> None:
    controller = window.controller
    assert controller is not None
    exam = replace(window.session.exam, predecessor="gone")
    assert course.follow(exam, controller.library).before == ""
    a = earlier(window, "r1", "2026-01-05T09:00:00+08:00", 8, "r2")
    earlier(window, "r2", "2026-01-06T09:00:00+08:00", 8, a)
    ring = course.follow(replace(exam, predecessor="r1"), controller.library)
    assert len(ring.courses[0].points) == 3
