"""What is asked before an exam is signed, in one list: each line is one press away from its place."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.checks.blocks import unproved_targets
from sonostep.core.checks.check import key_text
from sonostep.core.checks.identity import stated
from sonostep.core.checks.signing_questions import SigningQuestion
from sonostep.core.edits import ConfirmClip, Edit, SetPatient, Together
from sonostep.core.exam import ClipRecord
from sonostep.core.finalise import Obstacles
from sonostep.core.finding import FindingKey
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import Question, Step
from sonostep.core.report.model import LedgerEntry
from sonostep.core.safety import SafetyNotice, stops
from sonostep.core.text import LocalText
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.formatting import patient_name
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Fold, Label, WrapButton, lead_to, row
from sonostep.ui.panels.questions.question_list import Questions
from sonostep.ui.panels.safety.notice_card import cards_of, notice_text
from sonostep.ui.panels.views.panel import ExcuseAll
from sonostep.workflows.finalise import what_is_asked


class BeforeSigning(Card):
    """The checklist before signing.

    What keeps the exam from being final (``Obstacles``), then what is asked once and may stay as it is.

    ``impression_wanted`` says that the empty impression should be shown; ``folds`` remembers what is
    unfolded, ``sure_of`` holds what a person has answered with "sign all the same".
    """

    impression_wanted = Signal()
    clip_shown = Signal()

    def __init__(
        self,
        controller: ExamController,
        found: Obstacles,
        folds: set[str],
        sure_of: set[SigningQuestion],
    ) -> None:
        super().__init__("", margin=0)
        self.setObjectName("before_signing")
        self._controller, self._folds, self._sure_of = controller, folds, sure_of
        self.gate: Questions | None = None
        self.gate_fold: Fold | None = None
        self.views = [self._view(e) for e in found.open_views]
        self.flags = [self._flag(FindingKey(q.id), q.text) for q in found.unanswered]
        if self.views:
            text = self.tr("%n required view(s) open", "", len(self.views))
            self.all_open = ExcuseAll(controller, "before signing")
            self.add(Fold(text, [*self.views, self.all_open], "views", self._folds))
        if self.flags:
            text = self.tr("%n stop-level red flag(s) without an answer", "", len(self.flags))
            self.add(Fold(text, self.flags, "flags", self._folds))
            self.add(*self._gate(found.unanswered))
        self._add_clips(found.clips)
        self._add_unproved()
        self._add_dangers(found.safety)
        if found:
            once = translate("Signing", "An exam is made final once nothing of this is open.")
            self.add(Label(once, "warning"))
        asked = what_is_asked(self._controller.exam, self._controller.library)
        self.questions = [self._question(q) for q in asked]
        if self.questions:
            text = translate("Signing", "Asked once before you sign:")
            self.add(Label(text, "warning"), *self.questions)

    def _question(self, asked: SigningQuestion) -> WrapButton:
        sure = asked in self._sure_of
        text = asked.text.in_language(self._controller.language)
        button = WrapButton(f"{'✓' if sure else '?'} {text}", "row", asked)
        if sure:
            button.set_end(translate("Signing", "sign all the same"))
        button.picked.connect(self._show_question)
        return button

    def _show_question(self, asked: SigningQuestion) -> None:
        if asked.finding is None:
            self.impression_wanted.emit()
        else:
            self._controller.show_finding(asked.finding)

    def _add_unproved(self) -> None:
        """Targets whose level nobody proved: each leads to its answer."""
        controller = self._controller
        self.unproved = [
            self._flag(k, key_text(k, controller.vocabulary)) for k in unproved_targets(controller.exam)
        ]
        if self.unproved:
            text = self.tr("%n target(s) at a level that is not proved", "", len(self.unproved))
            self.add(Label(text, "warning"), *self.unproved)

    def _add_clips(self, clips: Sequence[ClipRecord]) -> None:
        """Clips of another patient, or in nobody's exam: each waits until somebody says whose it is."""
        self.clips = [self._clip(c) for c in clips]
        self.clip_places = [self._clip_place(c) for c in clips]
        if self.clips:
            text = self.tr("%n clip(s) of another patient than the exam names", "", len(self.clips))
            self.add(Label(text, "warning"))
        for place, vouch in zip(self.clip_places, self.clips, strict=True):
            self.add(place, row(vouch, 1))

    def _clip_place(self, clip: ClipRecord) -> WrapButton:
        button = WrapButton(f"○ {clip.label}", "row", clip.id, name=clip.label)
        button.picked.connect(self._show_clip)
        return button

    def _show_clip(self, id_: str) -> None:
        self._controller.show_clip(id_)
        self.clip_shown.emit()

    def _clip(self, clip: ClipRecord) -> Button:
        exam = self._controller.exam
        its, mine = patient_name(clip.patient), patient_name(exam.patient)
        text = translate("Signing", "{clip} names {its}: it is of {mine} all the same")
        if not stated(exam.patient):
            text = translate("Signing", "{clip} names {its}: the exam is of {its}")
        button = Button(text.format(clip=clip.label, its=its, mine=mine), "", clip)
        button.picked.connect(self._vouch)
        return button

    def _vouch(self, clip: ClipRecord) -> None:
        edits: list[Edit] = [ConfirmClip(clip.id)]
        if not stated(self._controller.exam.patient):
            edits.insert(0, SetPatient(clip.patient))
        self._controller.do(Together(tuple(edits), "confirm_identity"))

    def _add_dangers(self, waiting: Sequence[SafetyNotice]) -> None:
        """Every stop that stands is said again; what waits for an answer is asked here."""
        self.dangers = cards_of(self._controller, waiting)
        answered = [n for n in stops(self._controller.safety) if n not in waiting]
        for notice in answered:
            self.add(Label(notice_text(notice, self._controller), "stop"))
        if self.dangers:
            asked = translate("Signing", "Before you sign: say what was done about each of these.")
            self.add(Label(asked, "stop"), *self.dangers)

    def _gate(self, unanswered: Sequence[Question]) -> list[QWidget]:
        """The red flags themselves, where no step of the exam asks them."""
        controller = self._controller
        asked = {q for p in controller.places for q in p.step.questions}
        ids = tuple(q.id for q in unanswered if q.id not in asked)
        if not ids:
            return []
        title = translate("Signing", "Ask the red flags here")
        step = Step("", LocalText(title, title), LocalText("", ""), questions=ids)
        self.gate = Questions(controller, Place(step, None))
        self.gate_fold = Fold(title, [self.gate], "gate", self._folds)
        return [self.gate_fold]

    def _view(self, entry: LedgerEntry) -> WrapButton:
        language = self._controller.language
        side = wording.aside(wording.side(entry.side)) if entry.side else ""
        title = entry.step_title.in_language(language) + side
        text = wording.said_of(title, entry.view_text.in_language(language))
        button = WrapButton(f"○ {text}", "row", entry)
        button.picked.connect(self._go_to_view)
        return button

    def _flag(self, key: FindingKey, text: LocalText) -> WrapButton:
        button = WrapButton(f"○ {text.in_language(self._controller.language)}", "row", key)
        button.picked.connect(self._show_flag)
        return button

    def _show_flag(self, key: FindingKey) -> None:
        """To where a protocol in use asks it; else to the questions that stand here."""
        asked = (a for a in (self.gate.answers if self.gate is not None else ()) if a.key == key)
        here = next(asked, None)
        if here is None or self.gate_fold is None:
            self._controller.show_finding(key)
            return
        self.gate_fold.button.setChecked(True)
        QTimer.singleShot(0, here, partial(lead_to, here))

    def _go_to_view(self, entry: LedgerEntry) -> None:
        self._controller.show_view(entry.step, entry.side, entry.view)
