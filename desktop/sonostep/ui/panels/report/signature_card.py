"""Sign the exam: what still stands in the way, the typed name, and, once it is final, its amendment."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.checks.signing_questions import SigningQuestion
from sonostep.core.edits import AwaitSignature
from sonostep.core.exam import Exam, ExamState, Signature
from sonostep.core.finalise import Obstacles, problems
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, Refusal, bring_into_sight, mark, row, show_in_place
from sonostep.ui.panels.deferred_card import WhenShown
from sonostep.ui.panels.report.certificate import CertificateChoice
from sonostep.ui.panels.report.signing_checklist import BeforeSigning
from sonostep.workflows.amend import amendment
from sonostep.workflows.finalise import FinaliseOrder, keep_final, what_is_asked, what_is_open
from sonostep.workflows.follow_up import next_visit

_REASON = "reason of the amendment"

_LISTED = frozenset(
    ("finalise.views_open", "finalise.flags_unanswered", "finalise.clips_unconfirmed",
     "finalise.levels_unproved", "finalise.safety_unanswered")
)  # fmt: skip
"""Problems that stand line by line in the list above the button."""


class SigningCard(WhenShown):
    """The card of the signature.

    Signs a draft, or shows who signed; ``amended`` carries the draft that follows a final exam or begins the
    next visit, ``impression_wanted`` says that the empty impression should be shown, ``signed`` that what was
    signed is to be exported, ``clip_shown`` that a clip was brought into view.
    """

    signed = Signal()
    clip_shown = Signal()

    amended = Signal(object)
    about_to_sign = Signal()
    impression_wanted = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__(controller)
        self._folds: set[str] = {"views", "flags"}
        self._sure_of: set[SigningQuestion] = set()
        self.certificate = CertificateChoice(self)
        self.certificate.hide()
        self.language = "en"
        self._refused: Problem | None = None
        self._then_export = False

    def made(self) -> Card:
        exam = self._controller.exam
        card = Card()
        if exam.closed:
            # not to go with the card that held it
            self.certificate.setParent(self)
            self.certificate.hide()
            self._add_final(card, exam)
        else:
            self._add_draft(card)
        return card

    # a draft

    def _add_draft(self, card: Card) -> None:
        card.add(Label(translate("Signing", "SIGN AND MAKE FINAL"), "heading"))
        found = what_is_open(self._controller.exam, self._controller.library)
        self.before = BeforeSigning(self._controller, found, self._folds, self._sure_of)
        self.before.impression_wanted.connect(self.impression_wanted)
        self.before.clip_shown.connect(self.clip_shown)
        self.views, self.flags, self.clips = self.before.views, self.before.flags, self.before.clips
        self.dangers, self.gate = self.before.dangers, self.before.gate
        card.add(self.before)
        said = translate("Signing", "A typed name is not authenticated, and the report says so.")
        self.sign = Button(translate("Signing", "Sign and export…"), "primary")
        self.sign.setObjectName("sign")
        self.sign.clicked.connect(self._ask)
        self.refusal = Refusal()
        self.refusal.say(self._refused, self._controller.language)
        self.sure, self.doubt = self._confirmation(), self._doubt()
        named = translate("Signing", "Name of the physician who signs")
        self.name = _field(named, self._controller.exam.physician)
        self.name.draft_in(self._controller.drafts, "name of the signer")
        typed = Label(said, "small")
        show_in_place(typed, self.certificate.file() is None)
        self.certificate.chosen.connect(typed.setHidden)
        card.add(Label(named, "muted"), self.name, typed, self.certificate)
        self.certificate.show()
        waiting = self._controller.exam.state is ExamState.PENDING
        hand, back = translate("Signing", "Hand over for signature"), translate("Signing", "Back to draft")
        self.hand_over = Button(back if waiting else hand, "quiet", not waiting)
        self.hand_over.picked.connect(self._hand_over)
        card.add(row(self.sign, self.hand_over, 1), self.refusal, self.doubt, self.sure)

    def _hand_over(self, waiting: bool) -> None:
        """Let it wait for the one who signs, unchanged, or go on with it."""
        self.about_to_sign.emit()
        self._controller.do(AwaitSignature(waiting))

    def _confirmation(self) -> QWidget:
        card = Card("what_if")
        said = translate(
            "Signing", "A final exam cannot be changed or undone any more; it can only be amended."
        )
        self.yes_and_export = Button(translate("Signing", "Sign and export"), "primary")
        self.yes_and_export.setObjectName("sign_and_export")
        self.yes = Button(translate("Signing", "Sign and make final"), "")
        self.no = Button(translate("Signing", "Not yet"), "")
        self.yes_and_export.clicked.connect(partial(self._sign, export=True))
        self.yes.clicked.connect(partial(self._sign, export=False))
        self.no.clicked.connect(self._not_yet)
        card.add(Label(said), flow((self.yes_and_export, self.yes, self.no), 6))
        card.hide()
        return card

    def _not_yet(self) -> None:
        self.sure.hide()
        self._show_next()

    def _show_next(self) -> None:
        """One button is filled: the next act."""
        mark(self.sign, "role", "" if self._asking() else "primary")

    def _asking(self) -> bool:
        return not self.sure.isHidden()

    def _ask(self) -> None:
        """Say everything that is open beside the button, or ask what is asked once, or ask once more."""
        controller, self._refused = self._controller, None
        found = what_is_open(controller.exam, controller.library)
        said = list(problems(found, controller.language))
        if not said and not self.name.text().strip():
            said = [Problem.of("finalise.no_physician")]
        for problem in said:
            controller.problem.emit(problem)
        self.refusal.setText(self._said_of(found, said))
        self.refusal.setVisible(bool(said))
        asked = set(what_is_asked(controller.exam, controller.library)) - self._sure_of
        self.doubt.setVisible(not said and bool(asked))
        self.sure.setVisible(not said and not asked)
        self._show_next()
        shown = next((w for w in (self.refusal, self.doubt, self.sure) if not w.isHidden()), None)
        if shown is not None:
            QTimer.singleShot(0, shown, partial(bring_into_sight, shown))

    def _said_of(self, found: Obstacles, said: Sequence[Problem]) -> str:
        """Why not, in short: what is open stands line by line in the list above."""
        parts = (found.open_views, found.unanswered, found.clips, found.unproved, found.safety)
        count = sum(map(len, parts))
        lines = [self.tr("Not signed: %n line(s) of the list above are open.", "", count)] if count else []
        others = [p for p in said if p.code not in _LISTED]
        return "\n".join(lines + [sentence(p, self._controller.language) for p in others])

    def _doubt(self) -> QWidget:
        """Asks about what is usually forgotten; answered once, it is not asked again."""
        card = Card("what_if")
        said = translate("Signing", "Is this meant? Each line marked ? above leads to its place.")
        self.all_the_same = Button(translate("Signing", "Sign all the same"), "")
        self.all_the_same.clicked.connect(self._be_sure)
        card.add(Label(said, "warning"), row(self.all_the_same, 1))
        card.hide()
        return card

    def _be_sure(self) -> None:
        self._sure_of |= set(what_is_asked(self._controller.exam, self._controller.library))
        self.mark_stale()
        self._ask()

    def take_over(self, before: "SigningCard") -> None:
        """Go on for a card that is made anew: with certificate, answers and what was refused."""
        self.certificate.take_over(before.certificate)
        self._sure_of |= before._sure_of
        self._refused = before._refused

    def _sign(self, *_: object, export: bool) -> None:
        self._then_export = export
        name, certificate = self.name.text().strip(), self.certificate.file()
        self.certificate.forget_passphrase()
        self.about_to_sign.emit()
        exam = self._controller.exam
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        signature = Signature(name, exam.operator, at)
        controller = self._controller
        order = FinaliseOrder(
            exam, controller.library, signature, self.language, controller.language, certificate  # type: ignore[arg-type]
        )  # fmt: skip
        self._wait(True)
        title = translate("Signing", "Sealing the report")
        task = controller.background.run(title, order.run, partial(self._frozen, exam), self._refuse)
        task.ended.connect(self._over)

    def _over(self) -> None:
        self._wait(False)

    def _wait(self, waiting: bool) -> None:
        for button in (self.yes, self.yes_and_export):
            button.setEnabled(not waiting)

    def _frozen(self, signed: Exam, result: tuple[Exam, bytes]) -> None:
        """Take the sealed exam, unless another than the signed one is open by now."""
        final, data = result
        if self._controller.exam != signed:
            self._refuse(Problem.of("ui.changed_while_signing"))
            return
        try:
            keep_final(final, data)
        except ProblemError as error:
            self._refuse(error.problem)
            return
        self._controller.session.finalise(final)
        if self._controller.session.unsaved is not None:
            self._controller.problem.emit(self._controller.session.unsaved.problem)
        if self._then_export:
            self.signed.emit()

    def _refuse(self, problem: Problem) -> None:
        """Say beside the button why not, until it is tried again; and where a person is who has gone on."""
        self._refused = problem
        if self.isVisible() and not self._stale:
            self.refusal.say(problem, self._controller.language)
        else:
            self.mark_stale()
            self._controller.problem.emit(problem)

    # a final exam

    def _add_final(self, card: Card, exam: Exam) -> None:
        card.add(Label(translate("Signing", "FINAL"), "heading"))
        for line in signed_lines(exam):
            card.add(Label(line))
        self.follow = Button(translate("Signing", "Start follow-up"), "")
        self.follow.setObjectName("start_follow_up")
        self.follow.clicked.connect(self._follow_up)
        card.add(row(self.follow, 1))
        self.amend = Button(translate("Signing", "Begin an amendment"), "")
        self.amend.clicked.connect(self._amend)
        self.refusal = Refusal()
        self.refusal.say(self._refused, self._controller.language)
        why = translate("Signing", "Why it is amended")
        self.reason = _field(why, "")
        self.reason.draft_in(self._controller.drafts, _REASON)
        card.add(Label(why, "muted"), self.reason, row(self.amend, 1), self.refusal)

    def _follow_up(self) -> None:
        """Begin the next visit: the same patient, side, protocols and pains, nothing of the answers."""
        self.amended.emit(next_visit(self._controller.exam))

    def _amend(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._refuse(Problem.of("amend.no_reason"))
            self.reason.setFocus()
            return
        self._refused = None
        work = partial(amendment, self._controller.exam, reason)
        self._controller.background.quick(work, self._amended, self._refuse)

    def _amended(self, draft: Exam) -> None:
        self._controller.drafts.drop(_REASON)
        self.amended.emit(draft)


def _field(name: str, text: str) -> LineEdit:
    field = LineEdit(text)
    field.setAccessibleName(name)
    return field


def _clock(at: str) -> str:
    """Return an ISO 8601 time as a person reads it; its zone stays."""
    try:
        return datetime.fromisoformat(at).isoformat(" ", "minutes")
    except ValueError:
        return at


def signed_lines(exam: Exam) -> list[str]:
    """Return who signed and when, and the seal, in the interface's words."""
    signature = exam.signature
    if signature is None:
        return []
    signed = translate("Signing", "Signed by {name} at {time} (typed name, not authenticated)")
    if signature.certificate:
        signed = translate("Signing", "Signed by {name} at {time}, certificate {subject} by {issuer}")
    version = translate("Signing", "Version {number}, sealed {sha}")
    return [
        signed.format(
            name=signature.physician,
            time=_clock(signature.at),
            subject=signature.certificate,
            issuer=signature.issuer,
        ),
        version.format(number=exam.version, sha=exam.final_sha256[:16]),
    ]
