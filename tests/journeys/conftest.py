"""The real program with real workers, on a sample exam that is rendered once for all journeys."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.journeys import Told
from sonostep import app as app_module
from sonostep import paths
from sonostep.app import Program
from sonostep.core.problem import ProblemError
from sonostep.demo import robot
from sonostep.demo.case import DemoCase
from sonostep.demo.robot import Storyteller
from sonostep.demo.walkthrough import Journey
from sonostep.phantom import sample_exam

FRAMES = 2
"""Frames of each clip: what is drawn and measured stays the same."""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where the clips whose name begins so were rendered, once."""
    made: dict[str, Path] = {}

    def folder(beginning: str) -> Path:
        if beginning not in made:
            made[beginning] = tmp_path_factory.mktemp("sample")
            sample_exam.write_sample_exam(made[beginning], processes=1)
        return made[beginning]

    return folder


@pytest.fixture
def short_sample(monkeypatch: pytest.MonkeyPatch, rendered: Callable[[str], Path]) -> Callable[[str], None]:
    """Let the sample exam have only the clips whose name begins so, each of a few frames."""
    every, load = sample_exam.list_scenes(), sample_exam.load_scene

    def short(name: str) -> sample_exam.Scene:
        scene = load(name)
        probe = scene.probe.model_copy(update={"frames": FRAMES})
        return scene.model_copy(update={"probe": probe, "movie": False})

    def shorten(beginning: str) -> None:
        names = [n for n in every if n.startswith(beginning)]
        monkeypatch.setattr(sample_exam, "list_scenes", lambda: names)
        monkeypatch.setattr(sample_exam, "load_scene", short)
        shutil.copytree(rendered(beginning), paths.user_home() / "sample")

    return shorten


@pytest.fixture
def programs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Program]]:
    """Start a program in a language; it is taken apart again afterwards."""
    started: list[Program] = []

    def start(language: str) -> Program:
        monkeypatch.setattr(app_module, "system_language", lambda: language)
        program = Program(QApplication.instance())
        started.append(program)
        program.guard.remove()
        program.start()
        program.window.build()
        program.show_in_size(*app_module.DEMO_SIZE)
        return program

    yield start
    for program in started:
        program.window.close()
        program.shut_down()
        program.switch.use("en")
        program.window.deleteLater()
        program.deleteLater()
    QApplication.instance().setStyleSheet("")


@pytest.fixture
def told(qtbot: QtBot, programs: Callable[[str], Program], short_sample: Callable[[str], None]) -> Told:
    """Tell a case's whole journey in a language, on the clips whose name begins so."""

    def tell(language: str, case: DemoCase, clips: str, out: Path) -> tuple[Program, Journey]:
        short_sample(clips)
        program = programs(language)
        journey = Journey(program.window, out, case)
        ended: list[ProblemError | None] = []
        teller = Storyteller(journey.story(), ended.append, program)
        robot.acts.clear()
        teller.start()
        qtbot.waitUntil(lambda: ended != [], timeout=280_000)
        assert ended == [None], (ended, [line.accessibleName() for line in program.window.notices.problems])
        assert program.window.notices.problems == []
        return program, journey

    return tell
