"""Proposed text: from what was recorded, sentences by structure, for the physician to take over and edit.

Nothing is said of what was not assessed. Each sentence says what the answer says, with its measurement, unit
and doubt; the words are data (``sentence_templates``) or the physician's own phrases (``phrases``).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sonostep.core.checks.check import SIDES
from sonostep.core.exam import Exam, StructureText
from sonostep.core.finding import Finding, FindingState, Side
from sonostep.core.measure.quantity import Uncalibrated
from sonostep.core.protocol import AnswerKind, ProtocolDefinition, Question, Vocabulary
from sonostep.core.report.model import MeasurementEntry
from sonostep.core.report.numbers import plain, value_words
from sonostep.core.report.phrases import NO_PHRASES, ON_SIDE, Phrase, own_words
from sonostep.core.report.sentence_templates import SentenceTemplate, SentenceTemplates, StructureTemplate
from sonostep.core.report.shapes import measurements
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

_SIDES = (Side.RIGHT, Side.LEFT, Side.MIDLINE, None)
_PRESENT, _ABSENT, _UNCLEAR = FindingState.PRESENT, FindingState.ABSENT, FindingState.INDETERMINATE

_RESULTS = {
    _PRESENT: said("proposed.positive"),
    _ABSENT: said("proposed.negative"),
    _UNCLEAR: said("proposed.unclear"),
}


@dataclass(frozen=True, slots=True)
class ProposedSentence:
    """One sentence with its full stop, and the findings that it speaks of; none for a measurement.

    ``positive`` says that it tells something present.
    """

    text: LocalText
    findings: tuple[Finding, ...] = ()
    positive: bool = False


@dataclass(frozen=True, slots=True)
class ProposedSide:
    """The sentences of one side; ``measured`` holds (slot, value with unit and doubt)."""

    side: Side | None
    sentences: tuple[ProposedSentence, ...]
    measured: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedText:
    """What is proposed for one structure; ``tests`` says that it is a group of clinical tests.

    ``built_in`` is the text without the physician's phrases: by it a change of the findings is told.
    """

    structure: str
    title: LocalText
    sides: tuple[ProposedSide, ...]
    built_in: LocalText
    tests: bool = False

    @property
    def text(self) -> LocalText:
        """All sides, each on its line, with the physician's phrases."""
        return _lines(self.sides)

    def taken(self) -> StructureText:
        """Return it as taken over by the physician, unedited."""
        return StructureText(self.structure, self.text, self.built_in)


def proposed_texts(
    exam: Exam,
    protocols: Sequence[ProtocolDefinition],
    vocabulary: Vocabulary,
    templates: SentenceTemplates,
    phrases: Sequence[Phrase] = NO_PHRASES,
) -> tuple[ProposedText, ...]:
    """Return what is proposed for each structure of which anything was recorded or measured."""
    plain_texts = tuple(t for t in _Composer(exam, vocabulary, templates, (), protocols).texts() if t.sides)
    if not phrases:
        return plain_texts
    composed = _Composer(exam, vocabulary, templates, phrases, protocols).texts()
    return tuple(
        replace(own, built_in=built_in.text)
        for own, built_in in zip((t for t in composed if t.sides), plain_texts, strict=True)
    )


def changed(kept: StructureText, proposals: Sequence[ProposedText]) -> bool:
    """Whether the findings say something else by now than when the words were taken over or written."""
    now = next((p for p in proposals if p.structure == kept.structure), None)
    return kept.proposed != (now.built_in if now else LocalText("", ""))


def kept_as_it_is(kept: StructureText, proposals: Sequence[ProposedText]) -> StructureText:
    """Return the words as held against the present findings: "keep mine"."""
    now = next((p for p in proposals if p.structure == kept.structure), None)
    return replace(kept, proposed=now.built_in if now else LocalText("", ""))


