"""The main job, end to end, in the real window with real workers, on a short sample exam."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sonostep import app as app_module
from sonostep.app import Program
from sonostep.core.finding import FindingState, Side
from sonostep.core.measurement import measure
from sonostep.core.problem import ProblemError
from sonostep.core.quantity import Quantity
from sonostep.phantom import sample_exam
from sonostep.ui.hand import Storyteller
from sonostep.ui.journey import FILES, Journey

FRAMES = 2


@pytest.fixture
def short_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hip's clips only, each of a few frames: what is drawn and measured stays the same."""
    names = [n for n in sample_exam.list_scenes() if n.startswith("hip_")]
    load = sample_exam.load_scene

    def short(name: str) -> sample_exam.Scene:
        scene = load(name)
        probe = scene.probe.model_copy(update={"frames": FRAMES})
        return scene.model_copy(update={"probe": probe, "movie": False})

    monkeypatch.setattr(sample_exam, "list_scenes", lambda: names)
    monkeypatch.setattr(sample_exam, "load_scene", short)


@pytest.fixture
def program(qtbot: QtBot, short_sample: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(app_module, "system_language", lambda: "en")
    program = Program(QApplication.instance())
    program.guard.remove()
    program.start()
    program.window.build()
    program.window.resize(*app_module.DEMO_SIZE)
    yield program
    program.window.close()
    program.shut_down()
    program.switch.use("en")
    program.window.deleteLater()
    program.deleteLater()
    QApplication.instance().setStyleSheet("")


@pytest.mark.timeout(240)
def test_from_the_first_screen_to_the_report(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    journey = Journey(program.window, tmp_path)
    ended: list[ProblemError | None] = []
    teller = Storyteller(journey.story(), ended.append, program)
    teller.start()
    qtbot.waitUntil(lambda: ended != [], timeout=200_000)
    assert ended == [None], [line.accessibleName() for line in program.window.notices.problems]
    assert program.window.notices.problems == []

    # what it left
    for name in FILES:
        assert (tmp_path / name).stat().st_size > 1000, name
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "report.sr.dcm").read_bytes()[128:132] == b"DICM"
    assert json.loads((tmp_path / "exam.json").read_text("utf-8"))
    assert len(journey.pictures) >= 10
    assert all(p.is_file() for p in journey.pictures)

    # what it entered
    exam = program.window.session.exam
    assert exam.side is Side.RIGHT
    assert exam.synthetic
    assert [c.label for c in exam.complaints] == ["A", "B"]
    assert sum(f.state is FindingState.ABSENT for f in exam.findings) >= 16
    assert len(exam.key_images) >= 7

    # the caliper reads what the phantom truly measures
    bursa = next(a for a in exam.annotations if a.slot == "bursa_thickness")
    measured = measure(bursa, exam.clip(bursa.frame.clip).scale)
    assert isinstance(measured, Quantity)
    truth = json.loads((Path(exam.clips[0].path).parent / "truth.json").read_text("utf-8"))
    clip = next(c for c in truth["clips"] if c["scene"] == "hip_posterior_bursa")
    true = next(t["value"] for t in clip["truth"] if t["name"] == "bursa_thickness" and t["frame"] == 1)
    assert abs(measured.value - true) <= measured.uncertainty

    # both pains are weighed, each by itself
    desk = program.window.desk
    assert desk is not None and desk.differential is not None
    assert not desk.differential.suspended
    assert {j.complaint for j in desk.differential.judgements} == {c.id for c in exam.complaints}
