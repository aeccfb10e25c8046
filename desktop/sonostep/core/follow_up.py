"""Two exams of one patient side by side: what changed, and whether that is more than measurement error.

A change is judged only against a published error of the same measure. Without one it is not
interpretable, however large it looks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.annotation import Annotation
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Quantity
from sonostep.core.protocol import ProtocolDefinition, Slot, Vocabulary
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


class Verdict(StrEnum):
    """The verdict on a change between two visits."""

    BEYOND = "beyond_measurement_error"
    WITHIN = "within_measurement_error"
    NOT_INTERPRETABLE = "not_interpretable"


class Measure(StrEnum):
    """A measure that is compared between visits."""

    SCORE = "score"
    RESPONSE = "response"
    MEASUREMENT = "measurement"


@dataclass(frozen=True, slots=True)
class Limit:
    """A size of change over the published values, in the unit of the measure.

    Attributes:
        relative: fraction of the earlier value that suffices too, None where none is published.
    """

    low: float
    high: float
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well readings agree: an intraclass correlation between observers or between readings of one."""

    kind: str
    between: str
    low: float
    high: float
    sample: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedError:
    """What is published of the error of one measure.

    Attributes:
        scores: it is that of a complaint's score; findings, slots: ids of what else it is that of.
        detectable: minimal detectable change; important: change that matters, used where no detectable one
            is published; standard_error: standard error of measurement.
        source: citation, as it is printed.
    """

    id: str
    text: LocalText
    unit: str
    scores: bool
    findings: tuple[str, ...]
    slots: tuple[str, ...]
    detectable: Limit | None
    important: Limit | None
    standard_error: Limit | None
    reliability: tuple[Reliability, ...]
    note: LocalText
    source: str

    @property
    def limit(self) -> Limit | None:
        """The size of change that it is judged by."""
        return self.detectable or self.important


