"""Diagnostic blocks as the report sums them up: the reading, the relief that the scores give, the rule."""

from dataclasses import dataclass

from sonostep.core.blocks import BlockResponse, block_responses, concordant
from sonostep.core.exam import Exam
from sonostep.core.protocol import Vocabulary
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One block at one level and side.

    Attributes:
        reading, agent: in words, None where none was recorded.
        agrees: whether it and the other block of this level and side agree; None while that is open, and
            where there is no other.
    """

    response: BlockResponse
    level: LocalText
    reading: LocalText | None
    agent: LocalText | None
    agrees: bool | None


def block_lines(exam: Exam, vocabulary: Vocabulary) -> tuple[BlockLine, ...]:
    """Return every block of which anything is recorded, by level and side, the first before the second."""
    options = {(q.id, o.id): o.text for q in vocabulary.questions for o in q.options}
    found = block_responses(exam)
    places = [(r.side, r.level) for r in found]
    return tuple(
        BlockLine(
            r,
            vocabulary.site_text(r.level),
            options.get((f"facet_block_{r.ordinal}", r.choice)),
            options.get((f"block_{r.ordinal}_agent", r.agent)),
            concordant(exam, r.side, r.level) if places.count((r.side, r.level)) > 1 else None,
        )
        for r in found
    )
