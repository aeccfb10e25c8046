"""Blocks and targets that contradict themselves or the rules they are judged by."""

from collections.abc import Iterator
from typing import Final

from sonostep.core.blocks import LEVEL_NERVES, BlockResponse, block_responses, inadequate_blocks, same_agent
from sonostep.core.checks.check import Check, CheckKind, key_text
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState, Side
from sonostep.core.protocol import Vocabulary
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

TARGET: Final = "facet_target"
OBESE: Final = 30.0
"""Body mass index in kg/m2 above which ultrasound alone is not recommended (Rauch 2009, R44)."""


def block_checks(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield readings that scores contradict, pairs that are not concordant, targets that are not proved."""
    responses = block_responses(exam)
    for response in responses:
        yield from _reading(response, vocabulary)
    positive = [r for r in responses if r.choice == "positive"]
    for second in (r for r in positive if r.ordinal == "second"):
        place = (second.side, second.level)
        first = next((r for r in positive if r.ordinal == "first" and (r.side, r.level) == place), None)
        if first is not None:
            yield from _pair(exam, first, second, vocabulary)
    yield from _one_nerve(exam, vocabulary)
    yield from _no_nerve(exam, vocabulary)
    yield from _targets(exam, vocabulary)
    yield from _hard_to_reach(exam, vocabulary)


def _key(response: BlockResponse) -> FindingKey:
    return FindingKey(f"facet_block_{response.ordinal}", response.side, response.level)


def _reading(response: BlockResponse, vocabulary: Vocabulary) -> Iterator[Check]:
    key = _key(response)
    text = key_text(key, vocabulary)
    if response.choice == "positive" and response.meets_rule is False:
        yield Check(CheckKind.BLOCK, said("check.block.not_positive", finding=text), (key,))
    if response.choice == "negative" and response.meets_rule:
        yield Check(CheckKind.BLOCK, said("check.block.not_negative", finding=text), (key,))


def _pair(exam: Exam, first: BlockResponse, second: BlockResponse, vocabulary: Vocabulary) -> Iterator[Check]:
    key = _key(second)
    text = key_text(key, vocabulary)
    if same_agent(exam, second.side, second.level):
        yield Check(CheckKind.BLOCK, said("check.block.same_agent", finding=text), (key,))
    elif not (first.agent and second.agent):
        yield Check(CheckKind.BLOCK, said("check.block.agent_missing", finding=text), (key,))


def _one_nerve(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield medial branch blocks and targets of which one of the joint's two nerves is named alone."""
    for key in sorted(inadequate_blocks(exam), key=str):
        ordinal = key.id.removeprefix("facet_block_")
        done = FindingKey(f"block_{ordinal}_target", key.side, key.site)
        named = _nerves(exam, f"block_{ordinal}_nerve", key.side)
        here, missing = _nerve_pair(done, named, vocabulary)
        text = key_text(done, vocabulary)
        words = said("check.block.one_nerve", finding=text, named=here, missing=missing)
        yield Check(CheckKind.BLOCK, words, (done,))
    for finding in exam.findings:
        if finding.key.id != TARGET or finding.choice not in _NERVE_TARGETS:
            continue
        named = _nerves(exam, "target_nerve", finding.key.side)
        named |= {"dr_L5"} if finding.choice == "l5_dorsal_ramus" else set()
        if len(named & set(LEVEL_NERVES.get(finding.key.site, ()))) == 1:
            here, missing = _nerve_pair(finding.key, named, vocabulary)
            text = key_text(finding.key, vocabulary)
            words = said("check.level.one_nerve", finding=text, named=here, missing=missing)
            yield Check(CheckKind.LEVEL, words, (finding.key,))


def _no_nerve(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield medial branch blocks and targets of which no nerve of the joint is named."""
    texts = {s.id: s.text for s in vocabulary.sites}
    for finding in exam.findings:
        key = finding.key
        questions, pair = _NAMED_BY.get(key.id, ()), LEVEL_NERVES.get(key.site, ())
        if not questions or not pair or finding.choice != "medial_branch":
            continue
        if all(_nerves(exam, q, key.side).isdisjoint(pair) for q in questions):
            both, text = joined("list.and", [texts[n] for n in pair]), key_text(key, vocabulary)
            if key.id == TARGET:
                yield Check(CheckKind.LEVEL, said("check.level.no_nerve", finding=text, both=both), (key,))
            else:
                yield Check(CheckKind.BLOCK, said("check.block.no_nerve", finding=text, both=both), (key,))


_NAMED_BY: Final = {
    TARGET: ("target_nerve", "block_first_nerve", "block_second_nerve"),
    "block_first_target": ("block_first_nerve",),
    "block_second_target": ("block_second_nerve",),
}
"""The questions that name the nerves, by the one that names the target; what was reached names the plan."""
_NERVE_TARGETS: Final = ("medial_branch", "l5_dorsal_ramus")


def _nerves(exam: Exam, question: str, side: Side | None) -> set[str]:
    found = (f.key for f in exam.findings if f.key.id == question and f.state is FindingState.PRESENT)
    return {key.site for key in found if key.side is side}


def _nerve_pair(key: FindingKey, named: set[str], vocabulary: Vocabulary) -> tuple[LocalText, LocalText]:
    """The nerve of a joint that is named, and the one that is not."""
    pair = LEVEL_NERVES[key.site]
    texts = {s.id: s.text for s in vocabulary.sites}
    here, missing = (next(n for n in pair if (n in named) is wanted) for wanted in (True, False))
    return texts[here], texts[missing]


def unproved_targets(exam: Exam) -> tuple[FindingKey, ...]:
    """Return the targets at a level that is neither verified nor overridden with a reason (R27).

    A transitional vertebra that is suspected unproves every level.
    """
    targets = (f.key for f in exam.findings if f.key.id == TARGET and f.state is FindingState.PRESENT)
    return tuple(key for key in targets if not (proved(exam, key.site) or _overridden(exam, key.site)))


def proved(exam: Exam, level: str) -> bool:
    """Whether a level's number is verified, and a transitional vertebra looked for and not suspected."""
    verified = exam.finding(FindingKey("level_proof", None, level)).state is FindingState.PRESENT
    return verified and exam.finding(FindingKey("lstv")).choice not in ("", "suspected")


def _targets(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    for key in unproved_targets(exam):
        words = said("check.level.unproved", finding=key_text(key, vocabulary))
        yield Check(CheckKind.LEVEL, words, (key,))


def _overridden(exam: Exam, site: str) -> bool:
    override = exam.finding(FindingKey("level_override", None, site))
    return override.state is FindingState.PRESENT and bool(override.note.strip())


def _hard_to_reach(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield targets in a patient whose body mass index is over 30, where 62 % were correctly placed (R44)."""
    bmi = exam.finding(FindingKey("bmi")).value
    stated = exam.finding(FindingKey("obese")).state is FindingState.PRESENT
    if not stated and (bmi is None or bmi <= OBESE):
        return
    for finding in exam.findings:
        if finding.key.id == TARGET and finding.state is FindingState.PRESENT:
            words = said("check.level.obese", finding=key_text(finding.key, vocabulary))
            yield Check(CheckKind.LEVEL, words, (finding.key,))
