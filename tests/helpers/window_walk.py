"""A random walk over the whole window: a hand that presses what a person would, in any order.

Each act is a method named ``act_...``; one that cannot be done now returns False and does not count. What is
pressed is seen from the outside: a button, a field, a row, a key's action.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sonostep.core.edits import PutFinding, PutView, Together
from sonostep.core.exam import ExamState, ViewRecord, ViewState
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.report.ledger import ledger
from sonostep.storage import exams_folder
from sonostep.storage.journal import path_for
from sonostep.tools import Phase
from sonostep.ui.exam_view import PANELS
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows.finalise import what_is_open

WORDS = ("a", "Lin ", "x1", "大轉子")
WEIGHTS = {
    "undo": 6, "redo": 4, "answer": 8, "step": 5, "next": 3, "tab": 6, "draw": 5, "save": 4, "language": 2,
    "close_and_reopen": 1, "sign": 1, "rest": 1, "protocol": 3, "side": 3, "type": 6, "complaint": 5,
}  # fmt: skip
"""How often an act is tried, where not twice."""


class Walk:
    """Does acts on a window with an open exam, and remembers the last of them."""

    def __init__(self, window: MainWindow, qtbot: QtBot, seed: int) -> None:
        self.window, self.qtbot = window, qtbot
        self.random = random.Random(seed)
        self.done: deque[str] = deque(maxlen=40)
        self.counts: dict[str, int] = {}
        names = [n.removeprefix("act_") for n in dir(self) if n.startswith("act_")]
        self._names = names
        self._weights = [WEIGHTS.get(n, 2) for n in names]

    def step(self) -> str:
        """Do one random act that can be done now; return what it was."""
        for _ in range(60):
            (name,) = self.random.choices(self._names, self._weights)
            act: Callable[[], bool | str | None] = getattr(self, f"act_{name}")
            detail = act()
            if detail is not False:
                break
        settle()
        said = f"{name} {detail}" if isinstance(detail, str) else name
        self.done.append(said)
        self.counts[name] = self.counts.get(name, 0) + 1
        return said

    # what an act presses

    @property
    def controller(self):
        return self.window.controller

    def pick(self, things):
        """One of several, or None."""
        things = list(things)
        return self.random.choice(things) if things else None

    def press(self, button: QPushButton | None) -> bool:
        """Press a button as a hand can: only one that is there and enabled."""
        if button is None or not button.isEnabled() or button.isHidden():
            return False
        button.click()
        return True

    def key(self, id_: str) -> bool:
        """What a key does; nothing where it is not offered."""
        action = self.window.actions_[id_]
        if not action.isEnabled():
            return False
        action.trigger()
        return True

    # the past, the language, the tabs

    def act_undo(self):
        return self.key("undo")

    def act_redo(self):
        return self.key("redo")

    def act_language(self):
        return self.press(self.window.bar.language)

    def act_tab(self):
        name = self.random.choice(PANELS)
        return self.key(f"show_{name}") and name

    def act_list(self):
        self.window.exam_view.lists.setCurrentIndex(self.random.randrange(2))

    # the steps

    def act_protocol(self):
        steps, wanted = self.window.steps, self.pick(self.controller.library.protocols)
        title = wanted.title.in_language(self.controller.language)
        if self.controller.protocol is None:
            card = next((b for b in steps.detail.findChildren(QPushButton) if b.value == wanted), None)
            return self.press(card) and title
        if not steps.protocols.more and not self.press(steps.protocols.add):
            return False
        return self.press(self.pick(steps.protocols.more.values()))

    def act_chip(self):
        return self.press(self.pick(self.window.steps.protocols.buttons.values()))

    def act_side(self):
        side = self.random.choice((Side.RIGHT, Side.LEFT, Side.MIDLINE))
        pressed = self.press(self.window.side_chooser.buttons.buttons[side])
        self.answer_questions()
        return pressed and str(side)

    def act_step(self):
        places = self.window.steps.checklist.buttons
        place = self.pick(places)
        return place is not None and self.press(places[place]) and place.step.id

    def act_next(self):
        return self.press(self.random.choice((self.window.steps.on, self.window.steps.back)))

    def act_pedal(self):
        return self.key(self.random.choice(("pedal_next", "pedal_act")))

    def answers(self):
        questions = self.window.steps.questions
        return questions.answers if questions is not None else []

    def act_answer(self):
        answer = self.pick(self.answers())
        if answer is None:
            return False
        if not answer.keys.line.isVisibleTo(answer):
            answer.more.setChecked(True)  # "not assessed" is all that is left to press
        buttons = [b for b in answer.buttons if b.isVisibleTo(answer)]
        return self.press(self.pick(buttons)) and str(answer.key)

    def act_rest(self):
        questions = self.window.steps.questions
        return questions is not None and self.press(questions.rest)

    def act_number(self):
        answer = self.pick(a for a in self.answers() if a.number is not None and a.number.isEnabled())
        if answer is None:
            return False
        answer.number.clear()
        self.type(answer.number, self.random.choice(("3", "7.5", "", "12", "99999")))

    def act_note(self):
        # an input method gives nothing to a field that is only read; an event sent to it would
        answer = self.pick(a for a in self.answers() if not a.note.field.isReadOnly())
        if answer is None:
            return False
        answer.more.setChecked(True)
        self.type(answer.note.field, self.random.choice(WORDS))

    def act_reproduces(self):
        part = self.pick(a.complaints for a in self.answers() if a.complaints is not None)
        if part is None or part.isHidden() or not part.isEnabled():
            return False
        return self.press(self.pick([*part.chips.values(), *filter(None, (part.none, part.new))]))

    def act_level(self):
        questions = self.window.steps.questions
        picker = questions.picker if questions is not None else None
        return picker is not None and self.press(self.pick(picker.findChildren(QPushButton)))

    def act_view(self):
        views = self.window.steps.views
        row = self.pick(views.rows.values()) if views is not None else None
        return row is not None and self.press(self.random.choice((row.title, row.again)))

    def act_skip(self):
        views = self.window.steps.views
        row = self.pick(r for r in views.rows.values() if r.skip.isEnabled()) if views is not None else None
        if row is None or not self.press(row.skip) or row.form is None or row.form.isHidden():
            return False
        row.form.reason.setEditText(self.random.choice(("Too painful", "")))
        return self.press(self.pick(row.form.buttons.values()))

    def act_skip_all(self):
        views = self.window.steps.views
        part = views.all_open if views is not None else None
        if part is None or part.isHidden() or self.random.random() < 0.5:
            return False
        part.skip.setChecked(True)
        part.form.reason.setEditText(self.random.choice(("No time left", "")))
        return self.press(self.pick(part.form.buttons.values()))

    def act_free(self):
        cards = [
            c for c in self.window.steps.detail.findChildren(QWidget) if type(c).__name__ == "FreeExamCard"
        ]
        card = self.pick(cards)
        return card is not None and self.press(self.random.choice((card.open, card.measure, card.words)))

    def act_beside(self):
        views = self.window.steps.views
        if views is None or not views.beside.extra.isEnabled():
            return False
        rows = list(views.beside.rows.values())
        if rows and self.random.random() < 0.5:
            return self.press(self.random.choice((rows[0].title, rows[0].away)))
        views.beside.caption.setText(self.random.choice(WORDS))
        return self.press(views.beside.take)

    def act_arm(self):
        slots = self.window.steps.slots
        return slots is not None and self.press(self.pick(r.arm for r in slots.rows.values()))

    # the picture

    def act_draw(self):
        tool = self.random.choice(("caliper", "angle", "point", "ellipse", "calibrate"))
        if self.window.session.view.tool == "select" and not self.key(tool):
            return False
        canvas = self.window.viewer.canvas
        for _ in range(2):
            # mostly in the picture, which lies in the middle
            across, down = canvas.width(), canvas.height()
            ends = [
                QPointF(across * self.random.uniform(0.1, 0.9), down * self.random.uniform(0.3, 0.7))
                for _ in range(2)
            ]
            for phase, at, held in (
                (Phase.PRESS, ends[0], True), (Phase.MOVE, ends[1], True), (Phase.RELEASE, ends[1], True),
            ):  # fmt: skip
                canvas.pointed.emit(canvas.to_event(phase, at, held))
        self.answer_questions()
        return tool

    def act_say_length(self):
        field = self.window.viewer.strip.length
        if field.isHidden() or field.parentWidget().isHidden() or field.isReadOnly():
            return False
        field.clear()
        return self.type(field, self.random.choice(("10", "12,5", "1,234", "")))

    def act_put_tool_down(self):
        return self.key("select")

    def act_cancel(self):
        return self.key("cancel")

    def act_shape(self):
        shape = self.pick(self.window.session.exam.annotations)
        if shape is None:
            return False
        row = self.window.exam_view.annotations.item_of(shape.id)
        self.window.exam_view.annotations.setCurrentItem(row)
        return self.key(self.random.choice(("delete", "hide_shape", "lock_shape", "show_shapes")))

    def act_frame(self):
        return self.key(self.random.choice(("next_frame", "previous_frame", "first_frame", "last_frame")))

    def act_clip(self):
        clip = self.pick(self.window.session.exam.clips)
        if clip is None:
            return False
        self.window.session.look(clip=clip.id, frame=1, selected="")

    def act_save(self):
        settle(50)
        before = self.window.session.history
        if self.window.viewer.current_frame_pixels() is None or not self.key("save_view"):
            return False
        done = lambda: self.window.session.history is not before or self.window.notices.questions  # noqa: E731
        wait(done)
        self.answer_questions()
        wait(done)

    def answer_questions(self) -> None:
        """Say yes or no to what is asked at once."""
        settle()
        for line in list(self.window.notices.questions):
            self.press(self.random.choice((line.yes, line.no)))
            settle()

    # the other panels

    def fields(self):
        report, card = self.window.exam_view.report, self.window.exam_view.complaints.card
        found = [*report.fields.values(), report.impression, report.plan, report.images.caption]
        found += [card.words, card.duration] if card is not None and card.isEnabled() else []
        return [f for f in found if not f.isReadOnly() and f.isEnabled()]

    def act_type(self):
        """Type into a field and leave it there: whatever comes next must keep it."""
        field = self.pick(self.fields())
        return field is not None and self.type(field, self.random.choice(WORDS))

    def type(self, field: QWidget, words: str) -> str:
        """Type letters as a keyboard does; the field may be left at once or stay as it is."""
        for letter in words or "0":
            if letter.isascii():
                QTest.keyClick(field, letter)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(letter)
                QApplication.sendEvent(field, composed)
        if self.random.random() < 0.3:
            save_typed()
        return f"{field.accessibleName()} {words}"

    def act_draft(self):
        """Type into a form of the panel in front, and do not give it."""
        panel = self.window.exam_view.tabs.currentWidget()
        fields = [f for f in panel.findChildren(LineEdit) if f.is_draft and f.isVisible() and f.isEnabled()]
        field = self.pick(f for f in fields if not f.isReadOnly())
        return field is not None and self.type(field, self.random.choice(WORDS))

    def act_setting(self):
        box = self.window.exam_view.report.setting
        if not box.isEnabled():
            return False
        box.setCurrentIndex(self.random.randrange(box.count()))
        box.activated.emit(box.currentIndex())

    def act_complaint(self):
        panel = self.window.exam_view.complaints
        card = panel.card
        if card is None or self.random.random() < 0.2:
            return self.press(panel.plus)
        if not card.isEnabled():
            return False
        if self.random.random() < 0.15:
            removing = [b for b in card.findChildren(QPushButton) if b.text() in ("Remove", "移除")]
            return self.press(self.pick(removing))
        buttons = [*card.side.buttons.values(), *card.score.buttons.values(), *card.sites.values()]
        buttons += [*card.chips.values(), card.undo_route, *panel.tabs.values()]
        return self.press(self.pick(buttons))

    def act_image(self):
        images = self.window.exam_view.report.images
        if images.list.count():
            images.list.setCurrentRow(self.random.randrange(images.list.count()))
        return self.press(self.random.choice((images.earlier, images.later, images.go, images.remove)))

    def act_pause(self):
        """Leave findings out of the weighing, as the differential offers it."""
        panel = self.window.exam_view.differential
        boxes = [b for b in panel.findChildren(QPushButton) if b.isCheckable() and b.isVisibleTo(panel)]
        return self.press(self.pick(boxes))

    # the exam as a whole

    def act_hand_over(self):
        self.window.exam_view.show_panel("report")
        signing = self.window.exam_view.report.signing
        if self.window.session.exam.closed:
            return False
        if self.window.session.exam.state is ExamState.DRAFT and self.random.random() < 0.7:
            return False
        return self.press(signing.hand_over)

    def act_sign(self):
        """Account for all that is open, sign, look at it, and begin an amendment."""
        window, controller = self.window, self.controller
        if window.session.exam.state is not ExamState.DRAFT or self.random.random() < 0.6:
            return False
        account_for_all(window)
        if what_is_open(controller.exam, controller.library):
            return False
        window.exam_view.show_panel("report")
        settle()
        signing = window.exam_view.report.signing
        signing.name.setText("Dr Lin")
        signing.sign.click()
        if not signing.doubt.isHidden():
            signing.all_the_same.click()
        signing = window.exam_view.report.signing
        signing.yes.click()
        wait(lambda: window.session.exam.closed)

    def act_amend(self):
        window = self.window
        if not window.session.exam.closed:
            return False
        window.exam_view.show_panel("report")
        settle()
        window.exam_view.report.signing.reason.setText("second look")
        before = window.exam_view
        self.press(window.exam_view.report.signing.amend)
        wait(lambda: window.has_exam and window.exam_view is not before and window.controller is not None)

    def act_close_and_reopen(self):
        window = self.window
        save_typed()
        exam = window.session.exam
        if not exam.clips:
            return False
        history, drafts = window.session.history, self.controller.drafts.texts
        path = path_for(exams_folder(), exam.id)
        window.new_exam()
        assert not window.has_exam and not window.actions_["undo"].isEnabled()
        window.opening.exams.resume(path)
        wait(lambda: window.has_exam and window.controller is not None)
        kept = window.session.history
        assert (kept.entries, kept.cursor) == (history.entries, history.cursor), "the journal gives it back"
        assert self.controller.drafts.texts == drafts, "and what was not given yet"
        wait(lambda: len(window.session.clips) == len(exam.clips))
        window.session.look(clip=exam.clips[0].id, frame=1)


def settle(ms: int = 0) -> None:
    """Let what is under way be done, and what was taken apart be gone."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if ms:
        QTest.qWait(ms)


