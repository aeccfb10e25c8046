"""What the file of a clip says can be read in the window, in both languages; nothing of it is taken."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep.core.clip import Patient, StudyInfo, VisitInfo
from sonostep.ui.dialogs.clip_details import ClipDetails, orientation_words
from sonostep.ui.shell.main_window import MainWindow

VISIT = VisitInfo("Chen^Da", "Lin^Mei", "Wu^An", "062Y", 1.6, 64.0, "Night numbness", "093015")
STUDY = StudyInfo(
    study_date="20261130", manufacturer="Acme", model="One", transducer="L4-15", frequency_mhz=11.0,
    depth_mm=40.0,
    orientation=(1.0, 0.0, 0.0, 0.0, 0.0, -1.0), in_patient=True, codec="JPEG",
)  # fmt: skip


def told_clip():
    made = make_clip("told")
    return replace(made, patient=Patient("Wang^Xiao=王^小明", "7", "19640102", "F"), visit=VISIT, study=STUDY)


def shown(window: MainWindow) -> dict[str, str]:
    (dialog,) = window.findChildren(ClipDetails)
    return dict(dialog.rows)


def test_all_that_the_file_says_is_told(exam_window: MainWindow) -> None:
    said = dict(ClipDetails(told_clip(), "en", exam_window).rows)
    assert said["Patient"] == "Wang Xiao / 王 小明"
    assert (said["Referrer"], said["Performing physician"], said["Operator"]) == (
        "Chen Da",
        "Lin Mei",
        "Wu An",
    )
    assert (said["Age as stored"], said["Height"], said["Weight"]) == ("062Y", "1.6 m", "64 kg")
    assert said["Body mass index"] == "25 kg/m²"
    assert said["Reason for the exam"] == "Night numbness"
    assert said["Acquired"] == "2026-11-30 09:30"
    assert said["Orientation"] == "To the right of the picture: the patient's left. Down: foot."


def test_the_clip_in_view_is_told_about_and_nothing_of_it_is_taken(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    exam_window.opening.open_paths(loader.know(replace(make_clip("second"), visit=VISIT, study=STUDY)))
    qtbot.waitUntil(lambda: any(c.id == "second" for c in exam_window.session.clips))
    exam_window.session.look(clip="second")
    before = exam_window.session.exam
    exam_window.actions_["clip_details"].trigger()
    assert shown(exam_window)["Referrer"] == "Chen Da"
    assert exam_window.session.exam is before


def test_what_the_file_does_not_say_has_no_row(exam_window: MainWindow) -> None:
    exam_window.actions_["clip_details"].trigger()
    said = shown(exam_window)
    assert "Body mass index" not in said and "Orientation" not in said and all(said.values())


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_volume_has_axes_of_its_own(qtbot: QtBot, language: str) -> None:
    clip = replace(told_clip(), study=replace(STUDY, in_patient=False))
    words = orientation_words(clip)
    assert "1, 0, 0" in words and "left" not in words


def test_every_row_is_there_in_chinese(exam_window: MainWindow, qtbot: QtBot) -> None:
    exam_window.actions_["language"].trigger()
    dialog = ClipDetails(told_clip(), "zh-TW", exam_window)
    assert all(any("一" <= c <= "鿿" for c in name) for name, _ in dialog.rows)
