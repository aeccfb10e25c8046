"""The open questions that can be asked next: one by one, as sets, and as the few that one item waits for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sonostep.core.differential.compiled import Check, Frame, compiled
from sonostep.core.differential.judge import Bench, ComplaintWeighing
from sonostep.core.differential.knowledge import Act, Knowledge
from sonostep.core.differential.known import HERE, ROUTE, Known, RecordedAnswer, Same, index_of, slot
from sonostep.core.differential.layout import EvidenceItem, EvidenceLayout
from sonostep.core.differential.result import EvidenceRole
from sonostep.core.finding import FindingKey, FindingState, Side
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import AnswerKind, Question, Vocabulary
from sonostep.core.sentences import joined, said
from sonostep.core.text import LocalText

GATE = 3
"""The most open questions that are proposed together because one item of evidence waits for them all."""

Pair = tuple[Known, Known]
FEATURE: Pair = (Known(RecordedAnswer.YES, RecordedAnswer.YES), Known(RecordedAnswer.NO, RecordedAnswer.NO))
"""The two answers to a feature of a complaint."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An act that could be next. Compared by identity, so that it can index caches.

    Attributes:
        keys: what it asks, the complaint's features under ``HERE``; slots: the same by name.
        answers: the present and the absent answer to each.
        minutes: its burden.
        rows: position of every row that its answers can change, with the positions of the items.
        positions: of the rows alone.
        order: what decides between acts that are worth the same.
        act: the set of the knowledge that it is, None for a question or a gate.
    """

    keys: tuple[FindingKey, ...]
    slots: tuple[str, ...]
    answers: tuple[Pair, ...]
    minutes: float
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    positions: frozenset[int]
    order: tuple[int, str, str, str]
    act: Act | None = None

    @property
    def due(self) -> bool:
        """Whether something recorded calls for it."""
        return self.act is not None and self.act.due


@dataclass(frozen=True, slots=True, eq=False)
class Askable:
    """The questions that can be asked, as candidates. All that can be asked before one layout, made once.

    Attributes:
        singles: every question by its place.
        acts: each set on each side, with the places that it has, and the check of its condition.
        made: sets and gates by the places that are still open.
    """

    laid: EvidenceLayout
    singles: dict[str, Candidate]
    acts: tuple[tuple[Act, Check | None, tuple[str, ...]], ...]
    made: dict[tuple[str, ...], Candidate] = field(default_factory=dict)

    def together(self, places: tuple[str, ...], act: Act | None = None) -> Candidate:
        """Return the act that asks several places at once."""
        name = (act.id if act else "", *places)
        if name not in self.made:
            parts = [self.singles[p] for p in places]
            minutes = act.minutes if act else sum(p.minutes for p in parts)
            keys, answers = tuple(p.keys[0] for p in parts), tuple(p.answers[0] for p in parts)
            self.made[name] = _candidate(self.laid, keys, places, answers, minutes, act)
        return self.made[name]


def candidates(
    one: ComplaintWeighing, matter: list[bool], knowledge: Knowledge, vocabulary: Vocabulary
) -> Iterator[Candidate]:
    """Yield every act that is open for a complaint.

    Raises:
        ProblemError: ``differential.no_burden`` for a question that the knowledge gives no burden.
    """
    askable = _askable(one.laid, knowledge, Same(vocabulary))
    known, paused = one.values.known, one.paused
    open_ = {p: c for p, c in askable.singles.items() if p not in known and p not in paused}
    yield from open_.values()
    for act, check, places in askable.acts:
        here = tuple(p for p in places if p in open_)
        if len(here) >= (1 if act.due else 2) and (check is None or check(one.values) is RecordedAnswer.YES):
            yield askable.together(here, act)
    yield from _gates(one, matter, askable, open_)


def _gates(
    one: ComplaintWeighing, matter: list[bool], askable: Askable, open_: dict[str, Candidate]
) -> Iterator[Candidate]:
    """Yield the few open findings that together answer an item that no single one can answer."""
    seen: set[tuple[str, ...]] = set()
    for bench, asked in zip(one.benches, matter, strict=True):
        for item in _waiting(bench) if asked else ():
            here = tuple(p for p in _slots(item) if p in open_)
            if 1 < len(here) <= GATE and here not in seen:
                seen.add(here)
                if all(open_[p].keys[0].site != HERE for p in here):
                    yield askable.together(here)


def _waiting(bench: Bench) -> tuple[EvidenceItem, ...]:
    """Return the items that wait for several answers; what only goes with others opens no gate."""
    if "waiting" not in bench.kept:
        bench.kept["waiting"] = tuple(
            w.item
            for w in bench.items
            if w.answer is RecordedAnswer.UNASKED and w.item.joint and w.item.role is not EvidenceRole.CONTEXT
        )
    return bench.kept["waiting"]


@lru_cache(maxsize=4096)
def _slots(item: EvidenceItem) -> tuple[str, ...]:
    return tuple(sorted(slot(k) for k in item.rests_on if k.id != ROUTE))


@lru_cache(maxsize=32)
def _askable(laid: EvidenceLayout, knowledge: Knowledge, vocabulary: Same) -> Askable:
    assert isinstance(vocabulary.of, Vocabulary)
    questions = index_of(vocabulary.of).questions
    burdens = {q: b.minutes for b in knowledge.burdens for q in b.questions}
    singles: dict[str, Candidate] = {}
    for place, key in laid.places.items():
        if key.id not in burdens:
            raise ProblemError.of("differential.no_burden", question=key.id)
        minutes, pair = burdens[key.id], _answers(questions.get(key.id))
        if minutes is not None and pair is not None:
            singles[place] = _candidate(laid, (key,), (place,), (pair,), minutes)
    sided = index_of(vocabulary.of).sided
    return Askable(laid, singles, tuple(_acts(laid, knowledge, singles, sided)))


def _acts(
    laid: EvidenceLayout, knowledge: Knowledge, singles: dict[str, Candidate], sided: frozenset[str]
) -> Iterator[tuple[Act, Check | None, tuple[str, ...]]]:
    for act in knowledge.acts:
        check = compiled(act.when, Frame(laid.sides, "", "", sided)) if act.when else None
        wanted = frozenset(act.questions)
        held = [(p, c.keys[0]) for p, c in singles.items() if c.keys[0].id in wanted]
        sides: tuple[Side | None, ...] = laid.sides if any(k.side for _, k in held) else (None,)
        for side in sides:
            yield act, check, tuple(p for p, k in held if k.side in (None, side))


def _candidate(
    laid: EvidenceLayout,
    keys: tuple[FindingKey, ...],
    places: tuple[str, ...],
    answers: tuple[Pair, ...],
    minutes: float,
    act: Act | None = None,
) -> Candidate:
    rows, first = _rows(laid, places), keys[0]
    order = (len(keys), first.id, str(first.side), first.site)
    return Candidate(keys, places, answers, minutes, rows, frozenset(n for n, _ in rows), order, act)


def _rows(laid: EvidenceLayout, places: tuple[str, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    positions = dict.fromkeys(p for place in places for p in laid.touching[place])
    return tuple(
        (n, tuple(dict.fromkeys(i for place in places for i in laid.rows[n].resting.get(place, ()))))
        for n in positions
    )


def _answers(question: Question | None) -> Pair | None:
    """Return the present and the absent answer, None where it is not answered by yes or no.

    The present one reproduces the complaint at hand, where the question asks for it.
    """
    if question is None:
        return FEATURE
    yes, no = (_option(question, s) for s in (FindingState.PRESENT, FindingState.ABSENT))
    if question.kind is AnswerKind.CHOICE and not (yes and no):
        return None
    felt = RecordedAnswer.YES if question.asks_complaint else RecordedAnswer.UNCLEAR
    return Known(RecordedAnswer.YES, felt, yes), Known(RecordedAnswer.NO, RecordedAnswer.NO, no)


def _option(question: Question, state: FindingState) -> str:
    return next((o.id for o in question.options if o.state is state), "")


def texts(candidate: Candidate, vocabulary: Vocabulary) -> LocalText:
    """Return what an act is called; a question that is asked at several sites is named once."""
    if candidate.act:
        return candidate.act.text
    names = (_text(k, vocabulary, alone=len(candidate.keys) == 1) for k in candidate.keys)
    return joined("list.plus", dict.fromkeys(names))


def _text(key: FindingKey, vocabulary: Vocabulary, alone: bool) -> LocalText:
    if key.site == HERE:
        return vocabulary.feature_text(key.id)
    text = vocabulary.question(key.id).text
    if not (key.site and alone):
        return text
    return said("phrase.at", text=text, site=vocabulary.site_text(key.site))
