"""Findings by structure, left against right; a question without a record stands as not assessed."""

from collections.abc import Iterator, Sequence

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import ProtocolDefinition, Question, Vocabulary
from sonostep.core.report.model import Answer, FindingRow, MeasurementEntry, Structure
from sonostep.core.report.shapes import numbers_on
from sonostep.core.sentences import said
from sonostep.core.text import LocalText

OTHER = said("report.structure.other")
"""Title of the findings that no protocol in use asks for."""


def structures(
    exam: Exam,
    protocols: Sequence[ProtocolDefinition],
    vocabulary: Vocabulary,
    measured: Sequence[MeasurementEntry],
) -> tuple[Structure, ...]:
    """Return every question of the protocols once, under the first step that asks it, and all others last."""
    known = {q.id: q for q in vocabulary.questions}
    maker = _RowMaker(exam, vocabulary, measured)
    placed: set[str] = set()
    recorded = {f.key.id for f in exam.findings}
    result = []
    for protocol, step in ((p, s) for p in protocols for s in p.steps):
        offered = (q for q in dict.fromkeys(step.questions) if q not in step.further or q in recorded)
        here = [q for q in offered if q in known and q not in placed]
        placed.update(here)
        if here:
            rows = tuple(row for q in here for row in maker.rows(known[q]))
            result.append(Structure(step.id, step.title, rows, protocol.region))
    loose = dict.fromkeys(f.key.id for f in exam.findings if f.key.id not in placed)
    if loose:
        questions = [known.get(q) or Question(q, LocalText(q, q)) for q in loose]
        result.append(Structure("", OTHER, tuple(row for q in questions for row in maker.rows(q))))
    return tuple(result)


class _RowMaker:
    """What rows are made from, laid out once."""

    def __init__(self, exam: Exam, vocabulary: Vocabulary, measured: Sequence[MeasurementEntry]) -> None:
        self._exam = exam
        self._vocabulary = vocabulary
        self._numbers = {m.annotation.id: m.number for m in measured}
        self._found = {f.key: f for f in exam.findings}

    def rows(self, question: Question) -> Iterator[FindingRow]:
        recorded = [k for k in self._found if k.id == question.id]
        sites = dict.fromkeys((*(question.sites or ("",)), *(k.site for k in recorded)))
        for site in sites:
            sides = {k.side for k in recorded if k.site == site}
            if site == "" and question.sites and not sides:
                continue
            yield self._row(question, site, sides)

    def _row(self, question: Question, site: str, sides: set[Side | None]) -> FindingRow:
        sided = question.sided or bool(sides & {Side.LEFT, Side.RIGHT})
        middle = Side.MIDLINE if Side.MIDLINE in sides else None
        whole = not sided or bool(sides & {None, Side.MIDLINE})
        places = {s.id: s for s in self._vocabulary.sites}
        return FindingRow(
            question=question.id,
            text=question.text,
            site=site,
            site_text=self._vocabulary.site_text(site) if site else None,
            unit=question.unit,
            left=self._answer(question, FindingKey(question.id, Side.LEFT, site)) if sided else None,
            right=self._answer(question, FindingKey(question.id, Side.RIGHT, site)) if sided else None,
            whole=self._answer(question, FindingKey(question.id, middle, site)) if whole else None,
            codes=question.codes,
            site_codes=places[site].codes if site in places else (),
            flag=question.flag,
        )

    def _answer(self, question: Question, key: FindingKey) -> Answer:
        finding = self._found.get(key)
        if finding is None:
            return Answer(key, FindingState.NOT_ASSESSED, recorded=False)
        option = next((o for o in question.options if o.id == finding.choice), None)
        labels = {c.id: c.label for c in self._exam.complaints}
        return Answer(
            key=key,
            state=finding.state,
            recorded=True,
            value=finding.value,
            choice=finding.choice,
            choice_text=option.text if option else None,
            reproduces=tuple(labels.get(c, c) for c in finding.reproduces),
            measurements=tuple(self._numbers[a] for a in finding.annotations if a in self._numbers),
            images=self._images(finding),
            frames=finding.frames,
            note=finding.note,
            paused=key in self._exam.paused,
            reproduces_none=finding.reproduces_none,
            examiner=finding.examiner,
            examined_at=finding.examined_at,
        )

    def _images(self, finding: Finding) -> tuple[int, ...]:
        drawn = [a.frame for a in self._exam.annotations if a.id in finding.annotations]
        return numbers_on(self._exam.key_images, [*finding.frames, *drawn])
