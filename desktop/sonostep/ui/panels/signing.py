"""Sign the exam: what still stands in the way, the typed name, and, once it is final, its amendment."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sonostep.core.edits import AwaitSignature
from sonostep.core.exam import Exam, ExamState, Signature
from sonostep.core.finalise import problems
from sonostep.core.finding import FindingKey
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.report.model import LedgerEntry
from sonostep.ui import finalising, wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.certificate import CertificateChoice
from sonostep.ui.panels.when_shown import WhenShown
from sonostep.ui.widgets import Button, Card, Fold, Label, WrapButton, row


class SigningCard(WhenShown):
    """Signs a draft, or shows who signed; ``amended`` carries the draft that follows a final exam."""

    amended = Signal(object)
    about_to_sign = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folds: set[str] = set()
        self._typed = ""
        self.certificate = CertificateChoice(self)
        self.certificate.hide()
        self.language = "en"

    def made(self) -> Card:
        exam = self._desk.exam
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
        found = finalising.what_is_open(self._desk.exam, self._desk.library)
        self.views = [self._view(e) for e in found.open_views]
        self.flags = [self._flag(q.id, q.text.in_language(self._desk.language)) for q in found.unanswered]
        if self.views:
            text = self.tr("%n required view(s) open", "", len(self.views))
            card.add(Fold(text, self.views, "views", self._folds))
        if self.flags:
            text = self.tr("%n stop-level red flag(s) without an answer", "", len(self.flags))
            card.add(Fold(text, self.flags, "flags", self._folds))
        if found:
            once = translate("Signing", "An exam is made final once nothing of this is open.")
            card.add(Label(once, "warning"))
        said = translate("Signing", "A typed name is not authenticated, and the report says so.")
        self.sign = Button(translate("Signing", "Make final…"), "")
        self.sign.clicked.connect(self._ask)
        self.sure = self._confirmation()
        named = translate("Signing", "Name of the physician who signs")
        self.name = _field(named, self._typed or self._desk.exam.physician)
        self.name.textEdited.connect(self._type)
        typed = Label(said, "small")
        typed.setHidden(self.certificate.file() is not None)
        self.certificate.chosen.connect(typed.setHidden)
        card.add(Label(named, "muted"), self.name, typed, self.certificate)
        self.certificate.show()
        waiting = self._desk.exam.state is ExamState.PENDING
        hand, back = translate("Signing", "Hand over for signature"), translate("Signing", "Back to draft")
        self.hand_over = Button(back if waiting else hand, "quiet", not waiting)
        self.hand_over.picked.connect(self._hand_over)
        card.add(row(self.sign, self.hand_over, 1), self.sure)

    def _hand_over(self, waiting: bool) -> None:
        """Let it wait for the one who signs, unchanged, or go on with it."""
        self.about_to_sign.emit()
        self._desk.do(AwaitSignature(waiting))

    def _type(self, text: str) -> None:
        self._typed = text

    def _confirmation(self) -> QWidget:
        card = Card("what_if")
        said = translate(
            "Signing", "A final exam cannot be changed or undone any more; it can only be amended."
        )
        self.yes = Button(translate("Signing", "Sign and make final"), "primary")
        self.no = Button(translate("Signing", "Not yet"), "")
        self.yes.clicked.connect(self._sign)
        self.no.clicked.connect(card.hide)
        card.add(Label(said), row(self.yes, self.no, 1))
        card.hide()
        return card

    def _view(self, entry: LedgerEntry) -> WrapButton:
        language = self._desk.language
        side = wording.aside(wording.side(entry.side)) if entry.side else ""
        title = entry.step_title.in_language(language) + side
        text = wording.said_of(title, entry.view_text.in_language(language))
        button = WrapButton(f"○ {text}", "row", entry)
        button.picked.connect(self._go_to_view)
        return button

    def _flag(self, id_: str, text: str) -> WrapButton:
        button = WrapButton(f"○ {text}", "row", FindingKey(id_))
        button.picked.connect(self._desk.show_finding)
        return button

    def _go_to_view(self, entry: LedgerEntry) -> None:
        desk = self._desk
        for definition in finalising.used(desk.exam, desk.library):
            if entry.step in (s.id for s in definition.steps):
                desk.session.look(protocol=definition.id)
        place = next((p for p in desk.places if (p.step.id, p.side) == (entry.step, entry.side)), None)
        if place is not None:
            desk.go(place)
            desk.choose_view(entry.view)
            desk.reveal.emit(FindingKey(""))

    def _ask(self) -> None:
        """Say everything that is open, or ask once more."""
        found = finalising.what_is_open(self._desk.exam, self._desk.library)
        said = list(problems(found, self._desk.language))
        if not said and not self.name.text().strip():
            said = [Problem.of("finalise.no_physician")]
        for problem in said:
            self._desk.problem.emit(problem)
        self.sure.setVisible(not said)

    def _sign(self) -> None:
        name, certificate = self.name.text().strip(), self.certificate.file()
        self.certificate.forget_passphrase()
        self.about_to_sign.emit()
        exam = self._desk.exam
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        signature = Signature(name, exam.operator, at)
        desk = self._desk
        order = finalising.Signing(
            exam, desk.library, signature, self.language, desk.language, certificate  # type: ignore[arg-type]
        )  # fmt: skip
        self.yes.setEnabled(False)
        title = translate("Signing", "Freezing the report")
        task = desk.background.run(title, order.run, partial(self._frozen, exam))
        task.ended.connect(self._over)

    def _over(self) -> None:
        self.yes.setEnabled(True)

    def _frozen(self, signed: Exam, result: tuple[Exam, bytes]) -> None:
        """Take the sealed exam, unless another than the signed one is open by now."""
        final, data = result
        if self._desk.exam != signed:
            self._desk.problem.emit(Problem.of("ui.changed_while_signing"))
            return
        try:
            finalising.keep(final, data)
        except ProblemError as error:
            self._desk.problem.emit(error.problem)
            return
        self._desk.session.finalise(final)
        if self._desk.session.unsaved is not None:
            self._desk.problem.emit(self._desk.session.unsaved.problem)

    # a final exam

    def _add_final(self, card: Card, exam: Exam) -> None:
        card.add(Label(translate("Signing", "FINAL"), "heading"))
        for line in signed_lines(exam):
            card.add(Label(line))
        self.amend = Button(translate("Signing", "Begin an amendment"), "")
        self.amend.clicked.connect(self._amend)
        why = translate("Signing", "Why it is amended")
        self.reason = _field(why, "")
        card.add(Label(why, "muted"), self.reason, row(self.amend, 1))

    def _amend(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._desk.problem.emit(Problem.of("amend.no_reason"))
            return
        work = partial(finalising.amendment, self._desk.exam, reason)
        self._desk.background.quick(work, self.amended.emit)


def _field(name: str, text: str) -> QLineEdit:
    field = QLineEdit(text)
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
            name=signature.physician, time=_clock(signature.at),
            subject=signature.certificate, issuer=signature.issuer,
        ),
        version.format(number=exam.version, sha=exam.final_sha256[:16]),
    ]
