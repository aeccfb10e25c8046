"""What was typed a moment before the export is in what is exported."""

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from sonostep.ui.shell.main_window import MainWindow


def test_words_typed_a_moment_ago_are_exported(
    protocol_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exam_view = protocol_window.exam_view
    exam_view.show_panel("report")
    report = exam_view.report
    qtbot.keyClicks(report.impression, "Two pains")
    qtbot.keyClicks(report.fields["physician"], "A. Chen")
    card = report.export_card
    card.folder.setText(str(tmp_path))
    for format_, box in card.boxes.items():
        box.setChecked(format_ == "json")
    card.start.click()
    qtbot.waitUntil(lambda: (tmp_path / "exam.json").exists() and card.files != ())
    exam = json.loads((tmp_path / "exam.json").read_text("utf-8"))["exam"]
    assert (exam["impression"], exam["physician"]) == ("Two pains", "A. Chen")
