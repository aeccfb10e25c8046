"""Diagnostic facet blocks as recorded: each response by level and side, and whether two of them agree.

The rule is the founding documents' (F-39, F-40), which is the inclusion rule of a systematic review too
(Manchikanti 2016, R40): more than half of the pain gone and the painful movement possible; strictly twice,
at different times with different anaesthetics. Cut-off and number are disputed (R26b, R53).
"""

from dataclasses import dataclass
from typing import Final, Literal

from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState, Side

Ordinal = Literal["first", "second"]
ORDINALS: Final[tuple[Ordinal, ...]] = ("first", "second")
RELIEF: Final = 0.5
"""More than this share of the pain has to go (F-39)."""
_AFTER: Final = ("15", "30", "60")


@dataclass(frozen=True, slots=True)
class BlockResponse:
    """What one block at one level and side did.

    Attributes:
        choice: the physician's reading: positive, partial, negative, inadequate, or empty.
        agent: id of the anaesthetic, or empty.
        relief: greatest share of the pain at the index movement that went within the hour; None where
            it was not scored, or there was none before.
        movement: whether the index movement was possible after; None where that was not recorded.
    """

    ordinal: Ordinal
    side: Side | None
    level: str
    choice: str
    agent: str
    relief: float | None
    movement: bool | None

    @property
    def meets_rule(self) -> bool | None:
        """Whether both parts of the rule are met; None while one is open and the other is not against."""
        enough = None if self.relief is None else self.relief > RELIEF
        if enough is False or self.movement is False:
            return False
        return True if enough and self.movement else None


def block_responses(exam: Exam) -> tuple[BlockResponse, ...]:
    """Return every block of which anything is recorded, by level and side, the first before the second.

    The nerves that it reached stand at sites of their own, which are no levels.
    """
    places = dict.fromkeys(
        (f.key.side, f.key.site)
        for f in exam.findings
        if f.key.id.startswith(("facet_block_", "block_first_", "block_second_"))
        and not f.key.id.endswith("_nerve")
    )
    found = (_response(exam, o, side, level) for side, level in places for o in ORDINALS)
    return tuple(r for r in found if r is not None)


def _response(exam: Exam, ordinal: Ordinal, side: Side | None, level: str) -> BlockResponse | None:
    here = {f.key.id: f for f in exam.findings if (f.key.side, f.key.site) == (side, level)}
    ours = {i for i in here if i == f"facet_block_{ordinal}" or i.startswith(f"block_{ordinal}_")}
    if not ours:
        return None

    def choice(id_: str) -> str:
        return here[id_].choice if id_ in here else ""

    def value(part: str) -> float | None:
        id_ = f"block_{ordinal}_{part}"
        return here[id_].value if id_ in here else None

    after = [v for v in (value(f"pain_{m}") for m in _AFTER) if v is not None]
    moved = exam.finding(FindingKey(f"block_{ordinal}_movement_after", side, level)).state
    return BlockResponse(
        ordinal, side, level, choice(f"facet_block_{ordinal}"), choice(f"block_{ordinal}_agent"),
        _relief(value("pain_before"), after), _YES_NO.get(moved),
    )  # fmt: skip


_YES_NO = {FindingState.PRESENT: True, FindingState.ABSENT: False}


def _relief(before: float | None, after: list[float]) -> float | None:
    return (before - min(after)) / before if before and after else None


def concordant(exam: Exam, side: Side | None, level: str) -> bool | None:
    """Return whether two blocks at a level and side agree that the joint hurts; None while that is open.

    Both positive, with two different named anaesthetics.
    """
    here = {r.ordinal: r for r in block_responses(exam) if (r.side, r.level) == (side, level)}
    readings = {o: here[o].choice if o in here else "" for o in ORDINALS}
    if "negative" in readings.values() or same_agent(exam, side, level):
        return False
    if set(readings.values()) != {"positive"} or not all(r.agent for r in here.values()):
        return None
    return True if len({r.agent for r in here.values()}) > 1 else None


LEVEL_NERVES: Final = {
    "L1_L2": ("mb_T12", "mb_L1"),
    "L2_L3": ("mb_L1", "mb_L2"),
    "L3_L4": ("mb_L2", "mb_L3"),
    "L4_L5": ("mb_L3", "mb_L4"),
    "L5_S1": ("mb_L4", "dr_L5"),
}
"""The two nerves of each joint (F-20; Greher 2015, R37; Soni 2021, R46); sites of the nerve questions."""


def inadequate_blocks(exam: Exam) -> frozenset[FindingKey]:
    """Return the readings of medial branch blocks for which only one of the joint's two nerves is recorded.

    Where no nerve is named nothing is known against the block.
    """
    present = {f.key for f in exam.findings if f.state is FindingState.PRESENT}
    chosen = {f.key: f.choice for f in exam.findings}
    return frozenset(
        FindingKey(f"facet_block_{o}", side, level)
        for o in ORDINALS
        for side in Side
        for level, pair in LEVEL_NERVES.items()
        if chosen.get(FindingKey(f"block_{o}_target", side, level)) == "medial_branch"
        and sum(FindingKey(f"block_{o}_nerve", side, nerve) in present for nerve in pair) == 1
    )


def same_agent(exam: Exam, side: Side | None, level: str) -> bool:
    """Whether both blocks at a level and side were done with one and the same named anaesthetic."""
    here = [r.agent for r in block_responses(exam) if (r.side, r.level) == (side, level)]
    return len(here) == len(ORDINALS) and here[0] == here[1] and here[0] not in ("", "other")
