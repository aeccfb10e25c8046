"""Weigh an exam: one pure function from what the physician entered to the differential summary."""

from collections.abc import Iterable
from itertools import combinations

from sonostep.core.differential.arithmetic import BAND_ORDER, Weight
from sonostep.core.differential.conflicts import conflicts
from sonostep.core.differential.judge import NO_SETTING, weighings
from sonostep.core.differential.knowledge import ConditionKind, Knowledge
from sonostep.core.differential.known import index_of, recorded_of
from sonostep.core.differential.next_step import next_steps
from sonostep.core.differential.red_flags import red_flags, stopped
from sonostep.core.differential.result import Band, Differential, Judgement
from sonostep.core.exam import DataRef, Exam
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import Vocabulary

Ranked = tuple[Judgement, Weight]


def weigh(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> Differential:
    """Return the differential of an exam; the order of entry never matters.

    Raises:
        ProblemError: ``differential.unknown_setting``, ``.unknown_finding`` or ``.unknown_feature`` where the
            exam names what knowledge or vocabulary do not hold: a missing item is an error, not zero.
    """
    _check(exam, knowledge, vocabulary)
    flags = red_flags(exam, knowledge, vocabulary)
    reference = DataRef(knowledge.id, knowledge.version, knowledge.sha256)
    setting = knowledge.setting(exam.setting).text if exam.setting else NO_SETTING
    listed = conflicts(exam, knowledge, vocabulary)
    if stopped(flags):
        withheld = tuple(c.id for c in knowledge.conditions)
        return Differential(reference, flags, True, withheld=withheld, conflicts=listed, setting=setting)
    recorded = recorded_of(exam, vocabulary)
    unpaused = recorded_of(exam, vocabulary, paused=False)
    laid = tuple(weighings(exam, knowledge, recorded, unpaused))
    judged = [b.judged for one in laid for b in one.benches]
    ranked = {c.id: _rank(r for r in judged if r[0].complaint == c.id) for c in exam.complaints}
    return Differential(
        reference, flags, False,
        judgements=tuple(j for rows in ranked.values() for j, _ in rows),
        leading=tuple((c, _leading(rows)) for c, rows in ranked.items()),
        unexplained=tuple(c for c, rows in ranked.items() if not any(_supported(j) for j, _ in rows)),
        not_separated=tuple(t for c, rows in ranked.items() for t in _not_separated(c, rows, knowledge)),
        conflicts=listed,
        next_steps=next_steps(laid, knowledge, vocabulary, flags),
        setting=setting,
    )  # fmt: skip


def _check(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
    settings = {s.id for s in knowledge.settings} | {""}
    if exam.setting not in settings:
        raise ProblemError.of("differential.unknown_setting", setting=exam.setting)
    questions = index_of(vocabulary).questions
    for finding in exam.findings:
        if finding.key.id not in questions:
            raise ProblemError.of("differential.unknown_finding", finding=finding.key.id)
    features = {i for group in vocabulary.feature_groups for i, _ in group.features}
    for complaint in exam.complaints:
        for feature in complaint.features:
            if feature.id not in features:
                raise ProblemError.of("differential.unknown_feature", feature=feature.id)


def _rank(rows: Iterable[Ranked]) -> tuple[Ranked, ...]:
    """Order by band, wholes before parts, then by weight, then by id: never by the order of entry."""

    def order(row: Ranked) -> tuple[int, float, str, str, str]:
        judgement, weight = row
        place = 2 * BAND_ORDER.index(judgement.band) + bool(judgement.parent and not judgement.names_itself)
        return place, -round(weight.value, 9), judgement.condition, judgement.segment, str(judgement.side)

    return tuple(sorted(rows, key=order))


def _supported(judgement: Judgement) -> bool:
    return judgement.band in (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)


def _leading(rows: tuple[Ranked, ...]) -> tuple[str, ...]:
    """Return the conditions of the top band, empty where none is supported.

    Parts stand under their whole, but one that changes what is done leads too once it is strongly supported.
    """
    supported = [j for j, _ in rows if _supported(j)]
    named = [j for j in supported if j.kind != ConditionKind.PART or _leads(j)]
    candidates = named or supported
    return tuple(dict.fromkeys(j.condition for j in candidates if j.band is candidates[0].band))


def _leads(part: Judgement) -> bool:
    return part.names_itself and part.band is Band.STRONGLY_SUPPORTED


def _not_separated(
    complaint: str, rows: tuple[Ranked, ...], knowledge: Knowledge
) -> Iterable[tuple[str, str, str]]:
    """Yield the pairs of conditions whose order can flip within their intervals.

    Only conditions that are at least possible are ranked in words, so only they can flip. A cause and what
    it brings about are no rivals.
    """
    caused = {(c.id, effect) for c in knowledge.conditions for effect in c.causes}
    best: dict[str, Ranked] = {}
    for judgement, weight in rows:
        listed = _supported(judgement) or judgement.band is Band.POSSIBLE
        if listed and judgement.kind != ConditionKind.PART:
            best.setdefault(judgement.condition, (judgement, weight))
    for (first, above), (second, below) in combinations(best.values(), 2):
        related = {(first.condition, second.condition), (second.condition, first.condition)} & caused
        if _supported(first) and below.high > above.low and not related:
            yield complaint, first.condition, second.condition
