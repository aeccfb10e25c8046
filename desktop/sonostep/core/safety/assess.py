"""Which safety rules hold in an exam: the one function that window, report, handout and command line ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from sonostep.core.differential.conditions import CannotTell, Condition, ExamScenes, holds, named
from sonostep.core.differential.red_flags import clearance_of
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.protocol import Vocabulary
from sonostep.core.safety.response import response_to
from sonostep.core.safety.rule import Hold, SafetyKind, SafetyLevel, SafetyRule
from sonostep.core.sentences import joined
from sonostep.core.text import LocalText

_ANSWERABLE = (Hold.NEEDLE, Hold.SIGNING)
"""What a response lets go; anything else only a clearance lifts."""


@dataclass(frozen=True, slots=True)
class SafetyNotice:
    """A rule that holds.

    Attributes:
        text: its sentence, with the questions that cannot be told filled in.
        findings: the recorded answers that it rests on, for links and for the sentence at the answer.
        clearance: "reason | physician | time" by which it was lifted, or empty.
        response: "what was done | physician | time", or empty.
        acted: the needle that it holds back was given or planned all the same.
    """

    rule: SafetyRule
    text: LocalText
    findings: tuple[FindingKey, ...] = ()
    clearance: str = ""
    response: str = ""
    acted: bool = False

    @property
    def level(self) -> SafetyLevel:
        """Stop, warn or note."""
        return self.rule.level

    @property
    def stands(self) -> bool:
        """Whether nothing lifted it."""
        return not self.clearance

    @property
    def stops(self) -> bool:
        """Whether it is a stop that stands."""
        return self.stands and self.level is SafetyLevel.STOP

    def holds(self, what: Hold) -> bool:
        """Whether it holds something back now; a stop keeps the needle back whatever was done."""
        kept = self.level is SafetyLevel.STOP and what is Hold.NEEDLE
        answered = bool(self.response) and what in _ANSWERABLE and not kept
        asked = what in self.rule.holds or (what is Hold.SIGNING and self.acted)
        return self.stands and asked and not answered


def assess(exam: Exam, rules: Sequence[SafetyRule], vocabulary: Vocabulary) -> tuple[SafetyNotice, ...]:
    """Return every rule that holds, stops first, then in the order of the rules."""
    scenes = ExamScenes(exam, vocabulary)
    found = [_notice(rule, scenes, vocabulary) for rule in rules if holds(rule.when, scenes)]
    order = list(SafetyLevel)
    return tuple(sorted(found, key=lambda n: order.index(n.level)))


def held_back(notices: Sequence[SafetyNotice], what: Hold) -> tuple[SafetyNotice, ...]:
    """Return the notices that hold something back."""
    return tuple(n for n in notices if n.holds(what))


def stops(notices: Sequence[SafetyNotice]) -> tuple[SafetyNotice, ...]:
    """Return the stops that stand."""
    return tuple(n for n in notices if n.stops)


def _notice(rule: SafetyRule, scenes: ExamScenes, vocabulary: Vocabulary) -> SafetyNotice:
    exam = scenes.exam
    return SafetyNotice(
        rule,
        _filled(rule, scenes, vocabulary),
        _rests_on(rule, exam),
        clearance_of(exam, rule.clearance_id),
        response_to(exam, rule.id),
        Hold.NEEDLE in rule.holds and rule.given is not None and holds(rule.given, scenes),
    )


def _rests_on(rule: SafetyRule, exam: Exam) -> tuple[FindingKey, ...]:
    """The recorded answers; a no counts only where data are at odds."""
    ids = named(rule.when)
    silent = {FindingState.NOT_ASSESSED}
    if rule.kind is not SafetyKind.DATA:
        silent.add(FindingState.ABSENT)
    return tuple(
        f.key for f in exam.findings if f.key.id in ids and (f.state not in silent or f.value is not None)
    )


def _filled(rule: SafetyRule, scenes: ExamScenes, vocabulary: Vocabulary) -> LocalText:
    if "{unclear}" not in rule.text.en:
        return rule.text
    unclear = [q for q in _unclear(rule.when) if holds(CannotTell((q,)), scenes)]
    texts = joined("list.semicolon", [vocabulary.question(q).text for q in unclear])
    return LocalText(
        rule.text.en.replace("{unclear}", texts.en), rule.text.zh_tw.replace("{unclear}", texts.zh_tw)
    )


def _unclear(condition: Condition) -> tuple[str, ...]:
    if isinstance(condition, CannotTell):
        return condition.ids
    inner = getattr(condition, "of", ())
    parts = inner if isinstance(inner, tuple) else (inner,)
    return tuple(dict.fromkeys(i for part in parts for i in _unclear(part)))
