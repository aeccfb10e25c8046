"""Where a file's bytes fit two character sets, the window offers both readings of the name."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox

from helpers.exam_window import make_clip
from sonostep.core.clip import Patient
from sonostep.core.problem import Problem

GB, BIG5 = "王^伟强", "卼^帡Ч"


def doubtful(id_):
    told = Problem.of(
        "imaging.name_readings", read=GB, other=BIG5, encoding="GB 18030", other_encoding="Big5"
    )
    return replace(make_clip(id_, patient=Patient(GB, "7")), problems=(told,))


def opened(window, loader, qtbot, *clips):
    window.opening.open_paths(loader.know(*clips))
    qtbot.waitUntil(lambda: window.has_exam and len(window.controller.exam.clips) == len(clips))
    return window.findChild(QComboBox, "name_readings")


def choose(box, text):
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())


def test_the_chosen_reading_is_the_exams_and_its_clips(window, loader, qtbot):
    box = opened(window, loader, qtbot, doubtful("a"), doubtful("b"))
    assert [box.itemText(i) for i in range(box.count())] == [GB, BIG5]
    assert not box.isHidden() and box.currentText() == GB
    choose(box, BIG5)
    exam = window.controller.exam
    assert exam.patient == Patient(BIG5, "7")
    assert [c.patient.name for c in exam.clips] == [BIG5, BIG5]
    # a clip of the same patient that comes later is read so without a question
    window.opening.open_paths(loader.know(doubtful("c")))
    qtbot.waitUntil(lambda: len(window.controller.exam.clips) == 3)
    assert window.controller.exam.clips[-1].patient.name == BIG5
    window.controller.session.undo()
    window.controller.session.undo()
    assert window.controller.exam.patient.name == GB


def test_without_doubt_there_is_no_choice(window, loader, qtbot):
    box = opened(window, loader, qtbot, make_clip("a", patient=Patient("王^小明", "7")))
    assert box.isHidden() and box.count() == 0