def impression_draft(proposals: Sequence[ProposedText]) -> LocalText:
    """Return what is present on ultrasound, a line for each structure and side; empty where nothing is."""
    lines = []
    for text in (p for p in proposals if not p.tests):
        for side in text.sides:
            present = [s.text for s in side.sentences if s.positive]
            if present:
                place = SIDES[side.side] if side.side else None
                title = said("phrase.with_place", text=text.title, place=place) if place else text.title
                lines.append(said("phrase.at", text=title, site=_running(present)))
    return _below(lines)


class _Composer:
    """What the sentences are made from, laid out once."""

    def __init__(
        self,
        exam: Exam,
        vocabulary: Vocabulary,
        templates: SentenceTemplates,
        phrases: Sequence[Phrase],
        protocols: Sequence[ProtocolDefinition],
    ) -> None:
        self._exam, self._templates, self._phrases = exam, templates, phrases
        self._measured = measurements(exam, protocols)
        slots = [s for p in protocols for step in p.steps for s in step.slots]
        named = {s.id: s.text for s in slots}
        # what the other side is compared by is called alike on its own side
        self._compared = {s.text: named[s.compares] for s in slots if s.compares in named}
        self._vocabulary = vocabulary
        self._questions = {q.id: q for q in vocabulary.questions}
        self._letters = {c.id: c.label for c in exam.complaints}
        self._found = [f for f in exam.findings if f.state is not FindingState.NOT_ASSESSED]

    def texts(self) -> Iterator[ProposedText]:
        for structure in self._templates.structures:
            said_of = (self._side(structure, side) for side in _SIDES)
            kept = tuple(s for s in said_of if s.sentences)
            yield ProposedText(structure.id, structure.title, kept, _lines(kept))
        yield from self._others()
        titles = {h.id: h.text for h in self._vocabulary.question_groups}
        for group in self._templates.groups:
            tested = ((side, self._tests(group, side)) for side in _SIDES)
            sides = tuple(ProposedSide(side, lines) for side, lines in tested if lines)
            title = titles.get(group, LocalText(group, group))
            yield ProposedText(f"tests_{group}", title, sides, _lines(sides), tests=True)

    def _others(self) -> Iterator[ProposedText]:
        """What stands under no structure, such as a finding of a clinic's own: nothing recorded is unsaid."""
        under = {
            (q, site) for s in self._templates.structures for q in s.questions for site in s.sites or ("",)
        }
        whole = {q for s in self._templates.structures if not s.sites for q in s.questions}
        shown = {q.id for q in self._questions.values() if q.ultrasound} | {q for q, _ in under} | whole
        left = [
            f for f in self._found
            if f.key.id in shown and f.key.id not in whole and (f.key.id, f.key.site) not in under
        ]  # fmt: skip
        sides = ((side, tuple(f for f in left if f.key.side is side)) for side in _SIDES)
        made = [(side, tuple(ProposedSentence(self._loose(f), (f,), f.state is _PRESENT) for f in found))
                for side, found in sides if found]  # fmt: skip
        kept = tuple(ProposedSide(side, sentences) for side, sentences in made)
        yield ProposedText("other", said("proposed.other"), kept, _lines(kept))

    def _loose(self, finding: Finding) -> LocalText:
        """The question as it stands, with the result and the place."""
        text = said(
            "phrase.at", text=_RESULTS[finding.state], site=self._at_site(self._name(finding), finding)
        )
        if finding.choice or finding.value is not None:
            text = self._at_site(self._answered(finding, self._questions.get(finding.key.id)), finding)
        return self._with_asides(text, finding)

    # a structure

    def _side(self, structure: StructureTemplate, side: Side | None) -> ProposedSide:
        found = [f for q in structure.questions for f in self._of(q, structure.sites, side)]
        values = tuple(
            (m.annotation.slot, value_words(m.measured), self._measured_as(m))
            for slot in structure.slots
            for m in self._measured
            if m.annotation.slot == slot and m.side is side and value_words(m.measured)
        )
        numbers = tuple((slot, value) for slot, value, _ in values)
        own = {id(f): own_words(self._phrases, f, dict(numbers)) for f in found}
        telling = [self._told(f, own[id(f)]) for f in found if self._tells(f) or any(own[id(f)])]
        lists = [f for f in found if not (self._tells(f) or any(own[id(f)]))]
        return ProposedSide(side, (*telling, *self._listed(lists), *_measured(values)), numbers)

    def _measured_as(self, entry: MeasurementEntry) -> LocalText:
        """How it is called; a value without a scale says so."""
        label = entry.label or said("proposed.measurement")
        label = self._compared.get(label, label)
        if isinstance(entry.measured, Uncalibrated):
            return said("phrase.with_place", text=label, place=said("proposed.no_scale"))
        return label

    def _of(self, question: str, sites: Sequence[str], side: Side | None) -> list[Finding]:
        return [
            f for f in self._found if f.key.id == question and f.key.side is side
            and (not sites or f.key.site in sites)
        ]  # fmt: skip

    def _tells(self, finding: Finding) -> bool:
        """Whether it is a sentence of its own: what is present, a number, an answer with its own words."""
        return finding.state is _PRESENT or finding.value is not None or self._sentence(finding) is not None

    def _sentence(self, finding: Finding) -> LocalText | None:
        template = self._templates.sentence(finding.key.id)
        if template is None:
            return None
        of_option = template.option(finding.choice) if finding.choice else None
        return of_option or (template.absent if finding.state is _ABSENT else None)

    def _told(self, finding: Finding, own: tuple[str, str]) -> ProposedSentence:
        """One finding as a sentence of its own, in the physician's words where there are any."""
        positive = finding.state is _PRESENT
        if self._tells(finding):
            built_in = self._with_asides(self._plain(finding), finding)
        else:
            (listed,) = self._listed([finding])
            built_in = listed.text
        text = LocalText(own[0] or built_in.en, own[1] or built_in.zh_tw)
        return ProposedSentence(text, (finding,), positive)

    def _plain(self, finding: Finding) -> LocalText:
        template, question = self._templates.sentence(finding.key.id), self._questions.get(finding.key.id)
        text = self._sentence(finding)
        if text is None and template is not None and finding.state is _PRESENT and not finding.choice:
            text = template.present
        if text is not None and finding.value is None:
            return text
        return self._answered(finding, question)

    def _answered(self, finding: Finding, question: Question | None) -> LocalText:
        """The question with its answer, where no sentence is filed."""
        name = self._name(finding)
        option = next((o for o in (question.options if question else ()) if o.id == finding.choice), None)
        if finding.value is not None:
            unit = question.unit if question and question.unit != "1" else ""
            number = f"{plain(finding.value)} {unit}".strip()
            return said("phrase.at", text=name, site=number)
        return said("phrase.at", text=name, site=option.text) if option else name

    def _name(self, finding: Finding) -> LocalText:
        question = self._questions.get(finding.key.id)
        return question.text if question else LocalText(finding.key.id, finding.key.id)

    def _with_asides(self, text: LocalText, finding: Finding) -> LocalText:
        """With the complaints that it reproduces and the physician's note; a full stop at the end."""
        if finding.reproduces:
            letters = joined("list.comma", [_same(self._letters.get(c, c)) for c in finding.reproduces])
            text = said("phrase.with_place", text=text, place=said("proposed.reproduces", letters=letters))
        elif finding.reproduces_none:
            text = said("phrase.with_place", text=text, place=said("proposed.reproduces_none"))
        if note := finding.note.strip():
            text = said("phrase.with_place", text=text, place=_same(note))
        return _stop(text)

    def _listed(self, found: Sequence[Finding]) -> Iterator[ProposedSentence]:
        """What is absent, and what cannot be decided: one sentence each."""
        for state in (_ABSENT, _UNCLEAR):
            here = tuple(f for f in found if f.state is state)
            names = dict.fromkeys(self._short(f, self._templates.sentence(f.key.id)) for f in here)
            if here:
                list_ = _alternatives(list(names))
                no, unclear = (
                    said("proposed.no", list=list_),
                    said("phrase.at", text=_RESULTS[_UNCLEAR], site=list_),
                )
                yield ProposedSentence(_stop(no if state is _ABSENT else unclear), here)

    def _short(self, finding: Finding, template: SentenceTemplate | None) -> LocalText:
        name = template.name if template else self._name(finding)
        note = finding.note.strip()
        return said("phrase.with_place", text=name, place=_same(note)) if note else name

    # a group of tests

    def _tests(self, group: str, side: Side | None) -> tuple[ProposedSentence, ...]:
        asked = [q for q in self._vocabulary.questions if q.group == group]
        found = [f for q in asked for f in self._of(q.id, (), side)]
        yes_no = [f for f in found if self._questions[f.key.id].kind is AnswerKind.PRESENCE]
        made = []
        for state, result in _RESULTS.items():
            here = tuple(f for f in yes_no if f.state is state)
            if here:
                names = joined("list.semicolon", [self._tested(f) for f in here])
                text = _stop(said("phrase.at", text=result, site=names))
                made.append(ProposedSentence(text, here, state is _PRESENT))
        graded = [f for f in found if f not in yes_no]
        made += [ProposedSentence(self._graded(f), (f,), f.state is _PRESENT) for f in graded]
        return tuple(made)

    def _graded(self, finding: Finding) -> LocalText:
        text = self._answered(finding, self._questions[finding.key.id])
        return self._with_asides(self._at_site(text, finding), finding)

    def _tested(self, finding: Finding) -> LocalText:
        text = self._with_asides(self._at_site(self._name(finding), finding), finding)
        stop = said("list.full_stop")
        return LocalText(text.en.removesuffix(stop.en), text.zh_tw.removesuffix(stop.zh_tw))

    def _at_site(self, text: LocalText, finding: Finding) -> LocalText:
        if not finding.key.site:
            return text
        site = self._vocabulary.site_text(finding.key.site)
        return said("phrase.with_place", text=text, place=site)


