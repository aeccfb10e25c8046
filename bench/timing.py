"""Times taken alternately, so that a machine that others use too disturbs both sides alike."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """A ratio over several alternating rounds.

    Attributes:
        value: the median of the rounds' ratios.
        low, high: its quartiles, which show the noise.
    """

    value: float
    low: float
    high: float


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Return ours over theirs, round by round."""
    each = sorted(a / b for a, b in zip(ours, theirs, strict=True))
    return Ratio(statistics.median(each), quantile(each, 0.25), quantile(each, 0.75))


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` of the values lie: one that was measured, never between two."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(
    contestants: Sequence[Callable[[], float]], rounds: int, warm: int = 1
) -> tuple[list[float], ...]:
    """Have each contestant time itself in turn, ``rounds`` times, the first ``warm`` rounds thrown away.

    The order turns round after each round, since what comes second finds warmer caches.
    """
    times: tuple[list[float], ...] = tuple([] for _ in contestants)
    for n in range(rounds + warm):
        gc.collect()
        order = list(enumerate(contestants))
        for index, contestant in order if n % 2 == 0 else reversed(order):
            taken = contestant()
            if n >= warm:
                times[index].append(taken)
    return times
