"""What is typed, in every field of the window, is kept in its place as one step of undo, and nothing else is
touched, whatever is done next."""

import ast
import dataclasses
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import sonostep.ui
from helpers.exam_window import FakeLoader, make_clip
from helpers.whole_window import PROTOCOLS, furnish, leaves, name_of, stations, text_fields
from sonostep.app import Program
from sonostep.core.edits import PutComplaint, SetPeople
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.problem import Problem, ProblemError
from sonostep.storage import exams_folder, load_drafts, save_drafts
from sonostep.storage import journal as journals
from sonostep.ui.kit.autosave import Drafts
from sonostep.ui.kit.text_fields import LineEdit, NumberEdit, TextEdit
from sonostep.ui.shell.actions import ACTIONS
from sonostep.ui.shell.main_window import MainWindow

Field = LineEdit | TextEdit

DRAFTS = (
    "override", "extra view", "excuse", "name of the signer", "reason of the amendment", "export folder",
    "safety", "lift", "who tested",
)  # fmt: skip
"""What is typed and only given by a press: it outlives a panel that is made anew."""

FREE = {
    "Passphrase of the certificate": "never written anywhere",
    "New folder for the copies": "of no exam: a dialog that asks anew each time",
    "Find a command": "what is looked for",
    "Filter clips": "what is looked for",
}
"""Fields that keep nothing, by the first words of their names, and why."""


def lost(before: Exam, after: Exam) -> dict[str, tuple[object, object]]:
    """What was there and is there no longer."""
    then, now = dict(leaves(before)), dict(leaves(after))
    return {p: (v, now.get(p)) for p, v in then.items() if v not in ("", None, ()) and now.get(p) != v}


def added(before: Exam, after: Exam) -> list[str]:
    """The values that came, as text."""
    then = dict(leaves(before))
    return [str(v) for p, v in leaves(after) if then.get(p) != v]


def shown(field: QWidget) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()  # type: ignore[attr-defined]


def write(qtbot: QtBot, field: Field, text: str) -> None:
    field.window().activateWindow()
    field.setFocus()
    QApplication.processEvents()
    if isinstance(field, NumberEdit):
        field.selectAll()
    qtbot.keyClicks(field, text)


def seen(window: QWidget, key: str) -> bool:
    return any(f.key == key and f.isVisible() for f in window.findChildren(LineEdit))


def keyed(window: QWidget, key: str) -> Field:
    """The live field of a thing."""
    found = [f for f in window.findChildren(QWidget) if isinstance(f, LineEdit | TextEdit) and f.key == key]
    assert found, sorted(f.key for f in window.findChildren(LineEdit) if f.key)
    return next(f for f in reversed(found) if f.isVisible())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_field_keeps_what_is_typed_as_one_step_and_touches_nothing_else(
    exam_window: MainWindow, program: Program, qtbot: QtBot, protocol: str
) -> None:
    furnish(exam_window, protocol)
    tried: set[str] = set()
    for station, root in stations(exam_window, qtbot, protocol):
        # found anew after each: what is typed makes some of the fields anew
        while field := next((f for f in text_fields(root) if kind_of(f) not in tried), None):
            tried.add(kind_of(field))
            what = f"{station}: {name_of(field)}"
            assert isinstance(field, LineEdit | TextEdit), f"{what} is no field of the kit"
            if not field.key:
                known = any(field.accessibleName().startswith(f) for f in FREE)
                inside = isinstance(field.parent(), QComboBox | QAbstractSpinBox)
                assert known or inside, f"{what} keeps nothing"
            elif not field.key.startswith(DRAFTS) and not (root.isWindow() and root is not exam_window):
                try_out(exam_window, field, qtbot, what)
    kinds = {k.split(" ")[0] for k in tried}
    assert {"note", "number", "extra", "excuse"} <= kinds
    if protocol == PROTOCOLS[0]:
        assert {"impression", "plan", "patient", "patient_id", "physician", "operator"} <= tried
        assert {"caption", "_set_words", "_set_duration"} <= kinds
    else:
        assert "override" in kinds


