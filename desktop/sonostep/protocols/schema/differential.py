"""What ``sonostep differential --json`` answers, as models; its schema is published."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from sonostep.core.differential.result import Differential, Direction, Judgement, NextStep, Reason, RedFlag
from sonostep.core.exam import DataRef, Exam
from sonostep.core.finding import FindingKey
from sonostep.core.safety import Hold, SafetyNotice
from sonostep.core.text import LocalText
from sonostep.protocols.schema.base import Model

VERSION: Literal[2] = 2

BandWord = Literal["strongly_supported", "supported", "possible", "less_likely", "not_assessable"]


class Said(Model):
    """A text in both languages."""

    en: str
    zh_tw: str = Field(alias="zh-TW")

    @classmethod
    def of(cls, text: LocalText) -> "Said":
        return cls.model_validate({"en": text.en, "zh-TW": text.zh_tw})


class KeyAnswer(Model):
    """Which answer it is: a finding at its side and site; a feature or "route" has its complaint as site."""

    finding: str
    side: Literal["left", "right", "midline"] | None
    site: str

    @classmethod
    def of(cls, key: FindingKey) -> "KeyAnswer":
        return cls(finding=key.id, side=key.side.value if key.side else None, site=key.site)


class IntervalAnswer(Model):
    """Ends of a likelihood ratio; not published ones reach by rule from 1 to the square of the ratio."""

    low: float
    high: float
    published: bool


class ReasonAnswer(Model):
    """One item of evidence; ``counted`` is false where another item of its ``group`` counts in its place.

    ``role``: whether it carries, or is words, context or imaging that only go with what carries; ``chosen``:
    ``ratio`` is a weight that was chosen, no likelihood ratio.
    """

    item: str
    text: Said
    ratio: float
    interval: IntervalAnswer
    kind: Literal["published", "derived", "founding", "design_choice"]
    source: str
    sample: int | None
    quality: str
    group: str
    counted: bool
    role: Literal["evidence", "words", "context", "imaging"]
    chosen: bool
    findings: list[KeyAnswer]

    @classmethod
    def of(cls, reason: Reason) -> "ReasonAnswer":
        return cls(
            item=reason.item, text=Said.of(reason.text), ratio=reason.ratio,
            interval=IntervalAnswer(low=reason.low, high=reason.high, published=reason.published_interval),
            kind=reason.kind.value, source=reason.source, sample=reason.sample, quality=reason.quality,
            group=reason.group, counted=reason.counted, role=reason.role.value, chosen=reason.chosen,
            findings=[KeyAnswer.of(k) for k in reason.findings],
        )  # fmt: skip


class BandInterval(Model):
    """The bands at the ends of the carried interval; equal ends are a stable band."""

    low: BandWord
    high: BandWord


class ConditionAnswer(Model):
    """One condition (nerve root: one segment; facet joint: one level and side) for one complaint.

    ``in_favour``: something that carries speaks for it; no condition is possible or better without.
    ``unsupported``: something of it was recorded, and nothing in favour.
    ``prior_odds`` is null where the condition is banded on the evidence alone; ``prior_source`` says why.
    """

    condition: str
    name: Said
    kind: Literal["main", "part", "alternative", "red_flag"]
    parent: str | None
    segment: str | None
    side: Literal["left", "right"] | None
    band: BandWord
    interval: BandInterval
    in_favour: bool
    unsupported: bool
    prior_odds: float | None
    prior_source: Said
    for_: list[ReasonAnswer] = Field(alias="for")
    against: list[ReasonAnswer]
    not_assessed: list[ReasonAnswer]
    neutral: list[ReasonAnswer]
    paused: list[ReasonAnswer]

    @classmethod
    def of(cls, judgement: Judgement) -> "ConditionAnswer":
        def listed(direction: Direction) -> list[ReasonAnswer]:
            return [ReasonAnswer.of(r) for r in judgement.directed(direction)]

        return cls.model_validate(
            {
                "condition": judgement.condition,
                "name": Said.of(judgement.name),
                "kind": judgement.kind,
                "parent": judgement.parent or None,
                "segment": judgement.segment or None,
                "side": judgement.side.value if judgement.side else None,
                "band": judgement.band.value,
                "interval": BandInterval(low=judgement.band_low.value, high=judgement.band_high.value),
                "in_favour": judgement.in_favour,
                "unsupported": judgement.unsupported,
                "prior_odds": judgement.prior,
                "prior_source": Said.of(judgement.prior_source),
                **{d.value: listed(d) for d in Direction},
            }
        )


class ComplaintAnswer(Model):
    """One complaint; ``leading`` holds the conditions of the top band, empty where it is undetermined.

    ``unexplained``: no condition is supported. ``unsupported``: conditions that nothing recorded speaks for,
    on no side and at no segment. ``not_separated``: pairs whose order flips in the intervals.
    """

    complaint: str
    label: str
    leading: list[str]
    unexplained: bool
    unsupported: list[str]
    not_separated: list[tuple[str, str]]
    conditions: list[ConditionAnswer]


class FlagAnswer(Model):
    """A red flag; a ``rule`` follows from other answers and is asked of nobody."""

    flag: str
    text: Said
    level: Literal["stop", "prompt"]
    present: bool
    answered: bool
    rule: bool
    clearance: str
    unclear: bool = False

    @classmethod
    def of(cls, flag: RedFlag) -> "FlagAnswer":
        return cls(
            flag=flag.question, text=Said.of(flag.text), level=flag.level.value, present=flag.present,
            answered=flag.answered, rule=flag.rule, clearance=flag.clearance, unclear=flag.unclear,
        )  # fmt: skip


class DangerAnswer(Model):
    """A safety rule that holds: what is recorded, what to do, what it holds back and what was said of it."""

    rule: str
    level: Literal["stop", "warn", "note"]
    text: Said
    todo: Said
    holds: list[str]
    findings: list[KeyAnswer]
    clearance: str
    response: str
    source: str

    @classmethod
    def of(cls, notice: SafetyNotice) -> "DangerAnswer":
        return cls(
            rule=notice.rule.id, level=notice.level.value, text=Said.of(notice.text),
            todo=Said.of(notice.rule.todo), holds=sorted(h.value for h in Hold if notice.holds(h)),
            findings=[KeyAnswer.of(k) for k in notice.findings], clearance=notice.clearance,
            response=notice.response, source=notice.rule.source,
        )  # fmt: skip


class StepAnswer(Model):
    """An act worth doing next: expected change of the summary (``gain``) for its burden in minutes.

    ``questions``: all that it asks, of which ``question`` is the first; ``flags``: it asks the red flags.
    """

    question: KeyAnswer
    questions: list[KeyAnswer]
    text: Said
    complaint: str
    side: Literal["left", "right", "midline"] | None
    flags: bool
    gain: float
    burden: float

    @classmethod
    def of(cls, step: NextStep) -> "StepAnswer":
        return cls(
            question=KeyAnswer.of(step.question), text=Said.of(step.text), complaint=step.complaint,
            questions=[KeyAnswer.of(k) for k in step.questions or (step.question,)],
            side=step.side.value if step.side else None, flags=step.flags, gain=step.gain, burden=step.burden,
        )  # fmt: skip


class KnowledgeAnswer(Model):
    """What weighed."""

    id: str
    version: str
    sha256: str

    @classmethod
    def of(cls, data: DataRef) -> "KnowledgeAnswer":
        return cls(id=data.id, version=data.version, sha256=data.sha256)


class DifferentialAnswer(Model):
    """The differential summary of an exam. It supports a qualified physician; it is not a diagnosis.

    While ``suspended`` by a stop-level red flag, ``complaints`` is empty, ``withheld`` names the conditions.
    """

    version: Literal[2]
    exam: str
    knowledge: KnowledgeAnswer
    setting: str
    setting_text: Said
    red_flags: list[FlagAnswer]
    suspended: bool
    withheld: list[str]
    complaints: list[ComplaintAnswer]
    conflicts: list[Said]
    next_steps: list[StepAnswer]
    dangers: list[DangerAnswer] = []


def differential_answer(
    exam: Exam, weighed: Differential, notices: Sequence[SafetyNotice] = ()
) -> DifferentialAnswer:
    """Return the summary of an exam in the published form."""
    return DifferentialAnswer(
        version=VERSION,
        exam=exam.id,
        knowledge=KnowledgeAnswer.of(weighed.knowledge),
        setting=exam.setting,
        setting_text=Said.of(weighed.setting),
        red_flags=[FlagAnswer.of(f) for f in weighed.red_flags],
        suspended=weighed.suspended,
        withheld=list(weighed.withheld),
        complaints=_complaints(exam, weighed),
        conflicts=[Said.of(c) for c in weighed.conflicts],
        next_steps=[StepAnswer.of(s) for s in weighed.next_steps],
        dangers=[DangerAnswer.of(n) for n in notices],
    )


def _complaints(exam: Exam, weighed: Differential) -> list[ComplaintAnswer]:
    leading, unsupported = dict(weighed.leading), dict(weighed.unsupported)
    return [
        ComplaintAnswer(
            complaint=c.id,
            label=c.label,
            leading=list(leading.get(c.id, ())),
            unexplained=c.id in weighed.unexplained,
            unsupported=list(unsupported.get(c.id, ())),
            not_separated=[(a, b) for where, a, b in weighed.not_separated if where == c.id],
            conditions=[ConditionAnswer.of(j) for j in weighed.judgements if j.complaint == c.id],
        )
        for c in (() if weighed.suspended else exam.complaints)
    ]
