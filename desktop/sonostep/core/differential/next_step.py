"""What to examine next: the open act whose answers should change the summary most for its burden.

An act is one open question, a set that the knowledge names (all sacroiliac tests, the questions of
claudication), or the few open findings that one item of evidence waits for (a key that opens a gate). Its
answers are tried; from the most and the least favourable net ratio (after groups, guards and caps) follow
sensitivity and specificity, from these and the present odds the chance of each, and so the expected change
of probability; docs/differential.md derives it. Before all of it come the red flags that nobody asked, and
the acts that are due: something recorded calls for them.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from sonostep.core.differential.arithmetic import Weight, probability
from sonostep.core.differential.candidates import Candidate, candidates, texts
from sonostep.core.differential.judge import Bench, ComplaintWeighing, strength
from sonostep.core.differential.knowledge import ConditionKind, Knowledge
from sonostep.core.differential.known import HERE, Values, feature_key
from sonostep.core.differential.layout import EvidenceLayout
from sonostep.core.differential.result import NextStep, RedFlag
from sonostep.core.finding import Complaint, FindingKey
from sonostep.core.protocol import Vocabulary
from sonostep.core.sentences import said

SHOWN = 10
"""How many proposals are kept."""
ASK = 0.5
"""Minutes of a question to the patient (docs/adr/0025)."""
TURN = 1.0
"""Minutes that turning to any act costs beside its burden, so that trifles do not crowd out what matters."""
UNNAMED = math.log(1 / 9)
"""Log odds that ranking gives a condition of which nothing speaks in favour (docs/adr/0053)."""
HALF = 0.5
"""Sensitivity (or rate of false positives) taken where only one answer has a weight (docs/adr/0053)."""
SMALL = 3
"""Sets up to this many questions are tried with every pattern of answers, larger ones with all alike."""
NEARLY = 0.8
"""Share of the worth of one question from which on a set that asks it too is proposed in its place."""
NOTHING = 1e-12

Worth = tuple[float, float, str, Candidate, Complaint]
"""Rate, gain, id of the complaint, the act, the complaint."""


def next_steps(
    weighings: Iterable[ComplaintWeighing],
    knowledge: Knowledge,
    vocabulary: Vocabulary,
    flags: tuple[RedFlag, ...] = (),
) -> tuple[NextStep, ...]:
    """Return the best proposals, best first; each act once, for the complaint where it changes most.

    Raises:
        ProblemError: ``differential.no_burden`` for a question that the knowledge gives no burden.
    """
    worth = sorted(
        (w for one in weighings for w in _worth(one, knowledge, vocabulary)),
        key=lambda w: (not w[3].due, -round(w[0], 9), *w[3].order, w[2]),
    )
    asked = _flags_first(flags, {q: b.minutes for b in knowledge.burdens for q in b.questions})
    return (*asked, *(_step(w, vocabulary) for w in _listed(worth)))


def _listed(worth: list[Worth]) -> Iterator[Worth]:
    """Leave out an act of which half or more is asked by better ones; what is only offered is last.

    A single question is left to a set that asks it too and is worth nearly as much.
    """
    sets = _sets(worth)
    worth = [w for w in worth if not _asked_by_a_set(w, sets)]
    offered = [w for w in worth if w[3].act and w[3].act.offered]
    seen: set[FindingKey] = set()
    left = SHOWN - len(offered)
    for one in worth:
        if left == 0:
            break
        keys = _keys(one)
        if one not in offered and 2 * len(seen.intersection(keys)) < len(keys):
            seen.update(keys)
            left -= 1
            yield one
    yield from offered


def _sets(worth: list[Worth]) -> dict[tuple[str, str], float]:
    """Return the best rate of a set that asks a place, by complaint and place."""
    best: dict[tuple[str, str], float] = {}
    for rate, _, pain, candidate, _ in worth:
        if candidate.act:
            for place in candidate.slots:
                best[pain, place] = max(rate, best.get((pain, place), rate))
    return best


def _asked_by_a_set(one: Worth, sets: dict[tuple[str, str], float]) -> bool:
    if one[3].act or len(one[3].slots) > 1:
        return False
    best = sets.get((one[2], one[3].slots[0]))
    return best is not None and best >= one[0] * NEARLY


def _flags_first(flags: tuple[RedFlag, ...], burdens: Mapping[str, float | None]) -> tuple[NextStep, ...]:
    """Return one act for all red flags that nobody asked, a bladder scan left out: it is a test."""
    open_ = [f for f in flags if not f.answered and not f.rule and burdens.get(f.question) == ASK]
    if not open_:
        return ()
    n, keys = len(open_), tuple(FindingKey(f.question) for f in open_)
    text = said("differential.next.red_flags", count=n)
    return (NextStep(keys[0], text, 1.0, ASK * n, "", keys, None, flags=True),)


def _worth(one: ComplaintWeighing, knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[Worth]:
    matter = [matters(b, one.complaint) for b in one.benches]
    gains = _kept_gains(one, matter)
    for candidate in candidates(one, matter, knowledge, vocabulary):
        gain = gains.get(candidate)
        if gain is None:
            gain = gains[candidate] = expected_change(candidate, one, matter)
        if gain > NOTHING or candidate.due or (candidate.act and candidate.act.offered):
            yield gain / (candidate.minutes + TURN), gain, one.complaint.id, candidate, one.complaint


Gains = dict[Candidate, float]
_LAST: OrderedDict[tuple[EvidenceLayout, str], tuple[tuple[Bench, ...], list[bool], Gains]] = OrderedDict()
"""By layout and complaint: what acts gained last, with the benches that this followed from."""
_KEPT = 16


def _kept_gains(one: ComplaintWeighing, matter: list[bool]) -> Gains:
    """Return what was worked out last of acts whose rows are still the same."""
    name, gains = (one.laid, one.complaint.id), Gains()
    last = _LAST.pop(name, None)
    if last is not None:
        pairs = zip(one.benches, last[0], matter, last[1], strict=True)
        changed = {n for n, (a, b, now, then) in enumerate(pairs) if a is not b or now is not then}
        gains = {c: g for c, g in last[2].items() if c.positions.isdisjoint(changed)}
    _LAST[name] = (one.benches, matter, gains)
    while len(_LAST) > _KEPT:
        _LAST.popitem(last=False)
    return gains


def matters(bench: Bench, complaint: Complaint) -> bool:
    """Whether a condition may ask for more.

    It may once something that was recorded speaks for it; the main ones also where the pain is drawn at a
    place that they hurt at, or is not drawn.
    """
    if bench.in_favour:
        return True
    condition = bench.row.condition
    if condition.kind is not ConditionKind.MAIN:
        return False
    return not complaint.route or not condition.sites or any(s in condition.sites for s in complaint.route)


def expected_change(candidate: Candidate, one: ComplaintWeighing, matter: list[bool]) -> float:
    """Return the expected change of probability, summed over conditions (of segments the one most moved)."""
    wanted = candidate.act.conditions if candidate.act else ()
    moved: dict[str, float] = {}
    for position, items in candidate.rows:
        bench = one.benches[position]
        id_ = bench.row.condition.id
        if matter[position] or id_ in wanted:
            move = bench.moves.get(candidate)
            if move is None:
                move = bench.moves[candidate] = _move(candidate, bench, items)
            if move > moved.get(id_, 0.0):
                moved[id_] = move
    return math.fsum(sorted(moved.values()))


def _move(candidate: Candidate, bench: Bench, items: tuple[int, ...]) -> float:
    """Return the expected change for one bench; an item that is answered already can change too."""
    after = [_after(values, bench, items) for values in _tried(candidate, bench.values)]
    now = bench.log_odds
    start = now if bench.in_favour or bench.prior else now + UNNAMED
    return change(now, max(now, *after), min(now, *after), start)


def _tried(candidate: Candidate, values: Values) -> Iterator[Values]:
    n = len(candidate.slots)
    patterns = product((0, 1), repeat=n) if n <= SMALL else ((0,) * n, (1,) * n)
    for pattern in patterns:
        answers = {s: a[i] for s, a, i in zip(candidate.slots, candidate.answers, pattern, strict=True)}
        yield Values({**values.known, **answers}, values.route)


def change(now: float, up: float, down: float, start: float | None = None) -> float:
    """Return the expected absolute change of probability when log odds ``now`` can go ``up`` or ``down``.

    Args:
        start: the log odds that ranking starts from, ``now`` where none are given.

    Where the answers move the odds one way only, the sensitivity (for a move up) or the rate of false
    positives (for a move down) is taken as one half, and the other answer as saying nothing.
    """
    above, below = math.exp(up - now), math.exp(down - now)
    start = now if start is None else start
    before, high, low = (probability(start + d) for d in (0.0, up - now, down - now))
    rises, falls = above - 1 > NOTHING, 1 - below > NOTHING
    if rises and falls:
        false_positive = (1 - below) / (above - below)
        chance = before * above * false_positive + (1 - before) * false_positive
        return chance * abs(high - before) + (1 - chance) * abs(low - before)
    if rises:
        return (before * HALF + (1 - before) * HALF / above) * abs(high - before)
    if falls:
        return (before * HALF * below + (1 - before) * HALF) * abs(low - before)
    return 0.0


def _after(values: Values, bench: Bench, indices: tuple[int, ...]) -> float:
    """Return the log odds after answers; only the groups of the items that they change are weighed."""
    answered: dict[int, Weight | None] = {}
    for index in indices:
        item, held = bench.row.items[index], bench.items[index]
        known = item.check(values)
        if known is not held.answer:
            answered[index] = item.weight(known)
    if not answered:
        return bench.log_odds
    best = dict(bench.best)
    for group in {bench.row.items[i].group for i in answered}:
        weights = [answered.get(i, bench.items[i].weight) for i in bench.row.members[group]]
        counting = [w.value for w in weights if w is not None]
        if counting:
            best[group] = max(counting, key=strength)
        else:
            best.pop(group, None)
    return bench.log_odds_of(best)


def _keys(worth: Worth) -> tuple[FindingKey, ...]:
    """Return what an act asks, with the complaint in the keys of its features."""
    return tuple(feature_key(worth[2], k.id) if k.site == HERE else k for k in worth[3].keys)


def _step(worth: Worth, vocabulary: Vocabulary) -> NextStep:
    _, gain, complaint, candidate, pain = worth
    keys = _keys(worth)
    sides = {k.side for k in keys if k.side} or ({pain.side} if pain.side else set())
    side = next(iter(sides)) if len(sides) == 1 else None
    return NextStep(keys[0], texts(candidate, vocabulary), gain, candidate.minutes, complaint, keys, side)
