"""A physician's own phrases: the words that were written instead of a proposed sentence, by finding.

They hold nothing of a patient: a measured value stands as the name of its slot, and what holds another number
with a unit, a name, an identifier or a date of the exam is not remembered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, Side
from sonostep.core.sentences import said
from sonostep.core.text import Language

if TYPE_CHECKING:
    from sonostep.core.report.proposed_text import ProposedText

MOST: Final = 500
"""Phrases that are remembered; the oldest goes."""

LONGEST: Final = 400
"""Characters of a phrase."""

_MEASURED = re.compile(r"\d[\d.,]*\s*(?:±|mm|cm|ml|µm|%|°|px|[^\W\d_a-z]|years?\b)", re.IGNORECASE)
"""A number with a unit or a letter that is not Latin behind it."""

_LONG_NUMBER = re.compile(r"\d{2,}|\d[-/.]\d+[-/.]\d")
ON_SIDE: Final = {
    Side.RIGHT: said("proposed.right"),
    Side.LEFT: said("proposed.left"),
    Side.MIDLINE: said("proposed.midline"),
}
"""How the line of a side begins."""

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for one answer at one site, on whichever side.

    Attributes:
        answer: the chosen option, or the state.
        text: the words; ``{slot}`` stands for what was measured there.
    """

    question: str
    site: str
    answer: str
    language: Language
    text: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is of; a newer one of the same takes its place."""
        return (self.question, self.site, self.answer, self.language)


NO_PHRASES: Final[tuple[Phrase, ...]] = ()


def answer_of(finding: Finding) -> str:
    """Return how a finding was answered: the option, else the state."""
    return finding.choice or finding.state.value


def remembered(phrases: Sequence[Phrase], phrase: Phrase) -> tuple[Phrase, ...]:
    """Return the phrases with one more, the newest last."""
    return (*(p for p in phrases if p.key != phrase.key), phrase)[-MOST:]


def forgotten(phrases: Sequence[Phrase], phrase: Phrase) -> tuple[Phrase, ...]:
    """Return the phrases without one."""
    return tuple(p for p in phrases if p.key != phrase.key)


def own_words(phrases: Sequence[Phrase], finding: Finding, measured: Mapping[str, str]) -> tuple[str, str]:
    """Return the physician's words for a finding in English and in Chinese, empty where there are none.

    Words that name a measurement are not used where it was not made.
    """
    return _words(phrases, finding, measured, "en"), _words(phrases, finding, measured, "zh-TW")


def _words(
    phrases: Sequence[Phrase], finding: Finding, measured: Mapping[str, str], language: Language
) -> str:
    key = (finding.key.id, finding.key.site, answer_of(finding), language)
    text = next((p.text for p in phrases if p.key == key), "")
    if any(slot not in measured for slot in _SLOT.findall(text)):
        return ""
    return _SLOT.sub(lambda found: measured[found[1]], text)


def written_instead(
    proposal: "ProposedText", written: str, language: Language, exam: Exam
) -> tuple[Phrase, ...]:
    """Return the phrases that an edited text holds: what stands where a proposed sentence stood.

    Only where it is clear: one sentence of one finding gave way to words that hold nothing of the patient.
    """
    made = []
    for (findings, sentence, measured), words in _given_way(proposal, written, language):
        text = words
        for slot, value in measured:
            text = text.replace(value, f"{{{slot}}}")
        if len(findings) == 1 and words != sentence and _impersonal(text, exam):
            key = findings[0].key
            made.append(Phrase(key.id, key.site, answer_of(findings[0]), language, text))
    return tuple({p.key: p for p in made}.values())


_Part = tuple[tuple[Finding, ...], str, tuple[tuple[str, str], ...]]


def _given_way(proposal: "ProposedText", written: str, language: Language) -> list[tuple[_Part, str]]:
    """Pair each proposed sentence that is gone, alone between two that stayed, with what stands there."""
    pairs: list[tuple[_Part, str]] = []
    gone: list[_Part] = []
    place = 0
    for part in (*_parts(proposal, language), ((), "", ())):
        sentence = part[1]
        at = written.find(sentence, place) if sentence else len(written)
        if at < 0:
            gone.append(part)
            continue
        between = written[place:at].strip()
        if len(gone) == 1 and between:
            pairs.append((gone[0], between))
        gone, place = [], at + len(sentence)
    return pairs


def _parts(proposal: "ProposedText", language: Language) -> list[_Part]:
    parts: list[_Part] = []
    for side in proposal.sides:
        if side.side is not None:
            begun = said("phrase.at", text=ON_SIDE[side.side], site="")
            parts.append(((), begun.in_language(language).strip(), ()))
        parts += [(s.findings, s.text.in_language(language), side.measured) for s in side.sentences]
    return parts


def _impersonal(text: str, exam: Exam) -> bool:
    """Whether words say nothing of one patient: no number with a unit, no name, identifier or date."""
    if not text.strip() or len(text) > LONGEST or "\n" in text:
        return False
    if _MEASURED.search(text) or _LONG_NUMBER.search(text):
        return False
    lowered = text.casefold()
    return not any(word in lowered for word in _personal(exam))


def _personal(exam: Exam) -> set[str]:
    """The words of an exam by which a patient could be known."""
    people = [exam.patient, *(c.patient for c in exam.clips)]
    texts = [t for p in people for t in (p.name, p.id, p.birth_date)]
    texts += [exam.second_identifier, exam.referrer, exam.physician, exam.operator]
    words = {w.casefold() for t in texts for w in re.split(r"[\s^=,.;]+", t)}
    return {w for w in words if len(w) > 1}
