"""The arithmetic of the differential; docs/differential.md derives it.

Everything adds on the natural-log scale of odds. Sources: the likelihood form of Bayes' theorem; caps and
shrinkage are design choices (docs/adr/0020, 0021), band limits too (docs/adr/0022).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sonostep.core.differential.knowledge import Prior, Ratio, Tuning
from sonostep.core.differential.result import Band, EvidenceRole

BAND_ORDER = (
    Band.STRONGLY_SUPPORTED,
    Band.SUPPORTED,
    Band.POSSIBLE,
    Band.LESS_LIKELY,
    Band.NOT_ASSESSABLE,
)


@dataclass(frozen=True, slots=True)
class Weight:
    """A log quantity with its interval; ``low <= value <= high``."""

    value: float
    low: float
    high: float

    @property
    def odds(self) -> tuple[float, float, float]:
        """Value, low and high as ratios or odds."""
        return math.exp(self.value), math.exp(self.low), math.exp(self.high)


NOTHING = Weight(0.0, 0.0, 0.0)


def weight_of(ratio: Ratio, sample: int | None, tuning: Tuning) -> Weight:
    """Return the capped and shrunk weight of a published or chosen ratio.

    Without a published interval it spans from no effect (1) to the square of the applied ratio.
    """
    value = _capped(ratio.value, tuning) * shrinkage(sample, tuning)
    if ratio.low is None or ratio.high is None:
        return Weight(value, *_unpublished(value))
    low, high = _capped(ratio.low, tuning), _capped(ratio.high, tuning)
    return Weight(value, min(low, value), max(high, value))


def shrinkage(sample: int | None, tuning: Tuning) -> float:
    """Return the factor on the log ratio: 1 from ``full_sample`` subjects on or where none are counted."""
    return 1.0 if sample is None else min(1.0, sample / tuning.full_sample)


def _capped(ratio: float, tuning: Tuning) -> float:
    limit = math.log(tuning.cap)
    return -limit if ratio <= 0 else max(-limit, min(limit, math.log(ratio)))


def prior_weight(prior: Prior) -> Weight:
    """Return the log odds of a pre-test probability; an unpublished range is that of a ratio."""
    value = _log_odds(prior.probability)
    if prior.low is None or prior.high is None:
        return Weight(value, *_unpublished(value))
    return Weight(value, _log_odds(prior.low), _log_odds(prior.high))


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _unpublished(value: float) -> tuple[float, float]:
    """The ends by rule: from no effect (1) to the square."""
    return min(0.0, 2 * value), max(0.0, 2 * value)


def total(value: float, weights: Iterable[Weight]) -> Weight:
    """Return a value with ends that combine as the root of the sum of squares, for independent errors."""
    parts = tuple(weights)
    down = math.sqrt(math.fsum((w.value - w.low) ** 2 for w in parts))
    up = math.sqrt(math.fsum((w.high - w.value) ** 2 for w in parts))
    return Weight(value, value - down, value + up)


def favoured(parts: Iterable[tuple[EvidenceRole, float]]) -> bool:
    """Whether anything that carries speaks for a condition: evidence or words, no context and no imaging."""
    return any(value > 0 and role in _CARRYING for role, value in parts)


_CARRYING = frozenset({EvidenceRole.EVIDENCE, EvidenceRole.WORDS})


def combined(
    parts: Iterable[tuple[EvidenceRole, float]], prior: float, tuning: Tuning, survey: bool = False
) -> float:
    """Return the log odds of what counts of each group, by role (``EvidenceRole``).

    Non-decreasing in every part. The sum runs exactly rounded, so that order of entry changes no digit.
    """
    held = tuple(parts)
    value = _without_imaging(held, tuning)
    if value >= math.log(tuning.supported) - _EVEN:
        value += math.fsum(v for r, v in held if r is EvidenceRole.IMAGING and v > 0)
    return value + prior if survey else with_prior(value, prior, tuning)


def idle(parts: Iterable[tuple[EvidenceRole, float]], tuning: Tuning) -> frozenset[EvidenceRole]:
    """Return the roles that do not count in favour beside these parts."""
    held = tuple(parts)
    roles = set() if favoured(held) else {EvidenceRole.CONTEXT}
    if _without_imaging(held, tuning) < math.log(tuning.supported) - _EVEN:
        roles.add(EvidenceRole.IMAGING)
    return frozenset(roles)


def _without_imaging(held: tuple[tuple[EvidenceRole, float], ...], tuning: Tuning) -> float:
    """Return the log odds of all that counts but imaging in favour."""
    sums = {role: math.fsum(v for r, v in held if r is role and v > 0) for role in EvidenceRole}
    value = math.fsum(v for _, v in held if v <= 0) + sums[EvidenceRole.EVIDENCE]
    if favoured(held):
        value += sums[EvidenceRole.CONTEXT]
    if sums[EvidenceRole.EVIDENCE]:
        return value + sums[EvidenceRole.WORDS]
    return _lifted(value, sums[EvidenceRole.WORDS], tuning)


def _lifted(value: float, more: float, tuning: Tuning) -> float:
    """Return the sum, held below supported where it was not supported before."""
    limit = math.log(tuning.supported)
    if value >= limit - _EVEN:
        return value + more
    return max(value, min(value + more, limit - 2 * _EVEN))


def with_prior(value: float, prior: float, tuning: Tuning) -> float:
    """Return the posterior log odds; a clinic's prior leaves supported what the evidence supports.

    It is the prior of patients of whom few had these findings (docs/adr/0052).
    """
    limit = math.log(tuning.supported)
    if prior < 0 and value >= limit - _EVEN:
        return max(limit, value + prior)
    return value + prior


_EVEN = 1e-9
"""Log odds this near to a limit count as on it."""


def band_of(log_odds: float, tuning: Tuning) -> Band:
    """Return the word for log odds (or, without a prior, for the log of the combined ratio)."""
    limits = (tuning.strongly, tuning.supported, tuning.possible)
    for band, limit in zip(BAND_ORDER, limits, strict=False):
        if log_odds >= math.log(limit) - _EVEN:
            return band
    return Band.LESS_LIKELY


def probability(log_odds: float) -> float:
    """Return the probability of log odds; used only to rank next steps, never shown."""
    return 1 / (1 + math.exp(-log_odds))