def kind_of(field: QWidget) -> str:
    """Fields of one kind write the same thing of others: the note of each answer, the words of each pain."""
    key = getattr(field, "key", "")
    return key.partition("(")[0] or field.accessibleName() or name_of(field)


def try_out(window: MainWindow, field: Field, qtbot: QtBot, what: str) -> None:
    session = window.session
    before, steps = session.exam, session.history.cursor
    number = isinstance(field, NumberEdit)
    first, second = ("2", "7") if number else ("Q", "x")
    write(qtbot, field, first)
    qtbot.keyClicks(field, second)
    qtbot.waitUntil(lambda: session.exam is not before, timeout=1000)
    qtbot.keyClicks(field, "" if number else "y")
    window.actions_["select"].trigger()
    wanted = "27.0" if number else "Qxy"
    assert any(wanted in v for v in added(before, session.exam)), what
    assert session.history.cursor == steps + 1, f"{what}: one visit, one step"
    gone = {p: v for p, v in lost(before, session.exam).items() if wanted not in str(v[1])}
    assert {p for p in gone if not p.endswith(".state")} == set(), what
    session.undo()
    assert session.exam == before, what


# what may come next

Next = Callable[[MainWindow, QtBot], None]


def other_language(window: MainWindow, qtbot: QtBot) -> None:
    window.bar.language.click()


def every_tab(window: MainWindow, qtbot: QtBot) -> None:
    for index in range(window.exam_view.tabs.count()):
        window.exam_view.tabs.setCurrentIndex(index)


