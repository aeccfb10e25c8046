"""What was planned and done with a needle, and how the pain answered: gathered from the findings."""

from collections.abc import Sequence

from sonostep.core.protocol import Vocabulary
from sonostep.core.report.model import Procedure, Structure
from sonostep.core.text import LocalText

_RECORDS = ("needle_check", "injection", "block_record")
"""Groups of the vocabulary that are such records."""

_RESPONSES = (
    "facet_target", "level_proof", "level_override", "needle_tip_seen", "hip_injection_relief",
    "facet_block_first", "facet_block_second",
)  # fmt: skip
"""Questions of other groups that tell the target or the response; they stand among the findings too."""

_RESPONSE = LocalText("Target and response", "目標與反應")


def procedures(structures: Sequence[Structure], vocabulary: Vocabulary) -> tuple[Procedure, ...]:
    """Return the records of which anything was asked, in the vocabulary's order."""
    groups = {q.id: q.group for q in vocabulary.questions}
    rows = [row for structure in structures for row in structure.rows]
    made = [
        Procedure(h.id, h.text, tuple(r for r in rows if groups.get(r.question) == h.id))
        for h in vocabulary.question_groups
        if h.id in _RECORDS
    ]
    answers = tuple(r for r in rows if r.question in _RESPONSES)
    made.append(Procedure("response", _RESPONSE, answers, moved=False))
    return tuple(p for p in made if p.rows)
