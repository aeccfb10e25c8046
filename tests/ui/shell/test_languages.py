"""Both languages, switched live, with nothing left in the other."""

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sonostep.core.finding import Side
from sonostep.paths import resources
from sonostep.ui.exam_view import PANELS
from sonostep.ui.kit.widgets import Fold
from sonostep.ui.panels.differential.panel import DifferentialPanel
from sonostep.ui.panels.differential.red_flags import RedFlagsCard
from sonostep.ui.shell.main_window import MainWindow

FOLDER = resources() / "translations"

LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES = {"SonoStep", "DICOM", "DICOMDIR", "PDF", "JSON", "English", "Ctrl", "Enter", "Alt", "Esc",
         "SYNTHETIC", "FABER", "ADD", "Trendelenburg", "MRI", "NRS", "fps",
         "CSV", "FHIR", "HTML", "FrameTime", "Gamma", "hip"}  # fmt: skip
"""What stands in Latin letters in a Chinese clinic, too."""


@pytest.fixture(scope="module")
def update() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update", FOLDER / "update.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(path: Path) -> set[tuple[str, str]]:
    found = set()
    for context in ElementTree.parse(path).getroot().findall("context"):
        name = context.findtext("name") or ""
        found |= {(name, m.findtext("source") or "") for m in context.findall("message")}
    return found


@pytest.mark.parametrize("name", ["sonostep_zh_TW.ts", "sonostep_en.ts"])
def test_every_string_is_translated(name: str) -> None:
    unfinished = [
        m.findtext("source")
        for m in ElementTree.parse(FOLDER / name).getroot().iter("message")
        if m.find("translation").get("type") or not "".join(m.find("translation").itertext()).strip()  # type: ignore[union-attr]
    ]
    assert unfinished == []


def test_what_ships_is_compiled_from_what_is_written(update: ModuleType, tmp_path: Path) -> None:
    for made in update.compile_all(tmp_path):
        assert made.read_bytes() == (FOLDER / made.name).read_bytes(), "run resources/translations/update.py"


def test_no_string_of_the_sources_is_missing(
    update: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHINESE", "ENGLISH"):
        before = getattr(update, name)
        copy = tmp_path / before.name
        shutil.copy(before, copy)
        monkeypatch.setattr(update, name, copy)
    update.extract()
    for copy in tmp_path.iterdir():
        assert messages(copy) == messages(FOLDER / copy.name), "run resources/translations/update.py"


def texts(widget: QWidget) -> list[str]:
    """What the window says, except names of files and clips."""
    shown = [w.text() for w in widget.findChildren(QLabel)]
    shown += [w.text() for w in widget.findChildren(QAbstractButton)]
    return [t for t in shown if t.strip()]


def speak(window: MainWindow, language: str, qtbot: QtBot) -> None:
    window.use_language(language)  # type: ignore[arg-type]
    button = "English" if language == "zh-TW" else "中文"
    qtbot.waitUntil(lambda: window.bar.language.text() == button)
    # Deletion of what was replaced is posted, too.
    qtbot.wait(1)


def everything(window: MainWindow) -> list[str]:
    found = []
    # What is laid out in pieces is wanted whole.
    assert window.steps.questions is not None and window.exam_view.complaints.card is not None
    assert window.steps.questions.cards and window.exam_view.complaints.card.chips
    for panel in PANELS:
        window.exam_view.show_panel(panel)
        found += texts(window)
    return found + [a.text() for a in window.actions()]


def test_the_whole_window_changes_its_language_and_back(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    window.exam_view.complaints.plus.click()
    # what is weighed is laid out when it is first looked at, what nothing speaks for when it is asked for
    window.exam_view.show_panel("differential")
    qtbot.waitUntil(lambda: unfold(window.exam_view.differential))
    # the treatments are read when they are first looked at
    window.exam_view.show_panel("treatment")
    qtbot.waitUntil(lambda: window.exam_view.treatment.folds != {})
    look_at_all(window, qtbot)
    before = set(everything(window))
    speak(window, "zh-TW", qtbot)
    look_at_all(window, qtbot)
    chinese = everything(window)
    left = sorted({t for t in chinese if set(LATIN.findall(t)) - NAMES and not re.search(r"[一-鿿]", t)})
    assert [t for t in left if not t.startswith(("LR ", "http"))] == []
    speak(window, "en", qtbot)
    look_at_all(window, qtbot)
    assert set(everything(window)) == before


def test_a_hidden_panel_changes_its_language_when_it_is_looked_at(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    work = protocol_window.exam_view
    work.show_panel("steps")
    hidden, seen = texts(work.complaints), texts(work.steps)
    speak(protocol_window, "zh-TW", qtbot)
    # what is seen changes at once, and only that
    assert texts(work.steps) != seen
    assert texts(work.complaints) == hidden
    work.show_panel("complaints")
    assert texts(work.complaints) != hidden
    work.show_panel("steps")
    speak(protocol_window, "en", qtbot)
    work.show_panel("complaints")
    assert texts(work.complaints) == hidden


def unfold(differential: DifferentialPanel) -> bool:
    """Open all that is folded away; whether there are cards now."""
    for fold in differential.findChildren(Fold):
        fold.button.setChecked(True)
    return differential.cards != []


def look_at_all(window: MainWindow, qtbot: QtBot) -> None:
    """Bring everything to the front once; the step panel stays there."""
    window.stack.setCurrentWidget(window.start)
    window.stack.setCurrentWidget(window.exam_view)
    for panel in reversed(PANELS):
        window.exam_view.show_panel(panel)
    window.exam_view.show_clips(True)
    qtbot.wait(1)


def test_english_counts_one_and_many(protocol_window: MainWindow, qtbot: QtBot) -> None:
    protocol_window.exam_view.show_panel("differential")
    panel = protocol_window.exam_view.differential.findChildren(RedFlagsCard)[0]
    assert panel.tr("%n red flag(s) not asked yet.", "", 1) == "1 red flag not asked yet."
    assert panel.tr("%n red flag(s) not asked yet.", "", 2) == "2 red flags not asked yet."


def test_a_problem_that_is_shown_changes_its_language(window: MainWindow, qtbot: QtBot) -> None:
    from sonostep.core.problem import Problem

    window.tell(Problem.of("ui.no_clips"))
    english = window.notices.problems[0].accessibleName()
    speak(window, "zh-TW", qtbot)
    assert window.notices.problems[0].accessibleName() != english
