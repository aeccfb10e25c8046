"""What stands beside the protocols: treatments as recorded, the patient's handout."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sonostep.core.differential.conditions import ExamScenes, holds
from sonostep.core.differential.result import Differential
from sonostep.core.differential.weighing import weigh
from sonostep.core.exam import Exam
from sonostep.core.problem import ProblemError
from sonostep.core.safety import Hold, assess, held_back
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols.library import load_knowledge, load_safety, load_vocabulary
from sonostep.protocols.schema.companions import HandoutFile, LineModel, TreatmentsFile
from sonostep.protocols.schema.safety import condition_of
from sonostep.protocols.validation import read_tree, validate

GO_TOPIC: Final = "go"
"""Topic that takes the place of all home advice while a stop stands."""

GO_TITLE: Final = LocalText("Go at once", "請立即就醫，不要等待")

ALARM_TOPIC: Final = "red_flags"
TRAINING: Final = "training"


@dataclass(frozen=True, slots=True)
class HandoutTopic:
    """A topic with the lines that fit the complaints at hand."""

    title: LocalText
    lines: tuple[LocalText, ...]
    id: str = ""


def _common(name: str) -> Path:
    return exam_protocols() / "common" / name


@cache
def load_treatments() -> TreatmentsFile:
    """Return the treatment matrix, statements, phases, differences and tensions.

    Raises:
        ProblemError: when the file is broken.
    """
    return validate(TreatmentsFile, read_tree(_common("treatments.yaml"))[0])


@cache
def load_handout() -> HandoutFile:
    """Return every line of the handout, whomever it fits.

    Raises:
        ProblemError: when the file is broken.
    """
    return validate(HandoutFile, read_tree(_common("handout.yaml"))[0])


def compose_handout(exam: Exam, weighed: Differential | None = None) -> tuple[HandoutTopic, ...]:
    """Return the handout for the complaints of an exam; topics without a fitting line are left out.

    Where a safety rule holds home advice back it says to go, why, and the alarm signs, and nothing else;
    where one holds training back, the training is left out.

    Args:
        weighed: the exam's differential; weighed with our own knowledge where none is given.
    """
    vocabulary = load_vocabulary()
    notices = assess(exam, load_safety().rules, vocabulary)
    file = load_handout()
    if go := held_back(notices, Hold.HOME_ADVICE):
        lines = tuple(dict.fromkeys(n.rule.patient for n in go if n.rule.patient))
        alarm = (t for t in _topics(file, file.lines) if t.id == ALARM_TOPIC)
        return (HandoutTopic(GO_TITLE, lines, GO_TOPIC), *alarm)
    training = not held_back(notices, Hold.EXERCISE)
    fit = _Fit(ExamScenes(exam, vocabulary), _supported(exam, weighed), training)
    return _topics(file, [line for line in file.lines if fit.fits(line)])


def _topics(file: HandoutFile, lines: Sequence[LineModel]) -> tuple[HandoutTopic, ...]:
    topics = (
        HandoutTopic(t.text.core(), tuple(x.text.core() for x in lines if x.topic == t.id), t.id)
        for t in file.topics
    )
    return tuple(t for t in topics if t.lines)


def _supported(exam: Exam, weighed: Differential | None) -> frozenset[str]:
    """Return the ids of the conditions that are supported; none where the exam cannot be weighed."""
    try:
        weighed = weighed or weigh(exam, load_knowledge(), load_vocabulary())
    except ProblemError:
        # the report says why; a handout for what is not known trains nothing
        return frozenset()
    return frozenset(condition for condition, _ in weighed.coexisting)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Which lines fit an exam."""

    scenes: ExamScenes
    supported: frozenset[str]
    training: bool

    def fits(self, line: LineModel) -> bool:
        if len(self.scenes.exam.complaints) < line.pains:
            return False
        if line.topic == TRAINING and line.held is self.training:
            return False
        if line.supported and self.supported.isdisjoint(line.supported):
            return False
        wanted = line.when is None or holds(condition_of(line.when), self.scenes)
        return wanted and not (line.unless is not None and holds(condition_of(line.unless), self.scenes))
