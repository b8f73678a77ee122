"""Intervals of savings."""

from decimal import Decimal

import numpy as np
import pytest

from centspan.optimizer.interval import NORMAL, Spread, interval, student

TRUE_SHARE = 0.5 / 1.7
"""The mean of Beta(0.5, 1.2)."""


def spread_of(cost, saved):
    share = saved.sum() / cost.sum()
    residuals = (saved - share * cost) / (1 - cost / cost.sum())
    return Spread(
        len(cost),
        Decimal(float(cost.sum())),
        Decimal(float(saved.sum())),
        float((cost**2).sum()),
        float((residuals**2).sum()),
    )


def month(chosen, users):
    """One month's cost and saving of users whose volumes follow Zipf and whose saving is their own."""
    calls = chosen.poisson(2000 / np.arange(1, users + 1)) + 1
    share = chosen.beta(0.5, 1.2, users)
    cost = chosen.gamma(calls, 1.0)
    return cost, cost * chosen.binomial(calls, share) / calls


def test_too_few_users_have_no_interval():
    """Where a few users make the whole cost there is no interval."""
    cost = np.array([1000.0, 1.0, 1.0, 1.0])
    assert interval(spread_of(cost, cost * [0.1, 0.5, 0.2, 0.9])) is None
    assert interval(Spread(0, Decimal(0), Decimal(0), 0.0, 0.0)) is None


@pytest.mark.parametrize("users", [30, 150, 1000])
def test_intervals_cover_what_they_say(users):
    """Of 300 months of users drawn anew, 90 to 98 % of the 95 % intervals hold the true share."""
    chosen = np.random.default_rng(users)
    held = 0
    for _ in range(300):
        found = interval(spread_of(*month(chosen, users)))
        held += float(found.low) <= TRUE_SHARE <= float(found.high)
    assert 0.90 <= held / 300 <= 0.98


@pytest.mark.parametrize("users", [30, 150, 1000])
def test_intervals_are_no_wider_than_they_need_be(users):
    """Of 300 months of users the middle interval is at most twice as wide as the delta method's."""
    chosen = np.random.default_rng(users)
    times = []
    for _ in range(300):
        cost, saved = month(chosen, users)
        off = saved - saved.sum() / cost.sum() * cost
        found = interval(spread_of(cost, saved))
        plain = 2 * NORMAL * np.sqrt((off**2).sum()) / cost.sum()
        times.append(float(found.high - found.low) / plain)
    assert 1 <= np.median(times) <= 2


def test_quantiles_of_student():
    """The quantile is within 0.3 % of Student's t tables from three degrees of freedom on."""
    tables = {3: 3.1824, 5: 2.5706, 10: 2.2281, 30: 2.0423, 1000: 1.9623}
    for freedom, quantile in tables.items():
        assert student(freedom) == pytest.approx(quantile, rel=0.003)


def test_equal_users_have_a_narrow_interval():
    """Users who all save the same share leave nothing unsure."""
    cost = np.full(100, 3.0)
    found = interval(spread_of(cost, cost * 0.25))
    assert float(found.low) == float(found.high) == pytest.approx(0.25)
