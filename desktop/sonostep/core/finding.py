"""Findings: the answers of the exam, and the complaints that they speak to."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from sonostep.core.clip import FrameRef
from sonostep.core.measure.geometry import Point


class Side(StrEnum):
    """Side of the patient; required where a step asks for one, never defaulted."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class FindingState(StrEnum):
    """What is known of a finding. ``NOT_ASSESSED`` has no effect and never reads as normal."""

    PRESENT = "present"
    ABSENT = "absent"
    INDETERMINATE = "indeterminate"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True, order=True)
class FindingKey:
    """What a finding is about: its id in the vocabulary, its side, and its level or facet.

    Attributes:
        id: id in ``exam_protocols/common/vocabulary``.
        side: side of the patient, None where the vocabulary asks for none.
        site: spinal level or trochanteric facet, empty where none is asked.
    """

    id: str
    side: Side | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: one answer, with its state, choice or number, and the frames that show it.

    Attributes:
        key: what it is about.
        state: present, absent, indeterminate or not assessed.
        value: number where one is asked, in the vocabulary's unit.
        choice: id of the chosen option where options are asked.
        reproduces: ids of the complaints that the test or response reproduced or relieved.
        annotations: ids of the annotations that show it.
        frames: the frames that show it.
        step: id of the step in which it was answered.
        note: the physician's words.
        reproduces_none: it was asked which complaint it speaks to, and it is none of them.
        examiner, examined_at: who tested it and when (ISO 8601 with offset), where one press recorded a
            whole group as tested and normal; else empty.
    """

    key: FindingKey
    state: FindingState
    value: float | None = None
    choice: str = ""
    reproduces: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    frames: tuple[FrameRef, ...] = ()
    step: str = ""
    note: str = ""
    reproduces_none: bool = False
    examiner: str = ""
    examined_at: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            raise ValueError("the value is a finite number")


@dataclass(frozen=True, slots=True)
class Feature:
    """One trait of a complaint, such as "worse on rising from sitting": asked and answered on its own."""

    id: str
    state: FindingState


def signed_finding(key: FindingKey, *parts: str) -> Finding:
    """Return a finding that a person answers for: what is said of it, by whom and when, is its note.

    Args:
        parts: three texts: reason or what was done, physician, time.

    Raises:
        ValueError: when a part is empty or holds the separator.
    """
    said = tuple(p.strip() for p in parts)
    if not all(said) or any("|" in p for p in said):
        raise ValueError(f"{key.id} names what is said, physician and time")
    return Finding(key, FindingState.PRESENT, note=" | ".join(said))


def signed_note(finding: Finding) -> str:
    """Return "what | physician | time" of such a finding, empty where it is not present or not complete."""
    parts = [p.strip() for p in finding.note.split("|")]
    complete = len(parts) == 3 and all(parts)
    return finding.note if finding.state is FindingState.PRESENT and complete else ""


@dataclass(frozen=True, slots=True)
class BodyArea:
    """Where the patient shows a pain, drawn on the schematic body of ``resources/report/body_map.json``.

    Attributes:
        view: ``front`` or ``back``.
        points: corners of the closed outline, in the drawing's units (100 wide, 200 high, x to the right and
            y down as it is seen). A place, never a size: the drawing is not to scale.
    """

    view: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One of the patient's pains, never merged with another.

    Attributes:
        id: unique in the exam.
        label: the letter by which the report calls it (A, B, ...).
        side: side of the patient, None until asked.
        route: ids of body sites, in the order the pain runs.
        features: qualities, timings, triggers, reliefs; ids from the vocabulary.
        score: numeric rating scale 0 to 10 (LOINC 72514-3), None until asked.
        words: what the patient says.
        duration: how long, in the physician's words.
        areas: where the patient shows it, as drawn.
    """

    id: str
    label: str
    side: Side | None = None
    route: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    score: int | None = None
    words: str = ""
    duration: str = ""
    areas: tuple[BodyArea, ...] = ()

    def __post_init__(self) -> None:
        if self.score is not None and not 0 <= self.score <= 10:
            raise ValueError("the score is a whole number from 0 to 10")

    def state_of(self, feature: str) -> FindingState:
        """Return what is known of a feature; not assessed where nothing was asked."""
        return next((f.state for f in self.features if f.id == feature), FindingState.NOT_ASSESSED)