def wait(until: Callable[[], object], seconds: float = 5.0) -> bool:
    """Wait for something that another thread does; returns whether it came."""
    for _ in range(int(seconds * 200)):
        if until():
            return True
        QTest.qWait(5)
    return False


def drain(window: MainWindow) -> None:
    """Wait until what was asked of the background has come: the differential, then what rests on it."""
    for pause in (0, 250, 0):
        came: list[object] = []
        window.background.quick(lambda: True, came.append)
        wait(lambda here=came: here)
        settle(pause)


def account_for_all(window: MainWindow) -> None:
    """Excuse every open view, deny every flag, answer every danger: what stands in the way of a signature."""
    controller = window.controller
    assert controller is not None
    exam = controller.exam
    open_ = [e for e in ledger(exam, controller.library.in_use(exam)) if e.state is ViewState.OPEN]
    edits = [PutView(ViewRecord(e.step, e.view, e.side, ViewState.SKIPPED, "no time left")) for e in open_]
    flags = what_is_open(exam, controller.library).unanswered
    edits += [PutFinding(Finding(FindingKey(q.id), FindingState.ABSENT)) for q in flags]
    raised = {k for n in what_is_open(exam, controller.library).safety for k in n.findings}
    found = [exam.finding(k) for k in raised]
    absent = {
        q.id: next((o.id for o in q.options if o.state is FindingState.ABSENT), "")
        for q in controller.vocabulary.questions
    }
    denied = (
        replace(f, state=FindingState.ABSENT, choice=absent.get(f.key.id, ""), value=None) for f in found
    )
    edits += [PutFinding(f) for f in denied]
    controller.do(Together(tuple(edits), "excuse_views"))
