"""A pain is drawn on the body by mouse, touch and keyboard; it is kept with the pain and can be undone."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from sonostep.core.finding import BodyArea, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.progress.step_progress import route_sites
from sonostep.paths import resources
from sonostep.ui.panels.complaints import body_drawing
from sonostep.ui.panels.complaints.body_map import BodyMap
from sonostep.ui.panels.complaints.panel import ComplaintCard
from sonostep.ui.shell.main_window import MainWindow


@pytest.fixture
def card(protocol_window: MainWindow, qtbot: QtBot) -> ComplaintCard:
    protocol_window.exam_view.show_panel("complaints")
    panel = protocol_window.exam_view.complaints
    panel.plus.click()
    assert panel.card is not None
    panel.card.side.buttons[Side.RIGHT].click()
    qtbot.wait(1)
    return panel.card


def place(drawn: BodyMap, view: str, x: float, y: float) -> QPoint:
    return drawn.place_of(view, Point(x, y)).toPoint()


def site(name: str, side: Side) -> tuple[str, Point]:
    (spot,) = (s for s in body_drawing.spots(side) if s.site == name)
    return spot.view, spot.at


def test_pressing_sites_in_order_is_the_route(card: ComplaintCard, qtbot: QtBot) -> None:
    drawn = card.map.map
    for name in ("outer_hip", "lateral_thigh"):
        view, at = site(name, Side.RIGHT)
        qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=place(drawn, view, at.x, at.y))
    assert card.complaint.route == ("outer_hip", "lateral_thigh")
    assert card.sites["outer_hip"].isChecked()


def test_an_area_is_drawn_kept_undone_and_taken_back(
    card: ComplaintCard, protocol_window: MainWindow, qtbot: QtBot
) -> None:
    drawn = card.map.map
    card.map.modes.buttons[True].click()
    ring = [(25 + 8 * math.cos(t / 4), 50 + 14 * math.sin(t / 4)) for t in range(26)]
    qtbot.mousePress(drawn, Qt.MouseButton.LeftButton, pos=place(drawn, "front", *ring[0]))
    for x, y in ring[1:]:
        qtbot.mouseMove(drawn, place(drawn, "front", x, y))
    qtbot.mouseRelease(drawn, Qt.MouseButton.LeftButton, pos=place(drawn, "front", *ring[-1]))
    (area,) = card.complaint.areas
    assert area.view == "front" and 8 <= len(area.points) <= 40
    assert all(abs(p.x - 25) <= 9.5 and abs(p.y - 50) <= 15.5 for p in area.points)
    protocol_window.session.undo()
    assert card.complaint.areas == ()
    protocol_window.session.redo()
    card.map.back.click()
    assert card.complaint.areas == ()


def test_the_keyboard_draws_too(card: ComplaintCard, qtbot: QtBot) -> None:
    drawn = card.map.map
    qtbot.keyClick(drawn, Qt.Key.Key_Return)
    assert card.complaint.route == ()
    near = [s for s in body_drawing.spots(Side.RIGHT) if s.view == "front"]
    groin = next(s for s in near if s.site == "groin")
    for _ in range(5):
        qtbot.keyClick(drawn, Qt.Key.Key_Left)
    for _ in range(3):
        qtbot.keyClick(drawn, Qt.Key.Key_Up)
    assert math.dist(groin.at, (40.0, 54.0)) < body_drawing.REACH
    assert card.map.hint.text() == "Groin"
    qtbot.keyClick(drawn, Qt.Key.Key_Return)
    assert card.complaint.route == ("groin",)
    card.map.modes.buttons[True].click()
    for key in (None, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        if key is not None:
            qtbot.keyClick(drawn, key, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(drawn, Qt.Key.Key_Return)
    (area,) = card.complaint.areas
    assert len(area.points) == 4
    qtbot.keyClick(drawn, Qt.Key.Key_Backspace)
    assert card.complaint.areas == ()


def test_every_site_of_a_route_lies_on_the_body(protocol_window: MainWindow) -> None:
    controller = protocol_window.controller
    assert controller is not None
    offered = {s.id for s in route_sites(controller.vocabulary) if not s.id.endswith("_unspecified")}
    assert offered == {s.site for s in body_drawing.spots(None)}
    assert (resources() / "report" / "body_map.json").is_file()


@pytest.mark.parametrize(("side", "right_half"), [(Side.RIGHT, False), (Side.LEFT, True)])
def test_the_patients_left_is_seen_from_the_front_and_from_behind(side: Side, right_half: bool) -> None:
    (front,) = (s for s in body_drawing.spots(side) if s.site == "outer_hip")
    (back,) = (s for s in body_drawing.spots(side) if s.site == "buttock")
    assert (front.at.x > 50) is right_half
    assert (back.at.x > 50) is not right_half


@pytest.mark.parametrize(
    "drawn", [(), ((1, 1),), ((1, 1), (9, 9)), ((1, 1), (1.2, 1.1), (1.3, 1.2)), ((1, 1), (20, 20), (40, 40))]
)
def test_what_encloses_nothing_is_no_area(drawn: tuple[tuple[float, float], ...]) -> None:
    assert body_drawing.area_of("front", [Point(*p) for p in drawn]) is None


def test_an_area_stays_on_its_figure() -> None:
    area = body_drawing.area_of("back", [Point(-40, -9), Point(140, 20), Point(50, 300)])
    assert area == BodyArea("back", (Point(0.0, 0.0), Point(100.0, 20.0), Point(50.0, 200.0)))
