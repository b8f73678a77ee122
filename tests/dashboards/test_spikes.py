"""Which hours are spikes: what the question finds beside the definition in plain Python."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from math import ceil, exp, log, sqrt
from statistics import median

import pytest

from centspan.collector.query import load

HOUR = timedelta(hours=1)
END = datetime(2026, 6, 20, tzinfo=UTC)
START = END - 7 * 24 * HOUR
LAGS = [168 * week + near for week in range(1, 5) for near in (-1, 0, 1)]


@pytest.fixture
def spent(empty):
    """Stores what each feature cost by the hour: bills, so that no price is needed."""
    numbers = count(1)

    def store(costs):
        rows = [_row(next(numbers), *key, usd) for key, usd in costs.items()]
        names = ["started_at", "trace_id", "span_id", "environment", "feature", "recorded_usd"]
        names += ["recorded_by", "usage_source", "weight", "counted", "attempts"]
        empty.insert("llm_calls", rows, column_names=names)
        hours = sorted({hour for _, hour in costs})
        empty.insert(
            "dirty_hours", [[hour, END] for hour in hours], column_names=["hour", "marked_at"]
        )
        return load("spikes", live=True).rows(empty, start=START, end=END)

    return store


def test_a_weekly_rhythm_is_no_spike(spent):
    """Mondays and mornings that are always dear, noise and an hour without a call are no spikes."""
    costs = _weeks("steady", 6) | _weeks("small", 6, level=0.002)
    costs[("small", START + 5 * HOUR)] = 2.5  # a thousand times the usual, and no money
    assert spent(costs) == []


def test_a_new_feature_is_no_spike(spent):
    """What has less than six hours to compare with has no verdict, however dear it is."""
    assert spent({("new", START + n * HOUR): 500.0 for n in range(150)}) == []


def test_spikes_are_those_of_the_definition(spent):
    """Planted spikes are found, hours in a row as one, and every verdict is that of the definition."""
    costs = _weeks("a", 6) | _weeks("o'b", 5, gaps=0.4) | _weeks("", 6, noise=0.5)
    for feature, hours in (("a", (30, 31, 32)), ("a", (90,)), ("o'b", (100,))):
        for hour in hours:
            costs[(feature, START + hour * HOUR)] = 40 * costs.get(
                (feature, START + hour * HOUR), 1
            )
    found = spent(costs)
    assert [_told(row) for row in found] == _by_hand(costs)
    planted = {("a", 30, 3), ("a", 90, 1), ("o'b", 100, 1)}
    assert planted <= {(row["feature"], *_placed(row)) for row in found}


def _row(number, feature, hour, usd):
    ids = [number.to_bytes(16, "big"), number.to_bytes(8, "big")]
    amount = Decimal(f"{usd:.6f}")
    return [
        hour + 5 * HOUR / 60,
        *ids,
        "production",
        feature,
        amount,
        "provider",
        "provider",
        1,
        1,
        1,
    ]


def _weeks(feature, weeks, *, level=2.0, noise=0.1, gaps=0.0):
    chosen = random.Random(f"{feature}{weeks}")
    hours = [END - n * HOUR for n in range(weeks * 168, 0, -1)]
    return {
        (feature, hour): level
        * (3 if 8 <= hour.hour < 18 else 1)
        * (0.3 if hour.weekday() >= 5 else 1)
        * exp(chosen.gauss(0, noise))
        for hour in hours
        if chosen.random() >= gaps
    }


def _placed(row):
    begun, ended = row["time"].replace(tzinfo=UTC), row["time_end"].replace(tzinfo=UTC)
    return (begun - START) // HOUR, (ended - begun) // HOUR


def _told(row):
    return (row["feature"], *_placed(row), pytest.approx(row["z"], abs=1e-3))


def _by_hand(costs):
    """(feature, hour of START, hours, highest z) of each run of spikes, by time and feature."""
    runs = {}
    for feature, hour in sorted(costs):
        if hour >= START and (z := _z(costs, feature, hour)) is not None:
            begun = next(
                (
                    key
                    for key, run in runs.items()
                    if key[0] == feature and run[-1][0] + HOUR == hour
                ),
                (feature, hour),
            )
            runs.setdefault(begun, []).append((hour, z))
    told = [((hour - START) // HOUR, name or "(none)", run) for (name, hour), run in runs.items()]
    return [(name, hour, len(run), max(z for _, z in run)) for hour, name, run in sorted(told)]


def _z(costs, feature, hour):
    known = {when: usd for (name, when), usd in costs.items() if name == feature}
    began = max(min(known), START - 841 * HOUR)
    four_weeks = [hour - n * HOUR for n in range(1, 673) if hour - n * HOUR >= began]
    beside = 0.01 + 0.25 * (median(known.get(each, 0) for each in four_weeks) if four_weeks else 0)

    def around(at):
        lags = [at - lag * HOUR for lag in LAGS if at - lag * HOUR >= began]
        return [log(known.get(each, 0) + beside) for each in lags]

    def usual(at):
        costs = around(at)
        if median(costs) >= log(beside + 0.01):
            return costs
        return sorted(costs)[-ceil(len(costs) / 3) :]  # as the busier of the hours beside it

    def above(at):
        return log(known.get(at, 0) + beside) - median(usual(at))

    if len(around(hour)) < 6:
        return None
    week = [above(each) for each in four_weeks[:168] if len(around(each)) >= 6]
    middle, cost = median(usual(hour)), known[hour]
    spread = median(abs(each - middle) for each in usual(hour))
    level, week_spread = 0, spread
    if len(week) >= 84:
        week_spread = median(abs(each - median(week)) for each in week)
        level = max(0, median(week))
    scale = max(1.4826 * sqrt((spread**2 + week_spread**2) / 2), 0.15)
    z = (log(cost + beside) - middle - level) / scale
    return z if z > 5.2 and cost - (exp(middle + level) - beside) > 3 else None
