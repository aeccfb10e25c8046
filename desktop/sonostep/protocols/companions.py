"""What stands beside the protocols: treatments as recorded, the patient's handout."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sonostep.core.differential.operators import Operator
from sonostep.core.differential.scene import Answer, Recorded, Scene, answer
from sonostep.core.exam import Exam
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols.checking import read_tree, validate
from sonostep.protocols.companion_schema import HandoutFile, LineModel, TreatmentsFile
from sonostep.protocols.library import load_vocabulary


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


def compose_handout(exam: Exam) -> tuple[HandoutTopic, ...]:
    """Return the handout for the complaints of an exam; topics without a fitting line are left out."""
    recorded = Recorded(exam, load_vocabulary())
    scenes = tuple(Scene(recorded, c) for c in exam.complaints)

    def holds(operator: Operator) -> bool:
        return any(answer(operator, s) is Answer.YES for s in scenes)

    def fits(line: LineModel) -> bool:
        wanted = line.when is None or holds(line.when.core())
        return wanted and not (line.unless is not None and holds(line.unless.core()))

    file = load_handout()
    lines = [line for line in file.lines if fits(line)]
    topics = (
        HandoutTopic(t.text.core(), tuple(x.text.core() for x in lines if x.topic == t.id), t.id)
        for t in file.topics
    )
    return tuple(t for t in topics if t.lines)
