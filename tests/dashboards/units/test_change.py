"""The parts of a change, on any range and for any names."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sums import HOUR, by, cost, count, named, priced, within
from unit_calls import END

from centspan.collector.query import load

FEATURES = st.lists(
    st.sampled_from(["*", "o'b", "(none)", "plain", "nothing"]), min_size=1, max_size=3
)


def parts(rows, before):
    """Volume, mix and price in plain numbers: a call is the unit, feature and model the segment."""
    rows, before = priced(rows), priced(before)
    calls, earlier = count(rows), count(before)
    spent, former = float(cost(rows) or 0), float(cost(before) or 0)
    volume = former * (calls / earlier - 1) if earlier else spent
    price, then = 0.0, by(before, "feature", "model")
    for segment, now in by(rows, "feature", "model").items():
        if segment in then:
            each = float(cost(then[segment])) / count(then[segment])
            price += float(cost(now)) - each * count(now)
    return {"volume": volume, "mix": spent - former - volume - price, "price": price}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(back=st.integers(0, 30), hours=st.integers(1, 24), features=FEATURES)
def test_the_parts_sum_to_the_change(back, hours, features, client, every_call):
    """Volume, mix and price are what their definitions say and sum to the change to the last digit, for any time and names."""
    start, end = END - (back + hours) * HOUR, END - back * HOUR
    limits = {} if "*" in features else {"features": features}
    rows = within(every_call, start, end, **limits)
    before = within(every_call, start - (end - start), start, **limits)
    answer = load("change_parts").rows(client, start=start, end=end, features=features)
    change = (cost(rows) or Decimal(0)) - (cost(before) or Decimal(0))
    assert sum(row["change_usd"] for row in answer) == change
    assert {row["part"]: float(row["change_usd"]) for row in answer} == (
        pytest.approx(parts(rows, before), abs=1e-9) if answer else {}
    )
    assert bool(answer) == bool(priced([*rows, *before]))


def test_each_features_parts_sum_to_its_change(client, every_call):
    """A feature's parts sum to its own change to the last digit, its mix being of models."""
    start = END - timedelta(hours=20)
    now, then = within(every_call, start, END), within(every_call, start - (END - start), start)
    rows, before = by(now, "feature"), by(then, "feature")
    answer = load("change_by_feature").rows(client, start=start, end=END)
    assert {row["feature"] for row in answer} == {named(name) for name in {*rows, *before}}
    for row in answer:
        name = "" if row["feature"] == "(none)" else row["feature"]
        shown = {part: row[f"{part}_usd"] for part in ("volume", "mix", "price")}
        assert sum(shown.values()) == row["change_usd"] == row["effective_usd"] - row["before_usd"]
        assert row["effective_usd"] == cost(rows[name])
        expected = parts(rows[name], before[name])
        assert {part: float(usd) for part, usd in shown.items()} == pytest.approx(
            expected, abs=1e-9
        )
