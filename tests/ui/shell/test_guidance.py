"""A step's guidance shows where the probe lies and what to expect, marked as synthetic."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sonostep.core.body_marks import DRAWINGS, mark_strokes
from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import ProtocolDefinition
from sonostep.paths import resources
from sonostep.phantom import reference
from sonostep.ui.kit.widgets import Label
from sonostep.ui.panels.steps.body_mark_image import MarkPicture
from sonostep.ui.panels.steps.reference_images import Diagram, stills_of
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.library import Library


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """A phantom that answers at once, and what it was asked for."""
    asked = []

    def still(scene: str, side: str, variant: str) -> np.ndarray:
        asked.append((scene, side, variant))
        if scene == "none":
            raise ProblemError.of("phantom.scene-unknown", scene=scene)
        return np.zeros((36, 48, 3), np.uint8)

    monkeypatch.setattr(reference, "reference_still", still)
    return asked


def test_guidance_shows_placement_and_both_references(
    protocol_window: MainWindow, drawn: list[tuple[str, str, str]], qtbot: QtBot
) -> None:
    controller = protocol_window.controller
    assert controller is not None
    controller.set_side(Side.LEFT)
    controller.go(next(p for p in controller.places if p.step.diagram and p.step.phantom))
    guidance = protocol_window.steps.guidance
    assert guidance is not None
    assert drawn == []
    guidance.more.click()
    stills = guidance.stills
    assert stills is not None
    qtbot.waitUntil(lambda: len(stills.stills) == 2)
    assert {side for _, side, _ in drawn} == {"L"}
    assert all(d.renderer.isValid() for d in guidance.findChildren(Diagram))
    assert guidance.findChildren(Diagram)
    said = [label.text() for label in stills.findChildren(Label)]
    assert "Normal, synthetic" in said
    assert "Pathology, synthetic" in said


def test_the_body_mark_is_mirrored_for_the_left_and_stays_in_its_drawing(library: Library) -> None:
    marks = {s.mark for p in library.protocols for s in p.steps if s.mark}
    assert len(marks) >= 12
    for mark in marks:
        right, wide = mark_strokes(mark, Side.RIGHT, 100.0)
        left, _ = mark_strokes(mark, Side.LEFT, 100.0)
        assert wide == pytest.approx(100.0 * DRAWINGS[mark.drawing].ratio)
        for a, b in zip(right, left, strict=True):
            assert [wide - p.x for p in a] == pytest.approx([p.x for p in b])
            assert [p.y for p in a] == [p.y for p in b]
        probe = [p for stroke in right[-2:] for p in stroke]
        assert all(-2 <= p.x <= wide + 2 and 0 <= p.y <= 100 for p in probe), mark


def test_every_view_of_a_step_can_be_chosen_for_its_reference(
    protocol_window: MainWindow, drawn: list[tuple[str, str, str]], qtbot: QtBot
) -> None:
    controller = protocol_window.controller
    assert controller is not None
    controller.set_side(Side.RIGHT)
    controller.go(next(p for p in controller.places if p.step.id == "comparison_tendons"))
    guidance = protocol_window.steps.guidance
    assert guidance is not None and guidance.stills is not None
    guidance.more.click()
    qtbot.waitUntil(lambda: len(drawn) == 2)
    guidance.stills.views["other_gmed"].click()
    qtbot.waitUntil(lambda: len(drawn) == 4)
    assert [d[:2] for d in drawn] == [("other_gmin", "L")] * 2 + [("other_gmed", "L")] * 2
    controller.choose_view("other_bursa")
    assert guidance.stills.views["other_bursa"].isChecked()
    assert {type(w) for w in guidance.findChildren(MarkPicture)} == {MarkPicture}


def test_a_scene_that_is_not_there_leaves_the_words(drawn: list[tuple[str, str, str]]) -> None:
    assert stills_of("none", None) == ()


def test_every_diagram_that_a_step_names_is_there(library: Library) -> None:
    def missing(protocol: ProtocolDefinition) -> list[Path]:
        files = [resources() / s.diagram for s in protocol.steps if s.diagram]
        return [f for f in files if not f.is_file()]

    assert [f for p in library.protocols for f in missing(p)] == []
