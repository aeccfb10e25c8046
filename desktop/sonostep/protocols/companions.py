"""What stands beside the protocols: treatments as recorded, the patient's handout, and where each fact is."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sonostep.core.differential.operators import Operator
from sonostep.core.differential.scene import Answer, Recorded, Scene, answer
from sonostep.core.exam import Exam
from sonostep.core.text import LocalText
from sonostep.paths import exam_protocols
from sonostep.protocols.checking import read_tree, validate
from sonostep.protocols.companion_schema import FactsFile, HandoutFile, LineModel, TreatmentsFile
from sonostep.protocols.library import load_vocabulary
from sonostep.protocols.references import mappings


@dataclass(frozen=True, slots=True)
class HandoutTopic:
    """A topic with the lines that fit the complaints at hand."""

    title: LocalText
    lines: tuple[LocalText, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A founding fact, with the items that carry it or the reason why none does."""

    id: str
    carriers: tuple[str, ...]
    excuse: LocalText | None


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
def _handout() -> HandoutFile:
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

    file = _handout()
    lines = [line for line in file.lines if fits(line)]
    topics = (
        HandoutTopic(t.text.core(), tuple(x.text.core() for x in lines if x.topic == t.id), t.id)
        for t in file.topics
    )
    return tuple(t for t in topics if t.lines)


def facts() -> tuple[Fact, ...]:
    """Return every fact id of the founding documents with what carries it, or why nothing does."""
    file = validate(FactsFile, read_tree(_common("facts.yaml"))[0])
    excuses = {i: e.why.core() for e in file.excused for i in e.ids}
    carriers = _carriers()
    return tuple(
        Fact(id_, tuple(sorted(carriers.get(id_, ()))), excuses.get(id_))
        for letter, count in file.all_ids.items()
        for id_ in (f"{letter}-{n}" if letter == "X" else f"{letter}-{n:02d}" for n in range(1, count + 1))
    )


def _carriers() -> dict[str, set[str]]:
    """Return for each cited id the items (file: id) that cite it."""
    found: dict[str, set[str]] = {}
    for path in sorted(exam_protocols().rglob("*.yaml")):
        if path.name in ("facts.yaml", "cases.yaml", "sources.yaml"):
            continue
        for _, mapping in mappings(read_tree(path)[0].value):
            name = mapping.get("id") or mapping.get("protocol")
            fields = (mapping.get(key) for key in ("sources", "source", "founding"))
            cited = [i for field in fields if isinstance(field, list) for i in field]
            for id_ in cited if name else ():
                if re.match(r"[HFX]-\d", id_):
                    found.setdefault(id_, set()).add(f"{path.parent.name}/{path.stem}: {name}")
    return found
