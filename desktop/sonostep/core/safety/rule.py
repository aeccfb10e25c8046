"""Safety rules: what a recorded danger does. Values only; the rules are data (``common/safety.yaml``)."""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.differential.conditions import Condition
from sonostep.core.text import LocalText


class SafetyLevel(StrEnum):
    """How loud a rule speaks, loudest first."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


class Hold(StrEnum):
    """What a rule that stands holds back.

    ``HOME_ADVICE`` holds the whole handout, ``EXERCISE`` only its training; ``NEEDLE`` the word that a
    needle may go ahead; ``SIGNING`` the signature until it is said what was done; ``RANKING`` the
    differential.
    """

    HOME_ADVICE = "home_advice"
    EXERCISE = "exercise"
    NEEDLE = "needle"
    SIGNING = "signing"
    RANKING = "ranking"


class SafetyKind(StrEnum):
    """What a rule is about.

    ``RED_FLAG`` was asked as a question; ``DERIVED`` follows from other answers and is a red flag of the
    differential too; ``DOUBT`` says that something asked is open; ``NEEDLE`` speaks before a needle;
    ``DATA`` says that two answers are at odds.
    """

    RED_FLAG = "red_flag"
    DERIVED = "derived"
    DOUBT = "doubt"
    NEEDLE = "needle"
    DATA = "data"


@dataclass(frozen=True, slots=True, eq=False)
class SafetyRule:
    """One danger, and all that it does.

    Attributes:
        id: unique; also the site under which its answer is recorded.
        kind: red flag that was asked, flag that follows from other answers, needle, or data at odds.
        level: stop, warn or note.
        text: what is recorded, as a sentence; ``{unclear}`` stands for the questions that cannot be told.
        todo: what to do: which examination, how fast, and what not to do.
        when: the condition.
        holds: what it holds back while it stands.
        source: citations, as they are printed.
        patient: what the handout says to the patient, in plain words; None where the handout is silent.
        flag: id of the red flag whose clearance lifts it, where that is not its own.
        given: the condition under which a needle was given or planned at this visit: a rule that holds the
            needle back then asks what was done before the exam is signed, too.
    """

    id: str
    kind: SafetyKind
    level: SafetyLevel
    text: LocalText
    todo: LocalText
    when: Condition
    holds: frozenset[Hold]
    source: str
    patient: LocalText | None = None
    flag: str = ""
    given: Condition | None = None

    @property
    def clearance_id(self) -> str:
        """Id under which a physician's clearance lifts it."""
        return self.flag or self.id
