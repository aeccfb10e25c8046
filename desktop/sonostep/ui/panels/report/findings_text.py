"""The report's findings in words: proposed by structure, taken over or written, kept when findings change."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import Edit, PutStructureText
from sonostep.core.exam import StructureText
from sonostep.core.problem import ProblemError
from sonostep.core.report.phrases import Phrase, answer_of, forgotten, remembered, written_instead
from sonostep.core.report.proposed_text import (
    ProposedText,
    changed,
    impression_draft,
    kept_as_it_is,
    proposed_texts,
)
from sonostep.core.text import Language, LocalText
from sonostep.storage.phrases import load_phrases, save_phrases
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import TextEdit
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, row, show_in_place

_EMPTY = LocalText("", "")


class StructureCard(Card):
    """One structure: the words that the report prints, and what is proposed where it says something else.

    Signals:
        used: the proposal is taken over; edited: it is, to be edited; kept: the words stay as they are.
        remember, forget: a phrase.
    """

    used = Signal()
    edited = Signal()
    kept = Signal()
    remember = Signal(object)
    forget = Signal(object)

    def __init__(self, structure: str, write: Callable[[str, object], object]) -> None:
        super().__init__("card", margin=8, spacing=4)
        self.setObjectName(f"words_{structure}")
        self.title = Label("", "value")
        self.field = TextEdit("", 1)
        self.field.keep_with(write, f"words {structure}")
        self.news = Label(translate("ReportText", "The findings have changed. Proposed now:"), "warning")
        self.proposed = Label("", "muted")
        self.use = Button(translate("ReportText", "Use"), "")
        self.edit = Button(translate("ReportText", "Use and edit"), "quiet")
        self.keep = Button(translate("ReportText", "Keep mine"), "quiet")
        self.use.clicked.connect(self.used)
        self.edit.clicked.connect(self.edited)
        self.keep.clicked.connect(self.kept)
        self.phrases = Card("", margin=0, spacing=2)
        self.shown_phrases: list[WrapButton] = []
        self.choices = row(self.use, self.edit, self.keep, 1)
        self.add(self.title, self.field, self.news, self.proposed, self.choices, self.phrases)

    def show_words(
        self,
        title: str,
        kept: StructureText | None,
        proposal: ProposedText | None,
        language: Language,
        *,
        editable: bool,
        new: bool,
    ) -> None:
        """Show the words, and the proposal where it is not taken over or says something else by now."""
        text = proposal.text.in_language(language) if proposal else ""
        none = translate("ReportText", "Nothing is recorded of it any more.")
        self.title.setText(title)
        self.field.setAccessibleName(title)
        show_in_place(self.field, kept is not None)
        self.field.show_text(kept.words(language) if kept else "")
        self.field.setReadOnly(not editable)
        show_in_place(self.news, kept is not None and new)
        show_in_place(self.proposed, kept is None or new)
        self.proposed.setText(text or none)
        show_in_place(self.choices, editable and (kept is None or new))
        for button, name in ((self.use, self.use.text()), (self.edit, self.edit.text())):
            button.setAccessibleName(f"{title}: {name}")
            show_in_place(button, bool(text) and (button is self.use or kept is None))
        self.keep.setAccessibleName(f"{title}: {self.keep.text()}")
        show_in_place(self.keep, kept is not None)

    def show_phrases(
        self, learnable: Sequence[tuple[Phrase, str]], used: Sequence[tuple[Phrase, str]]
    ) -> None:
        """Offer to remember what was written instead of a sentence, and to forget what is used of it."""
        for button in self.shown_phrases:
            button.hide()
            button.deleteLater()
        remember = translate("ReportText", "Remember for {finding}: {words}")
        forget = translate("ReportText", "Your words for {finding}: forget them")
        self.shown_phrases = []
        for offered, text, signal in (
            *((p, remember.format(finding=name, words=p.text), self.remember) for p, name in learnable),
            *((p, forget.format(finding=name), self.forget) for p, name in used),
        ):
            button = WrapButton(text, "reason", offered)
            button.picked.connect(signal)
            self.shown_phrases.append(button)
        self.phrases.add(*self.shown_phrases)
        show_in_place(self.phrases, bool(self.shown_phrases))


class FindingsText(QWidget):
    """The findings in words, a card for each structure; follows the exam while it is seen."""

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self.setObjectName("findings_text")
        self._language: Language | None = None
        self._phrases: tuple[Phrase, ...] | None = None
        self._stale = True
        self.proposals: tuple[ProposedText, ...] = ()
        self.cards: dict[str, StructureCard] = {}
        box = Card("", margin=0, spacing=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(box)
        self._box = box
        self.none = Label(translate("ReportText", "Nothing is recorded that could be said."), "muted")
        box.add(Label(translate("ReportText", "FINDINGS IN WORDS"), "heading"), self.none)

    # what is proposed

    @property
    def language(self) -> Language:
        """The language in which words are shown and written."""
        return self._language or self._controller.language

    def speak(self, language: str) -> None:
        """Show the words of another language; the interface's where the report is in both."""
        self._language = "en" if language == "en" else "zh-TW" if language == "zh-TW" else None
        self.mark_stale()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The physician's own phrases."""
        if self._phrases is None:
            self._phrases = load_phrases()
        return self._phrases

    def propose(self) -> tuple[ProposedText, ...]:
        """Return what is proposed for the exam as it is now."""
        # Reads a file once, which is at hand by the time the library is.
        from sonostep.protocols import load_report_sentences

        controller = self._controller
        exam, protocols = controller.exam, controller.library.in_use(controller.exam)
        return proposed_texts(exam, protocols, controller.vocabulary, load_report_sentences(), self.phrases)

    def taken(self) -> list[Edit]:
        """Return the edits that take over every proposal of a structure without words."""
        held = {t.structure for t in self._controller.exam.structure_texts}
        return [PutStructureText(p.taken()) for p in self.propose() if p.structure not in held]

    def impression(self) -> str:
        """Return what is present, for an impression to begin with."""
        return impression_draft(self.propose()).in_language(self.language)

    # showing

    def mark_stale(self) -> None:
        """The exam has changed."""
        self._stale = True
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _show(self) -> None:
        self._stale = False
        exam = self._controller.exam
        self.proposals = self.propose()
        kept = {t.structure: t for t in exam.structure_texts}
        proposed = {p.structure: p for p in self.proposals}
        wanted = list(dict.fromkeys((*proposed, *kept)))
        for gone in [s for s in self.cards if s not in wanted]:
            card = self.cards.pop(gone)
            card.hide()
            card.deleteLater()
        for place, structure in enumerate(wanted):
            if structure not in self.cards:
                self.cards[structure] = self._card(structure)
                self._box.column.insertWidget(place + 2, self.cards[structure])
            self._show_card(structure, kept.get(structure), proposed.get(structure))
        show_in_place(self.none, not wanted)

    def _show_card(self, structure: str, kept: StructureText | None, proposal: ProposedText | None) -> None:
        controller, card, language = self._controller, self.cards[structure], self.language
        title = proposal.title.in_language(language) if proposal else self._title(structure)
        new = kept is not None and changed(kept, self.proposals)
        card.show_words(title, kept, proposal, language, editable=controller.editable, new=new)
        learnable: list[tuple[Phrase, str]] = []
        if kept is not None and proposal is not None and not new and controller.editable:
            found = written_instead(proposal, kept.words(language), language, controller.exam)
            learnable = [(p, self._named(p)) for p in found if p not in self.phrases]
        used = self._used(proposal, language) if controller.editable else []
        card.show_phrases(learnable, used)

    def _used(self, proposal: ProposedText | None, language: Language) -> list[tuple[Phrase, str]]:
        """The phrases of the findings that a proposal speaks of."""
        sides = proposal.sides if proposal else ()
        spoken = {
            (f.key.id, f.key.site, answer_of(f), language)
            for s in sides
            for x in s.sentences
            for f in x.findings
        }
        return [(p, self._named(p)) for p in self.phrases if p.key in spoken]

    def _named(self, phrase: Phrase) -> str:
        from sonostep.protocols import load_report_sentences

        template = load_report_sentences().sentence(phrase.question)
        question = next((q for q in self._controller.vocabulary.questions if q.id == phrase.question), None)
        text = template.name if template else question.text if question else None
        return text.in_language(self.language) if text else phrase.question

    def _title(self, structure: str) -> str:
        from sonostep.protocols import load_report_sentences

        titles = {s.id: s.title for s in load_report_sentences().structures}
        return titles[structure].in_language(self.language) if structure in titles else structure

    def _card(self, structure: str) -> StructureCard:
        card = StructureCard(structure, partial(self._keep, structure))
        card.used.connect(partial(self._use, structure))
        card.edited.connect(partial(self._edit, structure))
        card.kept.connect(partial(self._keep_mine, structure))
        card.remember.connect(self._remember)
        card.forget.connect(self._forget)
        return card

    # acting

    def _kept(self, structure: str) -> StructureText | None:
        return next((t for t in self._controller.exam.structure_texts if t.structure == structure), None)

    def _keep(self, structure: str, text: str, visit: object) -> bool:
        """Write what was typed, in the language that is shown; the other stays as it was."""
        kept, language = self._kept(structure), self.language
        proposal = next((p for p in self.propose() if p.structure == structure), None)
        before = kept or StructureText(structure, _EMPTY, proposal.built_in if proposal else _EMPTY)
        words = LocalText(before.text.en, text) if language == "zh-TW" else LocalText(text, before.text.zh_tw)
        written = (*(w for w in before.written if w != language), language)
        if not text.strip():
            words, written = _EMPTY, ()
        changed_text = StructureText(structure, words, before.proposed, written)
        return self._controller.do(PutStructureText(changed_text), visit)

    def _use(self, structure: str) -> None:
        proposal = next((p for p in self.propose() if p.structure == structure), None)
        if proposal is not None:
            self._controller.do(PutStructureText(proposal.taken()))

    def _edit(self, structure: str) -> None:
        self._use(structure)
        if structure in self.cards:
            self.cards[structure].field.setFocus()

    def _keep_mine(self, structure: str) -> None:
        kept = self._kept(structure)
        if kept is not None:
            self._controller.do(PutStructureText(kept_as_it_is(kept, self.propose())))

    def _remember(self, phrase: Phrase) -> None:
        self._write_phrases(remembered(self.phrases, phrase))

    def _forget(self, phrase: Phrase) -> None:
        self._write_phrases(forgotten(self.phrases, phrase))

    def _write_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        try:
            save_phrases(phrases)
        except ProblemError as error:
            self._controller.problem.emit(error.problem)
            return
        self._phrases = phrases
        self.mark_stale()