def next_step(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["next_step"].trigger()


def another_frame(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["next_frame"].trigger()


def undo_and_redo(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["undo"].trigger()
    window.actions_["redo"].trigger()


def answer_something(window: MainWindow, qtbot: QtBot) -> None:
    assert window.controller is not None
    window.session.do(PutComplaint(dataclasses.replace(window.session.exam.complaints[0], score=9)))


def start_page(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["start_page"].trigger()


NEXT: tuple[Next, ...] = (
    other_language, every_tab, next_step, another_frame, undo_and_redo, answer_something, start_page,
)  # fmt: skip


def open_field(window: MainWindow, where: str, qtbot: QtBot) -> Field:
    """Bring a field to the front as a person would."""
    view, controller = window.exam_view, window.controller
    assert controller is not None
    if where in ("note", "number"):
        view.show_panel("steps")
        controller.go(next(p for p in controller.places if "post_void_residual" in p.step.questions))
        answer = next(a for a in view.steps.questions.answers if a.key.id == "post_void_residual")  # type: ignore[union-attr]
        answer.more.setChecked(True)
        QApplication.processEvents()
        return answer.note.field if where == "note" else answer.number  # type: ignore[return-value]
    if where.startswith("_set"):
        view.show_panel("complaints")
        QApplication.processEvents()
        return keyed(window, f"{where} pain A")
    view.show_panel("report")
    QApplication.processEvents()
    return keyed(window, "caption image 1" if where == "caption" else where)


WHERE = (
    "impression", "plan", "patient", "patient_id", "physician", "operator", "caption", "note", "number",
    "_set_words", "_set_duration",
)  # fmt: skip


@pytest.mark.parametrize("where", WHERE)
def test_whatever_is_done_next_the_words_are_kept_and_nothing_else_is_lost(
    exam_window: MainWindow, qtbot: QtBot, where: str
) -> None:
    """Pressing the language button with the cursor in a field once erased the patient."""
    furnish(exam_window)
    session = exam_window.session
    for number, act in enumerate(NEXT):
        exam_window.stack.setCurrentWidget(exam_window.exam_view)
        field = open_field(exam_window, where, qtbot)
        before = session.exam
        word = f"{300 + number}" if where == "number" else f"Zw{number}"
        write(qtbot, field, word)
        act(exam_window, qtbot)
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qtbot.wait(1)
        what = f"{where}, {act.__name__}"
        assert any(word in value for value in added(before, session.exam)), what
        gone = {p: v for p, v in lost(before, session.exam).items() if word not in str(v[1])}
        gone = {p: v for p, v in gone.items() if not p.endswith((".score", ".state"))}
        assert gone == {}, what


@pytest.mark.parametrize("where", ["impression", "patient", "caption", "note", "number", "_set_words"])
def test_closing_while_typing_keeps_the_words_on_disk(
    exam_window: MainWindow, qtbot: QtBot, where: str
) -> None:
    furnish(exam_window)
    field = open_field(exam_window, where, qtbot)
    session, word = exam_window.session, "333" if where == "number" else "Last words"
    write(qtbot, field, word)
    exam_window.close()
    assert any(word in v for _, v in [(p, str(v)) for p, v in leaves(session.exam)])
    assert word in on_disk(session.exam.id)


def on_disk(exam: str) -> str:
    journal, history = journals.open_journal(journals.path_for(journals.exams_folder(), exam))
    journal.close()
    return " ".join(str(v) for _, v in leaves(history.exam))


def test_the_words_are_on_disk_within_a_second_though_one_types_on(
    exam_window: MainWindow, qtbot: QtBot
) -> None:
    furnish(exam_window)
    field = open_field(exam_window, "impression", qtbot)
    path = journals.path_for(journals.exams_folder(), exam_window.session.exam.id)
    field.window().activateWindow()
    field.setFocus()
    began, kept = time.monotonic(), 0.0
    while time.monotonic() - began < 3.0 and not kept:
        qtbot.keyClicks(field, "typing on ")
        qtbot.wait(40)
        value = journals.present_values(path, ("impression",))
        kept = time.monotonic() - began if "typing on" in str(value) else 0.0
    assert 0.0 < kept < 1.0


def test_a_press_right_after_typing_does_not_take_the_words_back(
    exam_window: MainWindow, qtbot: QtBot
) -> None:
    """A button leaves the focus in the field: what it does is done to what is typed by then."""
    furnish(exam_window)
    field = open_field(exam_window, "note", qtbot)
    write(qtbot, field, "asked twice")
    steps = exam_window.exam_view.steps
    answer = next(a for a in steps.questions.answers if a.note.field is field)  # type: ignore[union-attr]
    answer.state_button(FindingState.PRESENT).click()
    finding = exam_window.session.exam.finding(FindingKey("post_void_residual"))
    assert (finding.note, finding.state) == ("asked twice", FindingState.PRESENT)


def test_another_exam_gets_none_of_the_words(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    furnish(exam_window)
    first, field = exam_window.session, open_field(exam_window, "impression", qtbot)
    write(qtbot, field, "of the first")
    exam_window.new_exam()
    exam_window.opening.open_paths(loader.know(make_clip("second")))
    qtbot.waitUntil(lambda: exam_window.has_exam and exam_window.controller is not None)
    assert first.exam.impression == "of the first"
    assert "of the first" not in " ".join(str(v) for _, v in leaves(exam_window.session.exam))


# drafts


def test_what_is_not_given_yet_outlives_a_panel_that_is_made_anew(
    exam_window: MainWindow, qtbot: QtBot
) -> None:
    furnish(exam_window, PROTOCOLS[1])
    tried = set()
    for station, root in stations(exam_window, qtbot):
        if root.isWindow():
            continue
        for field in text_fields(root):
            if isinstance(field, LineEdit) and field.key.startswith(DRAFTS) and field.key not in tried:
                if any(field.key.split(" ")[0] == key.split(" ")[0] for key in tried):
                    continue
                tried.add(field.key)
                write(qtbot, field, "Zz")
                exam_window.toggle_language()
                qtbot.wait(50)
                what = f"{station}: {field.key}"
                assert exam_window.controller.drafts[field.key].endswith("Zz"), what  # type: ignore[union-attr]
                if not field.key.startswith("safety"):  # it is folded, and opened by a press
                    qtbot.waitUntil(lambda k=field.key: seen(exam_window, k), timeout=2000)
                    assert shown(keyed(exam_window, field.key)).endswith("Zz"), what
                exam_window.toggle_language()
                QApplication.processEvents()
                break
    assert {k.split(" ")[0] for k in tried} >= {"extra", "excuse", "override", "name"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_draft_is_on_disk_within_a_second_and_comes_back_after_a_crash(
    exam_window: MainWindow, qtbot: QtBot, protocol: str
) -> None:
    furnish(exam_window, protocol)
    exam, tried = exam_window.session.exam.id, dict[str, str]()
    for station, root in stations(exam_window, qtbot, protocol):
        for field in text_fields(root):
            kind = kind_of(field).split(" ")[0]
            if not isinstance(field, LineEdit) or not field.key.startswith(DRAFTS) or kind in tried:
                continue
            write(qtbot, field, "Zz")
            tried[kind] = field.key
            what = f"{station}: {field.key}"
            began = time.monotonic()
            while "Zz" not in load_drafts(exams_folder(), exam).get(field.key, ""):
                assert time.monotonic() - began < 1.0, what
                qtbot.wait(20)
    forms = {"name", "export", "safety", "lift:rf_saddle"} if protocol == PROTOCOLS[0] else {"override"}
    assert set(tried) >= {"extra", "excuse"} | forms
    # what another process finds after this one is gone
    found = Drafts(load_drafts(exams_folder(), exam))
    for key in tried.values():
        field = LineEdit()
        qtbot.addWidget(field)
        field.draft_in(found, key)
        assert "Zz" in field.text(), key


def test_what_is_given_leaves_the_disk(exam_window: MainWindow, qtbot: QtBot) -> None:
    drafts = Drafts(keep=partial(save_drafts, exams_folder(), "an-exam"))
    drafts.put("a", "x")
    drafts.put("b", "y")
    drafts.save()
    assert load_drafts(exams_folder(), "an-exam") == {"a": "x", "b": "y"}
    drafts.drop("a")
    drafts.save()
    assert load_drafts(exams_folder(), "an-exam") == {"b": "y"}
    drafts.clear()
    drafts.save()
    assert load_drafts(exams_folder(), "an-exam") == {}
    assert [p for p in exams_folder().iterdir() if "an-exam" in p.name] == []


def test_drafts_that_cannot_be_kept_are_told_once(qtbot: QtBot) -> None:
    room: list[bool] = []

    def keep(_: object) -> None:
        if not room:
            raise ProblemError.of("draft.unwritable", reason="full")

    drafts, told = Drafts(keep=keep), list[Problem]()
    drafts.failed.connect(told.append)
    for text in "abc":
        drafts.put("k", text)
        drafts.save()
    assert [p.code for p in told] == ["draft.unwritable"]
    room.append(True)
    drafts.save()
    room.clear()
    drafts.put("k", "d")
    drafts.save()
    assert len(told) == 2


def test_a_draft_comes_back_with_its_exam(exam_window: MainWindow, qtbot: QtBot) -> None:
    furnish(exam_window, PROTOCOLS[1])
    view, exam = exam_window.exam_view, exam_window.session.exam
    view.show_panel("report")
    QApplication.processEvents()
    write(qtbot, view.report.signing.name, "Dr Half")
    path = journals.path_for(exams_folder(), exam.id)
    exam_window.new_exam()
    exam_window.opening.exams.resume(path)
    qtbot.waitUntil(lambda: exam_window.has_exam and exam_window.controller is not None)
    exam_window.exam_view.show_panel("report")
    QApplication.processEvents()
    assert exam_window.exam_view.report.signing.name.text().endswith("Dr Half")


def test_two_fields_of_one_draft_show_the_same(qtbot: QtBot) -> None:
    drafts = Drafts()
    one, two = LineEdit("proposed"), LineEdit("proposed")
    for field in (one, two):
        qtbot.addWidget(field)
        field.draft_in(drafts, "k")
    one.setText("typed")
    assert two.text() == "typed"
    two.propose("proposed anew")
    assert (one.text(), two.text()) == ("typed", "typed")
    drafts.drop("k")
    assert (one.text(), two.text()) == ("proposed", "proposed anew")


@pytest.mark.parametrize("where", ["treatment", "differential"])
def test_the_proposed_physician_is_that_of_the_exam(
    exam_window: MainWindow, qtbot: QtBot, where: str
) -> None:
    """The machine of random acts found the physician of before in the form of a warning."""
    furnish(exam_window)
    do = exam_window.session.do
    do(SetPeople("Dr Before", ""))
    exam_window.exam_view.show_panel(where)
    panel = getattr(exam_window.exam_view, where)
    if where == "differential":
        qtbot.waitUntil(lambda: exam_window.controller.differential is not None)  # type: ignore[union-attr]
    else:
        qtbot.waitUntil(lambda: bool(panel.composed_for))

    def named() -> list[LineEdit]:
        fields = panel.findChildren(LineEdit)
        return [f for f in fields if f.accessibleName().startswith("Physician")]

    qtbot.waitUntil(lambda: bool(named()))
    assert all(f.text() == "Dr Before" for f in named())
    do(SetPeople("Dr After", ""))
    assert all(f.text() == "Dr After" for f in named())
    assert not [k for k in (f.key for f in named()) if k in exam_window.controller.drafts]  # type: ignore[union-attr]


def test_the_keyboard_stays_in_the_field_when_the_language_changes(
    exam_window: MainWindow, qtbot: QtBot
) -> None:
    furnish(exam_window)
    field = open_field(exam_window, "patient", qtbot)
    write(qtbot, field, "WANG")
    exam_window.toggle_language()
    qtbot.wait(50)
    held = exam_window.focusWidget()
    assert isinstance(held, LineEdit) and held.key == "patient" and held is not field
    qtbot.keyClicks(held, " XIAO")
    qtbot.waitUntil(lambda: exam_window.session.exam.patient.name == "WANG XIAO", timeout=1000)
    assert held.cursorPosition() == 9


def test_no_panel_uses_a_bare_field() -> None:
    bare = {"QLineEdit", "QPlainTextEdit", "QTextEdit", "QInputDialog"}
    found = []
    for path in sorted(Path(sonostep.ui.__file__).parent.rglob("*.py")):
        if path.parent.name == "kit":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
                found += [f"{path.name}: {a.name}" for a in node.names if a.name in bare]
    assert found == []


PLAIN_KEYS = sorted({
    key for action in ACTIONS for key in action.keys
    if not key.removeprefix("Shift+").startswith(("Ctrl+", "Alt+", "F")) or key == "F"
})  # fmt: skip
"""What does something to picture or exam by one key, without Ctrl or Alt."""


def test_no_plain_key_reaches_past_a_field_that_has_the_keyboard(
    exam_window: MainWindow, program: Program, qtbot: QtBot
) -> None:
    """Enter in a note set a point in the picture, Escape dropped a half-drawn shape."""
    assert {"Return", "Escape", "S", "N", "Delete", "PgDown"} <= set(PLAIN_KEYS)
    furnish(exam_window)
    tried: set[str] = set()
    checked = 0
    for station, root in stations(exam_window, qtbot):
        while field := next((f for f in text_fields(root) if kind_of(f) not in tried), None):
            tried.add(kind_of(field))
            field.window().activateWindow()
            field.setFocus()
            QApplication.processEvents()
            if not field.hasFocus():
                continue
            checked += 1
            for key in PLAIN_KEYS:
                combination = QKeySequence(key)[0]
                event = QKeyEvent(
                    QEvent.Type.ShortcutOverride, combination.key(), combination.keyboardModifiers()
                )
                event.ignore()
                QApplication.sendEvent(field, event)
                assert event.isAccepted(), f"{station}: {name_of(field)}: {key}"
    assert checked > 12
