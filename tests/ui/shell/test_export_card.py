"""The export card: what is proposed is no draft, what is chosen stays, a refusal stands by the button."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep import reporting
from sonostep.app import Program
from sonostep.core.clip import Patient
from sonostep.core.edits import SetPatient
from sonostep.core.problem import Problem, ProblemError
from sonostep.settings import load_settings
from sonostep.ui.panels.report.export import ExportCard
from sonostep.ui.shell.main_window import MainWindow


def card(window: MainWindow) -> ExportCard:
    window.exam_view.show_panel("report")
    return window.exam_view.report.export_card


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """rendered(files or a problem): what the next export comes to."""
    outcome: list[object] = [{"report.pdf": b"x"}]

    def render(*_: object, **__: object) -> object:
        if isinstance(outcome[-1], Problem):
            raise ProblemError(outcome[-1])
        if isinstance(outcome[-1], Exception):
            raise outcome[-1]
        return outcome[-1]

    monkeypatch.setattr(reporting, "render", render)
    return outcome.append


@pytest.mark.parametrize("typed", ["", "/somewhere/else"])
def test_the_folder_that_is_proposed_follows_the_patient_whatever_was_done(
    protocol_window: MainWindow, qtbot: QtBot, typed: str
) -> None:
    window = protocol_window
    window.session.do(SetPatient(Patient("Lin^A", "P77")))
    assert "_P77_" in card(window).folder.text()
    if typed:
        card(window).folder.setText(typed)
    for _ in range(2):
        window.toggle_language()
        qtbot.wait(20)
    window.session.do(SetPatient(Patient("Wang^B", "P78")))
    shown = card(window).folder.text()
    assert shown == typed if typed else "_P78_" in shown and "P77" not in shown
    assert ("export folder" in window.controller.drafts) == bool(typed)  # type: ignore[union-attr]


def test_a_folder_beside_one_that_is_taken_is_proposed_and_not_typed(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, rendered: Callable[[object], None]
) -> None:
    window = protocol_window
    export = card(window)
    export._choose_base(str(tmp_path))
    there = Path(export.folder.text())
    there.mkdir(parents=True)
    (there / "report.pdf").write_bytes(b"theirs")
    export.start.click()
    qtbot.waitUntil(export.taken.isVisible)
    export.taken.elsewhere.click()
    qtbot.waitUntil(lambda: export.files != ())
    assert export.files[0].parent == there.with_name(f"{there.name}-2")
    window.session.do(SetPatient(Patient("Wang^B", "P78")))
    assert "_P78_" in export.folder.text() and not export.folder.text().endswith("-2")


def test_the_chosen_base_is_remembered_by_the_next_exam_and_the_next_start(
    protocol_window: MainWindow, loader: FakeLoader, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = protocol_window
    export = card(window)
    export.findChild(type(export.start), "choose_folder").click()  # type: ignore[union-attr]
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "reports"))
    dialog.close()
    assert Path(export.folder.text()).parent == tmp_path / "reports"
    assert load_settings()[0].export_folder == str(tmp_path / "reports")
    assert program.settings.export_folder == str(tmp_path / "reports")
    window.toggle_language()
    qtbot.wait(20)
    assert Path(card(window).folder.text()).parent == tmp_path / "reports"
    window.new_exam()
    window.opening.open_paths(loader.know(make_clip("second")))
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    assert Path(card(window).folder.text()).parent == tmp_path / "reports"


def test_formats_and_language_of_the_report_outlive_a_change_of_language(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    window = protocol_window
    before = card(window)
    before.boxes["pdf"].click()
    before.boxes["html"].click()
    chosen = {id_ for id_, box in before.boxes.items() if box.isChecked()}
    before.language.setCurrentIndex(2)
    before.language.activated.emit(2)
    window.toggle_language()
    qtbot.wait(20)
    after = card(window)
    assert after is not before
    assert {id_ for id_, box in after.boxes.items() if box.isChecked()} == chosen
    assert after.language.currentData() == "both"
    assert window.exam_view.report.signing.language == "both"


def test_a_language_that_nobody_chose_is_that_of_the_window(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    assert card(protocol_window).language.currentData() == "en"
    protocol_window.toggle_language()
    qtbot.wait(20)
    assert card(protocol_window).language.currentData() == "zh-TW"


REFUSALS: dict[str, object] = {
    "full": Problem.of("export.disk_full", folder="/x"),
    "handout": Problem.of("export.no_handout"),
    "unexpected": ValueError("names a patient"),
}


@pytest.mark.expects_log
@pytest.mark.parametrize("case", REFUSALS)
def test_why_nothing_was_exported_stands_beside_the_button(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, rendered: Callable[[object], None], case: str
) -> None:
    window = protocol_window
    export = card(window)
    export.folder.setText(str(tmp_path / "o"))
    rendered(REFUSALS[case])
    export.start.click()
    qtbot.waitUntil(lambda: export.refusal.problem is not None)
    assert export.refusal.isVisible() and export.start.isEnabled()
    assert window.notices.problems == []
    below = export.start.mapTo(export, export.start.rect().bottomLeft()).y()
    assert 0 <= export.refusal.mapTo(export, export.refusal.rect().topLeft()).y() - below < 40
    window.toggle_language()
    qtbot.wait(20)
    export = card(window)
    assert export.refusal.isVisible() and any("一" <= c <= "鿿" for c in export.refusal.text())
    rendered({"report.pdf": b"x"})
    export.start.click()
    qtbot.waitUntil(lambda: export.files != ())
    assert not export.refusal.isVisible()


def test_no_format_is_refused_beside_the_button(protocol_window: MainWindow) -> None:
    export = card(protocol_window)
    for box in export.boxes.values():
        box.setChecked(False)
    export.start.click()
    assert export.refusal.isVisible() and "at least one" in export.refusal.text()


def test_who_has_gone_on_is_told_where_they_are(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, rendered: Callable[[object], None]
) -> None:
    window = protocol_window
    export = card(window)
    export.folder.setText(str(tmp_path / "o"))
    rendered(Problem.of("export.no_handout"))
    export.start.click()
    window.exam_view.show_panel("steps")
    qtbot.waitUntil(lambda: [p.problem.code for p in window.notices.problems] == ["export.no_handout"])
    assert card(window).refusal.isVisible()


def test_an_empty_format_is_told_and_nothing_is_said_to_be_written(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, rendered: Callable[[object], None]
) -> None:
    export = card(protocol_window)
    export.folder.setText(str(tmp_path / "o"))
    for id_, box in export.boxes.items():
        box.setChecked(id_ == "images")
    rendered({})
    export.start.click()
    qtbot.waitUntil(lambda: export.result.isVisible())
    assert "no key image was written" in export.result.text() and "Written" not in export.result.text()
    assert not export.open_folder.isVisible() and not (tmp_path / "o").exists()


def test_an_export_goes_on_while_the_language_changes(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def render(*_: object, **__: object) -> dict[str, bytes]:
        begun.set()
        assert go.wait(10)
        return {"report.pdf": b"x"}

    monkeypatch.setattr(reporting, "render", render)
    window = protocol_window
    card(window).folder.setText(str(tmp_path / "o"))
    card(window).start.click()
    qtbot.waitUntil(begun.is_set)
    window.toggle_language()
    qtbot.wait(20)
    export = card(window)
    assert not export.start.isEnabled()
    go.set()
    qtbot.waitUntil(lambda: export.files != ())
    assert "report.pdf" in export.result.text() and export.start.isEnabled()


@pytest.mark.parametrize("typed", ["", "   ", "of today", "deep/er"])
def test_nothing_is_written_where_the_program_happens_to_run(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str,
    rendered: Callable[[object], None],
) -> None:  # fmt: skip
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    export = card(protocol_window)
    export._choose_base(str(tmp_path / "reports"))
    proposed = export.folder.text()
    export.folder.setText(typed)
    export.start.click()
    qtbot.waitUntil(lambda: export.files != ())
    wanted = tmp_path / "reports" / typed if typed.strip() else Path(proposed)
    assert export.files[0].parent == wanted
    assert list((tmp_path / "here").iterdir()) == []
