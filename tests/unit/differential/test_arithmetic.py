# ruff: noqa: E501 - tables of cases read better on one line
"""The arithmetic against odds worked by hand (docs/differential.md)."""

import math

import pytest

from sonostep.core.differential.arithmetic import (
    Weight,
    band_of,
    prior_weight,
    probability,
    shrinkage,
    total,
    weight_of,
)
from sonostep.core.differential.knowledge import Prior, Ratio, Tuning
from sonostep.core.differential.result import Band

T = Tuning()


@pytest.mark.parametrize(
    ("ratio", "sample", "applied", "low", "high"),
    [
        pytest.param(Ratio(2.0), None, 2.0, 1.0, 4.0, id="not published: 1 to the square"),
        pytest.param(Ratio(0.5), None, 0.5, 0.25, 1.0, id="not published, against"),
        pytest.param(Ratio(33), None, 10.0, 1.0, 100.0, id="capped above"),
        pytest.param(Ratio(0.0), None, 0.1, 0.01, 1.0, id="zero is capped below"),
        pytest.param(Ratio(33), 17, 10**0.17, 1.0, 10**0.34, id="small study shrunk"),
        pytest.param(Ratio(6.4, 4.1, 9.9), 741, 6.4, 4.1, 9.9, id="published interval kept"),
        pytest.param(Ratio(13, 1.9, 95), 741, 10.0, 1.9, 10.0, id="ends capped alike"),
        pytest.param(Ratio(6.8, 3.0, 28), 50, 6.8**0.5, 6.8**0.5, 10.0, id="interval widened to the ratio"),
        pytest.param(Ratio(1.0), None, 1.0, 1.0, 1.0, id="no effect"),
    ],
)
def test_applied_ratio(ratio: Ratio, sample: int | None, applied: float, low: float, high: float) -> None:
    assert weight_of(ratio, sample, T).odds == pytest.approx((applied, low, high))


@pytest.mark.parametrize(("sample", "factor"), [(None, 1.0), (1, 0.01), (65, 0.65), (100, 1.0), (741, 1.0)])
def test_shrinkage(sample: int | None, factor: float) -> None:
    assert shrinkage(sample, T) == factor


@pytest.mark.parametrize(
    ("odds", "band"),
    [
        (21.6, Band.STRONGLY_SUPPORTED), (10, Band.STRONGLY_SUPPORTED), (9.99, Band.SUPPORTED), (3, Band.SUPPORTED),
        (2.99, Band.POSSIBLE), (1, Band.POSSIBLE), (1 / 3, Band.POSSIBLE), (0.333, Band.LESS_LIKELY),
    ],
)  # fmt: skip
def test_bands(odds: float, band: Band) -> None:
    assert band_of(math.log(odds), T) is band


def test_two_founding_items_by_hand() -> None:
    item = weight_of(Ratio(1.5), None, T)
    assert total(2 * item.value, [item, item]).odds == pytest.approx((2.25, 1.2682, 3.9919), abs=1e-3)


@pytest.mark.parametrize(
    ("prior", "odds"),
    [
        pytest.param(Prior("x", 0.5, 0.2, 0.6, "R"), (1.0, 0.25, 1.5), id="published range"),
        pytest.param(Prior("x", 0.75, None, None, "R"), (3.0, 1.0, 9.0), id="not published: 1 to the square"),
        pytest.param(Prior("x", 0.25, None, None, "R"), (1 / 3, 1 / 9, 1.0), id="not published, under even"),
    ],
)
def test_a_prior_is_carried_with_its_range(prior: Prior, odds: tuple[float, float, float]) -> None:
    assert prior_weight(prior).odds == pytest.approx(odds)


@pytest.mark.parametrize("range_", [(0.2, None), (None, 0.2), (0.6, 0.7), (0.1, 0.2)])
def test_a_prior_is_sound_or_refused(range_: tuple[float | None, float | None]) -> None:
    with pytest.raises(ValueError):
        Prior("x", 0.5, *range_, "R")


def test_prior_and_pair_by_hand() -> None:
    prior = prior_weight(Prior("gtps", 0.59, 0.59, 0.59, "R67"))
    pair, route = weight_of(Ratio(16.7), 272, T), weight_of(Ratio(1.5), None, T)
    assert total(prior.value + pair.value + route.value, [prior, pair, route]).odds[0] == pytest.approx(
        21.585, abs=1e-3
    )


def test_nothing_sums_to_even_odds() -> None:
    assert total(0.0, []) == Weight(0.0, 0.0, 0.0)
    assert probability(0.0) == 0.5


@pytest.mark.parametrize(
    "arguments", [(-1.0,), (math.nan,), (2.0, 1.0, None), (2.0, None, 3.0), (2.0, 2.5, 3.0)]
)
def test_a_ratio_is_sound_or_refused(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ValueError):
        Ratio(*arguments)
