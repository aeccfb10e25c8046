"""How a condition is answered from what an exam records, for one complaint and one segment."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from sonostep.core.differential.compiled import BOTH, Check, Frame, compiled, leaves
from sonostep.core.differential.known import ROUTE, Recorded, RecordedAnswer, Values, feature_key
from sonostep.core.differential.operators import Operator
from sonostep.core.finding import Complaint, Side

__all__ = [
    "BOTH",
    "ROUTE",
    "EvidenceContext",
    "Frame",
    "Recorded",
    "RecordedAnswer",
    "answer",
    "compiled_once",
    "feature_key",
    "leaves",
]


@dataclass(frozen=True)
class EvidenceContext:
    """One complaint (and segment) of an exam, before which conditions are answered."""

    recorded: Recorded
    complaint: Complaint
    segment: str = ""

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Its own side, else the exam's, else both; a pain in the midline hears both."""
        side = self.complaint.side or self.recorded.exam.side
        return (side,) if side in BOTH else BOTH

    @cached_property
    def frame(self) -> Frame:
        """Where its findings stand."""
        return Frame(self.sides, self.segment, self.complaint.id, self.recorded.sided)

    @cached_property
    def values(self) -> Values:
        """What is known for its complaint."""
        return self.recorded.values(self.complaint)


def answer(operator: Operator, scene: EvidenceContext) -> RecordedAnswer:
    """Return what is known of a condition for one complaint."""
    return compiled_once(operator, scene.frame._replace(complaint=""))(scene.values)


@lru_cache(maxsize=1024)
def compiled_once(operator: Operator, frame: Frame) -> Check:
    """Return the function that answers a condition; made once for each frame."""
    return compiled(operator, frame)
