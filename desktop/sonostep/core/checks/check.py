"""One thing that needs a second look before an exam is signed, with what it is about."""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.clip import FrameRef
from sonostep.core.finding import FindingKey, Side
from sonostep.core.protocol import Vocabulary
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText


class CheckKind(StrEnum):
    """The kind of a check: why a second look is needed."""

    STALE = "stale"
    SECOND_ANGLE = "second_angle"
    BOTH_AXES = "both_axes"
    SIDE = "side"
    PATIENT = "patient"
    NO_IDENTITY = "no_identity"
    BLOCK = "block"
    LEVEL = "level"
    VIEW = "view"
    REPORTED = "reported"
    NOT_WEIGHED = "not_weighed"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: what needs a second look, in words, and where it is.

    Attributes:
        text: what and why, in both languages. Of kind ``PATIENT`` it names people: never log it.
        findings, frames, annotations, clips: what it is about, for links.
    """

    kind: CheckKind
    text: LocalText
    findings: tuple[FindingKey, ...] = ()
    frames: tuple[FrameRef, ...] = ()
    annotations: tuple[str, ...] = ()
    clips: tuple[str, ...] = ()


SIDES = {
    Side.LEFT: said("side.left"),
    Side.RIGHT: said("side.right"),
    Side.MIDLINE: said("side.midline"),
}


def key_text(key: FindingKey, vocabulary: Vocabulary) -> LocalText:
    """Return a finding's question with its place and side; its id where the vocabulary has none."""
    question = next((q for q in vocabulary.questions if q.id == key.id), None)
    text = question.text if question else LocalText(key.id, key.id)
    site = vocabulary.site_text(key.site) if key.site else None
    side = SIDES[key.side] if key.side else None
    places = [p for p in (site, side) if p]
    return said("phrase.with_place", text=text, place=joined("list.comma", places)) if places else text
