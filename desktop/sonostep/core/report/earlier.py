"""The earlier visit beside this one, as the report prints it: what changed, and what can be said of it."""

from dataclasses import dataclass
from typing import Final

from sonostep.core.exam import Exam
from sonostep.core.finding import FindingState
from sonostep.core.follow_up import Change, ErrorData, Measure, compare
from sonostep.core.protocol import ProtocolDefinition, Vocabulary
from sonostep.core.text import LocalText

_DECIMALS: Final = 2
"""Of a number beside another: as many as values of this size have beside their uncertainty."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing in both exams.

    Attributes:
        chosen_before, chosen_after: the options in words, for a response answered by choice.
        state_before, state_after: where no option was chosen, the state; None for what has no state.
    """

    change: Change
    chosen_before: LocalText | None = None
    chosen_after: LocalText | None = None
    state_before: FindingState | None = None
    state_after: FindingState | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The comparison with an earlier visit.

    Attributes:
        exam: id of the earlier exam; created: when it was begun, ISO 8601 with offset.
        at_hand: whether it could be read; without it there are no lines.
    """

    exam: str
    created: str = ""
    at_hand: bool = False
    lines: tuple[ChangeLine, ...] = ()


def follow_up(
    exam: Exam,
    before: Exam | None,
    errors: ErrorData | None,
    vocabulary: Vocabulary,
    protocols: tuple[ProtocolDefinition, ...],
) -> FollowUp | None:
    """Return the comparison with ``exam.predecessor``; None where none was chosen.

    Args:
        before: the earlier exam, None where it is not at hand.
        errors: the published measurement errors.
    """
    if not exam.predecessor:
        return None
    if before is None or before.id != exam.predecessor or errors is None:
        return FollowUp(exam.predecessor)
    changes = compare(before, exam, errors, vocabulary, protocols)
    return FollowUp(before.id, before.created, True, tuple(_line(c, vocabulary) for c in changes))


def _line(change: Change, vocabulary: Vocabulary) -> ChangeLine:
    if change.measure is not Measure.RESPONSE:
        return ChangeLine(change)
    question = next((q for q in vocabulary.questions if q.id == change.id), None)
    options = {o.id: o.text for o in question.options} if question else {}
    states = {s.value: s for s in FindingState}
    before, after = change.chosen_before, change.chosen_after
    return ChangeLine(change, options.get(before), options.get(after), states.get(before), states.get(after))


def compared(value: float | None) -> str:
    """Return a number of a comparison as it is written; empty for none."""
    return "" if value is None else f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
