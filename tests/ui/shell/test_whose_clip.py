"""Whose clip is this? It is asked while one names another patient than the exam, or the exam nobody."""

from itertools import permutations
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep.core.clip import Patient
from sonostep.core.edits import ConfirmClip, SetPatient
from sonostep.core.finalise import Obstacles, obstacles
from sonostep.ui.shell.main_window import MainWindow

LIN, WANG, NOBODY = Patient("Lin^Mei", "7"), Patient("Wang^Da", "8"), Patient()
CLIPS = {"nobody": NOBODY, "lin": LIN, "wang": WANG}


def opened(window: MainWindow, loader: FakeLoader, names: tuple[str, ...]) -> list[Path]:
    return loader.know(*(make_clip(n, patient=CLIPS[n]) for n in names))


def found(window: MainWindow) -> Obstacles:
    assert window.library is not None
    return obstacles(window.session.exam, (), window.library.vocabulary)


@pytest.mark.parametrize("together", [True, False], ids=["together", "one by one"])
@pytest.mark.parametrize("order", list(permutations(CLIPS)), ids=" ".join)
def test_two_patients_clips_never_meet_without_a_word(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot, order: tuple[str, ...], together: bool
) -> None:
    paths = opened(window, loader, order)
    for group in [paths] if together else [[p] for p in paths]:
        window.opening.open_paths(group)
        qtbot.waitUntil(lambda: window.has_exam)
        qtbot.wait(30)
    qtbot.waitUntil(lambda: len(window.notices.questions) == 2)
    exam = window.session.exam
    assert [c.id for c in exam.clips] == [order[0]]
    assert exam.patient == CLIPS[order[0]]
    assert found(window).clips == ()


def test_a_yes_in_nobodys_exam_names_it(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    window.opening.open_paths(opened(window, loader, ("nobody", "wang")))
    qtbot.waitUntil(lambda: window.has_exam and len(window.notices.questions) == 1)
    (line,) = window.notices.lines
    assert "Wang Da 8" in line.text.text() and "names nobody" in line.text.text()
    line.yes.click()
    assert window.session.exam.patient == WANG
    assert window.session.exam.clip("wang").confirmed
    assert found(window).clips == ()


def test_signing_waits_while_a_clip_names_another(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window.opening.open_paths(opened(window, loader, ("lin",)))
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    session = window.session
    window.exam_view.show_panel("report")
    signing = window.exam_view.report.signing
    for patient in (NOBODY, WANG):
        session.do(SetPatient(patient))
        assert [c.id for c in found(window).clips] == ["lin"]
        qtbot.waitUntil(lambda: len(signing.clips) == 1)
        assert "Lin Mei 7" in signing.clips[0].accessibleName()
        signing.clips[0].click()
        assert found(window).clips == ()
    assert session.exam.patient == WANG and session.exam.clip("lin").confirmed


@pytest.mark.parametrize(("first", "second"), [("name", "id"), ("id", "name")])
def test_a_name_alone_and_an_id_alone_show_nothing_of_each_other(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot, first: str, second: str
) -> None:
    said = {"name": Patient("Wang^Da"), "id": Patient(id="7")}
    window.opening.open_paths(loader.know(*(make_clip(n, patient=said[n]) for n in (first, second))))
    qtbot.waitUntil(lambda: window.has_exam and len(window.notices.questions) == 1)
    assert [c.id for c in window.session.exam.clips] == [first]
    window.session.do(SetPatient(said[second]))
    assert [c.id for c in found(window).clips] == [first]
    window.session.do(ConfirmClip(first))
    window.session.do(SetPatient(said[first]))
    window.session.do(SetPatient(said[second]))
    assert [c.id for c in found(window).clips] == [first]


def test_a_yes_was_for_the_patient_of_then(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    window.opening.open_paths(opened(window, loader, ("lin",)))
    qtbot.waitUntil(lambda: window.has_exam)
    window.session.do(SetPatient(WANG))
    window.session.do(ConfirmClip("lin"))
    window.session.do(SetPatient(Patient("Wang^Da", "8", "19600101")))
    assert found(window).clips == ()
    window.session.do(SetPatient(Patient("Chen^Yi", "9")))
    assert [c.id for c in found(window).clips] == ["lin"]


def test_a_question_about_nobodys_exam_is_asked_anew_once_it_is_somebodys(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window.opening.open_paths(opened(window, loader, ("nobody", "lin", "wang")))
    qtbot.waitUntil(lambda: window.has_exam and len(window.notices.questions) == 2)
    lin, wang = window.notices.lines
    lin.yes.click()
    wang.yes.click()
    assert [c.id for c in window.session.exam.clips] == ["nobody", "lin"]
    qtbot.waitUntil(lambda: len(window.notices.questions) == 1)
    assert "Lin Mei" in window.notices.lines[-1].text.text()