@dataclass(frozen=True, slots=True)
class ErrorData:
    """All published errors, and the findings that are responses to set side by side."""

    version: str
    sha256: str
    responses: tuple[str, ...]
    errors: tuple[PublishedError, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one measure between two exams.

    Attributes:
        id: of the complaint (in the later exam), question or slot.
        before, after: numbers in ``unit``; None where there is none, such as without a scale.
        chosen_before, chosen_after: ids of the options, for a response answered by choice.
        verdict: what can be said; reason: why, in both languages.
        error: the published error that it was judged by, None where there is none.
    """

    measure: Measure
    id: str
    text: LocalText
    side: Side | None
    site: str
    unit: str
    before: float | None
    after: float | None
    verdict: Verdict
    reason: LocalText
    error: PublishedError | None = None
    chosen_before: str = ""
    chosen_after: str = ""


NO_ERROR = said("follow_up.no_error")
NO_NUMBER = said("follow_up.no_number")
BETWEEN = said("follow_up.between")
DETECTABLE = said("follow_up.detectable")
IMPORTANT = said("follow_up.important")


def compare(
    before: Exam,
    after: Exam,
    data: ErrorData,
    vocabulary: Vocabulary,
    protocols: Sequence[ProtocolDefinition],
) -> tuple[Change, ...]:
    """Return everything that both exams hold, in the later one's order: scores, responses, measurements."""
    slots = {s.id: s for p in protocols for step in p.steps for s in step.slots}
    return (
        *_scores(before, after, data),
        *_responses(before, after, data, vocabulary),
        *_measurements(before, after, data, slots),
    )


def judged(before: float, after: float, error: PublishedError | None) -> tuple[Verdict, LocalText]:
    """Return what can be said of a change, and why."""
    limit = error.limit if error else None
    if error is None or limit is None:
        return Verdict.NOT_INTERPRETABLE, NO_ERROR
    size = abs(after - before)
    reason = DETECTABLE if error.detectable else IMPORTANT
    share = limit.relative is not None and before != 0 and size >= limit.relative * abs(before) - 1e-9
    if size >= limit.high - 1e-9 or share:
        return Verdict.BEYOND, reason
    if size < limit.low - 1e-9:
        return Verdict.WITHIN, reason
    return Verdict.NOT_INTERPRETABLE, BETWEEN


def _scores(before: Exam, after: Exam, data: ErrorData) -> Iterator[Change]:
    error = next((e for e in data.errors if e.scores), None)
    for complaint in after.complaints:
        earlier = same_complaint(complaint, before)
        if earlier is not None and earlier.score is not None and complaint.score is not None:
            text = said("follow_up.score", complaint=complaint.label)
            verdict, reason = judged(earlier.score, complaint.score, error)
            yield Change(
                Measure.SCORE, complaint.id, text, complaint.side, "", "1",
                earlier.score, complaint.score, verdict, reason, error,
            )  # fmt: skip


def same_complaint(complaint: Complaint, exam: Exam) -> Complaint | None:
    """Return the complaint of another exam with the same id, else the one with the same letter and side."""
    by_id = next((c for c in exam.complaints if c.id == complaint.id), None)
    alike = ((c.label, c.side) == (complaint.label, complaint.side) for c in exam.complaints)
    return by_id or next((c for c, same in zip(exam.complaints, alike, strict=True) if same), None)


def _responses(before: Exam, after: Exam, data: ErrorData, vocabulary: Vocabulary) -> Iterator[Change]:
    errors = {f: e for e in data.errors for f in e.findings}
    asked = {q.id: q for q in vocabulary.questions if q.id in data.responses}
    for finding in after.findings:
        earlier = before.finding(finding.key)
        if finding.key.id in asked and _said(finding) and _said(earlier):
            question = asked[finding.key.id]
            text = _placed(question.text, finding.key, vocabulary)
            yield _response(text, question.unit, earlier, finding, errors.get(question.id))


def _said(finding: Finding) -> bool:
    return finding.state is not FindingState.NOT_ASSESSED or finding.value is not None


def _placed(text: LocalText, key: FindingKey, vocabulary: Vocabulary) -> LocalText:
    if not key.site:
        return text
    return said("phrase.at", text=text, site=vocabulary.site_text(key.site))


def _response(
    text: LocalText, unit: str, before: Finding, after: Finding, error: PublishedError | None
) -> Change:
    verdict, reason = Verdict.NOT_INTERPRETABLE, NO_ERROR if error is None else NO_NUMBER
    if before.value is not None and after.value is not None:
        verdict, reason = judged(before.value, after.value, error)
    return Change(
        Measure.RESPONSE, after.key.id, text, after.key.side, after.key.site, unit,
        before.value, after.value, verdict, reason, error,
        before.choice or before.state.value, after.choice or after.state.value,
    )  # fmt: skip


Place = tuple[str, Side | None]


def _measurements(before: Exam, after: Exam, data: ErrorData, slots: dict[str, Slot]) -> Iterator[Change]:
    errors = {s: e for e in data.errors for s in e.slots}
    earlier, later = _filled(before), _filled(after)
    for (slot, side), annotation in later.items():
        if slot in slots and (slot, side) in earlier:
            error, unit = errors.get(slot), slots[slot].unit
            first = _number(earlier[slot, side], before, unit)
            second = _number(annotation, after, unit)
            verdict, reason = Verdict.NOT_INTERPRETABLE, NO_NUMBER
            if first is not None and second is not None:
                verdict, reason = judged(first, second, error)
            yield Change(
                Measure.MEASUREMENT, slot, slots[slot].text, side, "", unit,
                first, second, verdict, reason, error,
            )  # fmt: skip


def _filled(exam: Exam) -> dict[Place, Annotation]:
    """Return the shape that fills each slot of each side; of several the one drawn last."""
    return {(a.slot, a.side): a for a in exam.annotations if a.slot}


def _number(annotation: Annotation, exam: Exam, unit: str) -> float | None:
    clip = next((c for c in exam.clips if c.id == annotation.frame.clip), None)
    measured = measure(annotation, clip.scale) if clip else None
    return measured.value if isinstance(measured, Quantity) and measured.unit.value == unit else None
