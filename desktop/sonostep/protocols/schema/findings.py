"""What ``sonostep findings --json`` answers, as models: all that an exam can record, to write one by hand."""

from typing import Literal

from pydantic import Field

from sonostep.core.differential.compiled import Frame, leaves
from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.finding import FindingState, Side
from sonostep.core.protocol import AnswerKind, Question, Vocabulary
from sonostep.core.text import Language
from sonostep.protocols.schema.base import Model


class Named(Model):
    """An id and what it means; ``group`` is what it is listed under."""

    id: str
    text: str
    group: str = ""


class OptionAnswer(Model):
    """One choice, and the state that choosing it records."""

    id: str
    text: str
    state: FindingState


class FindingAnswer(Model):
    """A finding: what is asked, how it is answered, and where.

    kind: ``presence`` is answered by a state, ``choice`` by the id of an option as well, ``number`` by a
    value in ``unit`` from ``low`` to ``high``. ``sided``: record it with a side. ``sites``: record it with
    one of these. ``names_complaint``: it says which complaints it reproduced or relieved.
    ``ultrasound``: it weighs only with the familiar pain at the same site; ``second_angle``: only where two
    frames show it. ``weighs``: the differential asks for it.
    """

    id: str
    text: str
    group: str
    kind: AnswerKind
    options: list[OptionAnswer]
    unit: str | None = Field(description="UCUM")
    low: float | None
    high: float | None
    present_from: float | None
    sided: bool
    sites: list[str]
    names_complaint: bool
    ultrasound: bool
    second_angle: bool
    weighs: bool
    flag: Literal["stop", "prompt"] | None
    help: str | None
    sources: list[str]


class FindingsAnswer(Model):
    """Everything that an exam can record."""

    version: Literal[1]
    vocabulary: str
    states: list[FindingState]
    sides: list[Side]
    findings: list[FindingAnswer]
    features: list[Named] = Field(description="of a complaint; a state each")
    sites: list[Named] = Field(description="those of the group route make up a complaint's route")
    settings: list[Named] = Field(description="clinical settings; empty where none is chosen")


def findings_answer(vocabulary: Vocabulary, knowledge: Knowledge, language: Language) -> FindingsAnswer:
    """Return the vocabulary in the published form."""
    asked = weighing(knowledge)
    return FindingsAnswer(
        version=1,
        vocabulary=vocabulary.version,
        states=list(FindingState),
        sides=list(Side),
        findings=[_finding(q, language, q.id in asked) for q in vocabulary.questions],
        features=[
            Named(id=id_, text=text.in_language(language), group=group.id)
            for group in vocabulary.feature_groups
            for id_, text in group.features
        ],
        sites=[Named(id=s.id, text=s.text.in_language(language), group=s.group) for s in vocabulary.sites],
        settings=[Named(id=s.id, text=s.text.in_language(language)) for s in knowledge.settings],
    )


def weighing(knowledge: Knowledge) -> frozenset[str]:
    """Return the ids of what any item of evidence rests on."""
    frame = Frame((Side.RIGHT,), "", "", frozenset())
    items = [e for c in knowledge.conditions for e in c.evidence]
    operators = [o for e in items for o in (e.when, e.absent_when, e.given) if o is not None]
    return frozenset(k.id for o in operators for k in leaves(o, frame))


def _finding(question: Question, language: Language, weighs: bool) -> FindingAnswer:
    return FindingAnswer(
        id=question.id,
        text=question.text.in_language(language),
        group=question.group,
        kind=question.kind,
        options=[
            OptionAnswer(id=o.id, text=o.text.in_language(language), state=o.state) for o in question.options
        ],
        unit=question.unit or None,
        low=question.low,
        high=question.high,
        present_from=question.present_from,
        sided=question.sided,
        sites=list(question.sites),
        names_complaint=question.asks_complaint,
        ultrasound=question.ultrasound,
        second_angle=question.second_angle,
        weighs=weighs,
        flag=question.flag.value if question.flag else None,
        help=question.help.in_language(language) if question.help else None,
        sources=list(question.sources),
    )
