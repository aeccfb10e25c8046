"""Blocks and targets that contradict themselves or the rules they are judged by."""

from collections.abc import Iterator
from typing import Final

from sonostep.core.blocks import BlockResponse, block_responses, same_agent
from sonostep.core.check import Check, CheckKind, key_text
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.protocol import Vocabulary
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
    yield from _targets(exam, vocabulary)
    yield from _hard_to_reach(exam, vocabulary)


def _key(response: BlockResponse) -> FindingKey:
    return FindingKey(f"facet_block_{response.ordinal}", response.side, response.level)


def _check(kind: CheckKind, key: FindingKey, vocabulary: Vocabulary, en: str, zh: str) -> Check:
    text = key_text(key, vocabulary)
    return Check(kind, LocalText(f"{text.en}: {en}", f"{text.zh_tw}：{zh}"), (key,))


def _reading(response: BlockResponse, vocabulary: Vocabulary) -> Iterator[Check]:
    key = _key(response)
    if response.choice == "positive" and response.meets_rule is False:
        yield _check(
            CheckKind.BLOCK, key, vocabulary,
            "read as positive, but the record does not show over 50 % relief with the movement possible",
            "判讀為陽性，但紀錄未顯示緩解超過 50% 且可做該動作",
        )  # fmt: skip
    if response.choice == "negative" and response.meets_rule:
        yield _check(
            CheckKind.BLOCK, key, vocabulary,
            "read as negative, but the record shows over 50 % relief with the movement possible",
            "判讀為無效，但紀錄顯示緩解超過 50% 且可做該動作",
        )  # fmt: skip


def _pair(exam: Exam, first: BlockResponse, second: BlockResponse, vocabulary: Vocabulary) -> Iterator[Check]:
    if same_agent(exam, second.side, second.level):
        yield _check(
            CheckKind.BLOCK, _key(second), vocabulary,
            "done with the same anaesthetic as the first, so the two are not concordant",
            "與第一次使用相同麻醉劑，因此兩次不算一致",
        )  # fmt: skip
    elif not (first.agent and second.agent):
        yield _check(
            CheckKind.BLOCK, _key(second), vocabulary,
            "the anaesthetics are not both recorded, so a different one is taken on trust",
            "兩次麻醉劑未完整記錄，僅能推定為不同",
        )  # fmt: skip


def unproved_targets(exam: Exam) -> tuple[FindingKey, ...]:
    """Return the targets at a level that is neither verified nor overridden with a reason (R27).

    A transitional vertebra that is suspected unproves every level.
    """
    targets = (f.key for f in exam.findings if f.key.id == TARGET and f.state is FindingState.PRESENT)
    return tuple(key for key in targets if not (proved(exam, key.site) or _overridden(exam, key.site)))


def proved(exam: Exam, level: str) -> bool:
    """Whether a level's number is verified and no transitional vertebra is suspected."""
    verified = exam.finding(FindingKey("level_proof", None, level)).state is FindingState.PRESENT
    return verified and exam.finding(FindingKey("lstv")).choice != "suspected"


def _targets(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    for key in unproved_targets(exam):
        yield _check(
            CheckKind.LEVEL, key, vocabulary,
            "the level is not proved, and no override with a reason is recorded",
            "節段未確認，且未記錄附理由的例外使用",
        )  # fmt: skip


def _overridden(exam: Exam, site: str) -> bool:
    override = exam.finding(FindingKey("level_override", None, site))
    return override.state is FindingState.PRESENT and bool(override.note.strip())


def _hard_to_reach(exam: Exam, vocabulary: Vocabulary) -> Iterator[Check]:
    """Yield targets in a patient whose body mass index is over 30, where 62 % were placed rightly (R44)."""
    bmi = exam.finding(FindingKey("bmi")).value
    stated = exam.finding(FindingKey("obese")).state is FindingState.PRESENT
    if not stated and (bmi is None or bmi <= OBESE):
        return
    for finding in exam.findings:
        if finding.key.id == TARGET and finding.state is FindingState.PRESENT:
            yield _check(
                CheckKind.LEVEL, finding.key, vocabulary,
                "body mass index over 30: ultrasound alone is not recommended (62 % placed rightly)",
                "BMI 大於 30：不建議僅用超音波（僅 62% 位置正確）",
            )  # fmt: skip
