"""How often the month ends inside the forecast's interval, and when there is none."""

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp, log, sqrt
from pathlib import Path

import pytest

from centspan.collector.query import load

MONTHS = Path(__file__).parents[2] / "benchmarks" / "months.py"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def months():
    spec = importlib.util.spec_from_file_location("months", MONTHS)
    module = importlib.util.module_from_spec(spec)
    sys.modules["months"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_it_stays_silent_while_it_learns(empty, months):
    """With less than three weeks of history there is no interval; without any there is no answer."""
    assert load("forecast").rows(empty, end=datetime(2025, 6, 10, tzinfo=UTC)) == []
    young = list(months.answers(empty, months.simulated(1, 8, history=(3, 20))))
    assert [(answer.low, answer.high) for answer in young] == [(None, None)] * 8
    assert all(answer.forecast > 0 for answer in young)


def test_four_months_in_five_end_inside_the_interval(empty, months):
    """Of 200 simulated months 72 % to 88 % end within the 80 % interval, calm and noisy ones alike."""
    for noise in ((0.03, 0.1), (0.1, 0.3)):
        answers = list(months.answers(empty, months.simulated(20, 200, noise=noise)))
        assert 144 <= sum(answer.covered for answer in answers) <= 176, noise


def test_days_without_spend_leave_it_an_interval(empty, months):
    """Where most days cost nothing the bounds stay near what such months have cost, and never below what is spent."""
    first = datetime(2025, 3, 1, tzinfo=UTC)
    amounts = tuple(10.0 if day % 9 in (0, 4) else 0.0 for day in range(122))
    month = months.Month(datetime(2025, 6, 12, tzinfo=UTC), first, amounts, sum(amounts[92:]))
    (answer,) = months.answers(empty, [month])
    spent = sum(amounts[92 : month.known])
    assert spent <= answer.low <= month.total <= answer.high < 4 * month.total


def test_the_question_does_what_its_page_says(empty, months):
    """SQL and plain Python give the same forecast and bounds."""
    for month in months.simulated(3, 5, history=(21, 90)):
        (answer,) = months.answers(empty, [month])
        days, rest = month.amounts[: month.known], len(month.amounts) - month.known
        spent = sum(days[month.known - (month.asked_at.day - 1) :])
        expected, spread = _by_hand(days, rest)
        beside = rest * 0.25 * sum(days) / len(days)
        factors = (exp(-spread), 1, exp(spread))
        bounds = [spent + max(0, (expected + beside) * each - beside) for each in factors]
        assert [answer.low, answer.forecast, answer.high] == pytest.approx(bounds, rel=1e-4)


def test_a_month_that_is_over_is_known(filled, now):
    """At the first midnight of the next month the forecast is what was spent, and so are its bounds."""
    end = now.replace(day=1, hour=0, minute=0, second=0)
    (row,) = load("forecast").rows(filled, end=end)
    assert row["low_usd"] == row["forecast_usd"] == row["high_usd"] == row["spent_usd"] > Decimal(0)
    (month,) = load("spend_month").rows(filled, end=end)
    assert row["spent_usd"] == month["effective_usd"]


def _by_hand(days, rest):
    span = min(rest, max(1, (len(days) - 14) // 2))
    tried = range(14, len(days) - span + 1)
    beside = span * 0.25 * sum(days) / len(days)
    errors = [
        log((sum(days[o : o + span]) + beside) / (_next(days[:o], span) + beside)) for o in tried
    ]
    size = sqrt(sum(error**2 for error in errors) / len(errors))
    return _next(days, rest), size * (1.35 + 1.5 * (span / len(errors)) ** 2)


def _next(days, count):
    return sum((days[-7 + day % 7] + days[-14 + day % 7]) / 2 for day in range(count))