def _measured(values: Sequence[tuple[str, str, LocalText]]) -> tuple[ProposedSentence, ...]:
    """Each measurement as a sentence: its name, value, doubt and unit."""
    named = (said("phrase.at", text=label, site=_same(value)) for _, value, label in values)
    return tuple(ProposedSentence(_stop(text)) for text in named)


def _alternatives(names: Sequence[LocalText]) -> LocalText:
    """ "a, b or c"."""
    if len(names) < 2:
        return names[0]
    return joined("list.or", [joined("list.comma", names[:-1]), names[-1]])


def _same(text: str) -> LocalText:
    return LocalText(text, text)


def _stop(text: LocalText) -> LocalText:
    """With a full stop, unless a note ends in one."""
    stop = said("list.full_stop")
    return LocalText(_ended(text.en, stop.en), _ended(text.zh_tw, stop.zh_tw))


def _ended(text: str, stop: str) -> str:
    ended = text and text[-1] != "%" and unicodedata.category(text[-1]) == "Po"
    return text if ended else text + stop


def _running(texts: Sequence[LocalText]) -> LocalText:
    """Sentences behind one another; Chinese needs no blank between them."""
    return LocalText(" ".join(t.en for t in texts), "".join(t.zh_tw for t in texts))


def _below(texts: Sequence[LocalText]) -> LocalText:
    return LocalText("\n".join(t.en for t in texts), "\n".join(t.zh_tw for t in texts))


def _lines(sides: Sequence[ProposedSide]) -> LocalText:
    made = []
    for side in sides:
        text = _running([s.text for s in side.sentences])
        made.append(said("phrase.at", text=ON_SIDE[side.side], site=text) if side.side else text)
    return _below(made)
