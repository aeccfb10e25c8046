"""The settings: language, size, and a letterhead that is checked, kept and shown as it is printed."""

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sonostep.core.problem import Problem
from sonostep.paths import user_home
from sonostep.settings import load_settings
from sonostep.ui.dialogs.settings import SettingsDialog


@pytest.fixture
def dialog(program):
    program.window.actions_["settings"].trigger()
    made = program.window.findChild(SettingsDialog)
    yield made
    if isValid(made):
        made.close()


def form(dialog):
    return dialog.letterhead


def test_what_is_typed_is_shown_as_printed_and_kept(dialog, qtbot):
    qtbot.keyClicks(form(dialog).names[0], "Sunny Clinic")
    form(dialog).lines[0].setPlainText("1 Road\nTaipei")
    qtbot.keyClicks(form(dialog).phone, "02-2345")
    qtbot.waitUntil(lambda: load_settings()[0].clinic_phone == "02-2345")
    kept = load_settings()[0]
    assert (kept.clinic, kept.clinic_lines) == ("Sunny Clinic", ("1 Road", "Taipei"))
    paper = form(dialog).paper
    assert paper.texts[0].text() == "Sunny Clinic\n1 Road\nTaipei\nTel. 02-2345" and paper.texts[1].isHidden()
    form(dialog).names[1].setText("晴天診所")
    form(dialog).keep()
    assert not paper.texts[1].isHidden() and paper.texts[1].text().startswith("晴天診所\n1 Road")


def test_what_was_typed_a_moment_ago_is_kept_on_closing(dialog, qtbot):
    qtbot.keyClicks(form(dialog).names[0], "Clinic")
    dialog.close()
    assert load_settings()[0].clinic == "Clinic"


def test_a_logo_is_copied_shown_and_can_be_removed(dialog, tmp_path, qtbot):
    Image.new("RGB", (400, 100), (10, 90, 110)).save(tmp_path / "l.jpg")
    form(dialog).use_logo(str(tmp_path / "l.jpg"))
    qtbot.waitUntil(lambda: load_settings()[0].clinic_logo != "")
    (tmp_path / "l.jpg").unlink()
    kept = load_settings()[0].clinic_logo
    assert kept.startswith(str(user_home())) and not form(dialog).paper.logo.isHidden()
    form(dialog).remove.click()
    assert load_settings()[0].clinic_logo == "" and form(dialog).paper.logo.isHidden()


def test_a_picture_that_is_none_is_said_in_one_sentence(dialog, tmp_path, qtbot):
    (tmp_path / "l.png").write_bytes(b"no picture")
    form(dialog).use_logo(str(tmp_path / "l.png"))
    qtbot.waitUntil(lambda: not form(dialog).said.isHidden())
    assert "l.png" in form(dialog).said.text() and load_settings()[0].clinic_logo == ""
    assert form(dialog).choose.isEnabled()


def test_a_missing_logo_is_told_with_the_next_export(exam_window, program, tmp_path, qtbot):
    from dataclasses import replace

    program._keep(replace(program.settings, clinic_logo=str(tmp_path / "gone.png")))
    card = exam_window.exam_view.report.export_card
    card.folder.setText(str(tmp_path / "out"))
    for id_, box in card.boxes.items():
        box.setChecked(id_ == "json")
    card.start.click()
    wanted = Problem.of("export.logo_unreadable", file="gone.png")
    qtbot.waitUntil(lambda: wanted in [line.problem for line in exam_window.notices.problems])


def test_every_field_has_a_name(dialog):
    from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

    fields = [w for kind in (QLineEdit, QPlainTextEdit, QComboBox) for w in dialog.findChildren(kind)]
    assert len(fields) >= 7 and all(isinstance(w, QWidget) and w.accessibleName() for w in fields)


def test_the_dialog_speaks_the_language_that_is_chosen_in_it(dialog, qtbot):
    qtbot.keyClicks(form(dialog).names[0], "Clinic")
    dialog.language.setCurrentIndex(1)
    dialog.language.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.windowTitle() == "設定")
    assert dialog.language.currentData() == "zh-TW"
    assert form(dialog).names[0].text() == "Clinic" and load_settings()[0].clinic == "Clinic"
    assert load_settings()[0].language == "zh-TW"
