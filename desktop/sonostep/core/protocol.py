"""Protocols: what is to be looked at, step by step, and the vocabulary of its answers. Data, not code."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sonostep.core.finding import FindingState, Side
from sonostep.core.text import LocalText

if TYPE_CHECKING:
    # the differential reads the vocabulary of this module, so only the type comes back
    from sonostep.core.body_marks import ProbeMark
    from sonostep.core.differential.operators import Operator
    from sonostep.core.pattern_table import PatternTable


class AnswerKind(StrEnum):
    """How a question is answered, beside present, absent, indeterminate and not assessed."""

    PRESENCE = "presence"
    CHOICE = "choice"
    NUMBER = "number"


class FlagLevel(StrEnum):
    """What a red flag does: a stop suspends the ranked differential, a prompt asks for a second look."""

    STOP = "stop"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Code:
    """A verified code of a published scheme, or a local one with ``verified`` False."""

    scheme: str
    value: str
    meaning: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question answered by choice; it implies a state of the finding."""

    id: str
    text: LocalText
    state: FindingState


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of the vocabulary: a finding that can be recorded.

    Attributes:
        id: unique in the vocabulary.
        text: what is asked, in both languages.
        kind: how it is answered.
        options: for ``CHOICE``.
        unit, low, high: for ``NUMBER``; UCUM unit and the range that can be entered.
        present_from: for ``NUMBER``: from which value the finding is present, None where a number
            implies nothing. Never set for a length, an area or an echo value.
        sided: asked of each side.
        sites: ids of the levels or facets that it is asked of; empty where it is asked once.
        asks_complaint: a test or response that says which complaint it reproduced or relieved.
        flag: red-flag level, None for ordinary findings.
        help: what counts as present.
        sources: ids of founding facts (H-nn, F-nn) and papers (Rnn).
        codes: codes of published schemes.
        ultrasound: an appearance on ultrasound; it weighs only with the familiar pain at the same site.
        group: id of the group that it is listed under.
        second_angle: an appearance that one angle can feign; indeterminate until a second is linked.
        both_axes: it asks for a picture in long and in short axis.
        recorded_only: it weighs for no condition; flags and safety rules may still act on it.
        unless_absent: it is not asked once all of these were answered no.
    """

    id: str
    text: LocalText
    kind: AnswerKind = AnswerKind.PRESENCE
    options: tuple[Option, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    present_from: float | None = None
    sided: bool = False
    sites: tuple[str, ...] = ()
    asks_complaint: bool = False
    flag: FlagLevel | None = None
    help: LocalText | None = None
    sources: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    ultrasound: bool = False
    group: str = ""
    second_angle: bool = False
    both_axes: bool = False
    recorded_only: bool = False
    unless_absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NormalGroup:
    """Tests that a physician does together, and may record together as tested and normal.

    Attributes:
        members: ids of its questions.
    """

    id: str
    text: LocalText
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A group that questions or sites are listed under."""

    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """A group of complaint features that are asked together (route, quality, timing, relief)."""

    id: str
    text: LocalText
    features: tuple[tuple[str, LocalText], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A body site, spinal level or facet that findings and pain routes name."""

    id: str
    text: LocalText
    codes: tuple[Code, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All questions, complaint features and sites that protocols share.

    Attributes:
        feature_sources: (feature id, its sources).
        question_groups, site_groups: headings, in the order of the file.
        feature_help: (feature id, what counts as present), where it is said.
        features_recorded_only: ids of the features that weigh for no condition.
    """

    version: str
    sha256: str
    questions: tuple[Question, ...]
    feature_groups: tuple[FeatureGroup, ...]
    sites: tuple[Site, ...]
    feature_sources: tuple[tuple[str, tuple[str, ...]], ...] = ()
    question_groups: tuple[Heading, ...] = ()
    site_groups: tuple[Heading, ...] = ()
    id: str = "common"
    feature_help: tuple[tuple[str, LocalText], ...] = ()
    features_recorded_only: frozenset[str] = frozenset()
    normal_groups: tuple[NormalGroup, ...] = ()

    def question(self, id_: str) -> Question:
        """Return a question by id; raises KeyError for an unknown one."""
        return next((q for q in self.questions if q.id == id_), None) or _missing(id_)

    def site_text(self, id_: str) -> LocalText:
        """Return the name of a site, or its id where the vocabulary has none."""
        return next((s.text for s in self.sites if s.id == id_), LocalText(id_, id_))

    def feature_text(self, id_: str) -> LocalText:
        """Return the name of a complaint feature, or its id where the vocabulary has none."""
        pairs = (pair for group in self.feature_groups for pair in group.features)
        return next((text for feature, text in pairs if feature == id_), LocalText(id_, id_))


def _missing(id_: str) -> Question:
    raise KeyError(id_)


class SlotTool(StrEnum):
    """Which tool a measurement slot arms."""

    DISTANCE = "distance"
    ANGLE = "angle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class Slot:
    """A measurement that a step asks for; its value lands here from the caliper.

    Attributes:
        compares: id of the slot that holds the same of the other side, or empty.
        views: ids of the views of its step whose pictures it is measured on; empty for all of them.
    """

    id: str
    text: LocalText
    tool: SlotTool
    unit: str
    required: bool = False
    code: Code | None = None
    compares: str = ""
    views: tuple[str, ...] = ()


class Axis(StrEnum):
    """How a picture lies to its structure."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class View:
    """A prescribed picture; a required one stands in the ledger until it is accounted for.

    Attributes:
        axis: how it lies to its structure, None where it is not asked.
        labels: what a scanner writes on such a picture, without the side; by them a clip is known to show it.
    """

    id: str
    text: LocalText
    required: bool = True
    axis: Axis | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a protocol.

    Attributes:
        sided: done for each side that is examined (the exam's side, and the other for comparison).
        comparison: the step is the comparison side's.
        phantom: name of the phantom scene that illustrates it, or empty.
        diagram: file of the probe-placement diagram under ``resources/``, or empty.
        complaints: the step takes the complaints apart (shows the complaint editor).
        sites: of the questions asked by site, the sites that this step asks; empty for all of them.
        applies: when the step is needed, where it is not always, in words.
        when: the same as a condition over findings and complaints, where it can be told from these
            (``core.applies``).
        limits: it plans or places a needle, so the protocol's limits stand above it.
        mark: where on the body the probe lies, or None.
        table: patterns that each pain is set beside, or None.
        per_level: it is a record of single levels, so only the levels that were chosen are asked of.
        further: which of its questions few exams need: they are offered, and never open where nobody asked.
    """

    id: str
    title: LocalText
    purpose: LocalText
    position: LocalText | None = None
    probe: LocalText | None = None
    how: LocalText | None = None
    normal: LocalText | None = None
    pathology: LocalText | None = None
    pitfalls: LocalText | None = None
    views: tuple[View, ...] = ()
    slots: tuple[Slot, ...] = ()
    questions: tuple[str, ...] = ()
    sided: bool = False
    comparison: bool = False
    complaints: bool = False
    phantom: str = ""
    diagram: str = ""
    sources: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    applies: LocalText | None = None
    when: "Operator | None" = None
    limits: bool = False
    per_level: bool = False
    table: "PatternTable | None" = None
    mark: "ProbeMark | None" = None
    further: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProtocolDefinition:
    """One exam protocol, loaded and checked.

    Attributes:
        sha256: hash of the file's bytes, printed in the report.
        limits: wording on the limits of the method that the report and window show.
    """

    id: str
    version: str
    sha256: str
    title: LocalText
    purpose: LocalText
    region: str
    steps: tuple[Step, ...]
    limits: LocalText | None = None
    sources: tuple[str, ...] = ()

    def step(self, id_: str) -> Step:
        """Return a step by id; raises KeyError for an unknown one."""
        for step in self.steps:
            if step.id == id_:
                return step
        raise KeyError(id_)


def step_sides(step: Step, exam_side: Side | None) -> tuple[Side | None, ...]:
    """Return the sides for which a step stands in the ledger, given the exam's side.

    A sided step is done on the exam's side, its comparison on the other; without a side it cannot be
    placed and stands once with None.
    """
    if not step.sided or exam_side not in (Side.LEFT, Side.RIGHT):
        return (None,)
    other = Side.LEFT if exam_side is Side.RIGHT else Side.RIGHT
    return (other,) if step.comparison else (exam_side,)
