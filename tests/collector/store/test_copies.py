"""One span delivered in copies that differ: which one stands."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from centspan.collector.roll import roll

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
CALL = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.response.id": "r"}
USAGE = {**CALL, "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10}
FULLER = {**USAGE, "gen_ai.usage.input_tokens": 2000, "gen_ai.usage.cache_read.input_tokens": 60}
CALLS = "span_id, uncached_input_tokens, counted, not_counted_because"


@pytest.fixture
def outcomes(client, deliver):
    """Deliver spans one by one in each order, rolling after each; answers what `calls` then holds.

    Every order has a trace of its own, two hours from the next, and is delivered beside the others.
    """

    def after(orders, asked):
        for step in zip(*orders, strict=True):
            deliver(
                {**span, "trace": number + 1, "at": NOON - number * timedelta(hours=2)}
                for number, span in enumerate(step)
            )
            roll(client, settle_seconds=0)
        calls = client.query(f"SELECT trace_id, {asked} FROM calls ORDER BY ALL")
        found = defaultdict(list)
        for trace, *values in calls.result_rows:
            found[trace].append(tuple(values))
        assert len(found) == len(orders)
        return list(found.values())

    return after


def span(number, attributes, **more):
    return {"attributes": attributes, "span": number, **more}


def test_verdicts_fit_the_copy_that_stands_in_every_order(outcomes):
    """Copies that differ and a second view of the call end alike, whatever was judged between them."""
    seen = [
        span(1, USAGE, scope="a"),
        span(1, FULLER, scope="a"),
        span(2, {**USAGE, "gen_ai.usage.cache_read.input_tokens": 50}, scope="b"),
    ]
    ends = outcomes(list(permutations(seen)), CALLS)
    assert all(end == ends[0] for end in ends), ends
    assert [counted for _, _, counted, _ in ends[0]].count(1) == 1


@pytest.mark.parametrize(
    "more", [USAGE, {**CALL, "gen_ai.usage.cost": "0.01"}], ids=["usage", "amount"]
)
def test_the_copy_that_knows_more_stands(outcomes, more):
    """Usage or an amount that only one copy carries is never lost, whichever copy came last."""
    known = "usage_source, recorded_usd > 0"
    expected = ("none", 1) if "gen_ai.usage.cost" in more else ("provider", None)
    orders = list(permutations([span(1, CALL), span(1, more)]))
    assert outcomes(orders, known) == [[expected]] * 2


def test_every_column_of_a_copy_has_a_say(client):
    """The version of a copy depends on every column that ingest fills and the key does not hold."""
    rows = client.query(
        "SELECT name, default_expression FROM system.columns "
        "WHERE database = currentDatabase() AND table = 'llm_calls' AND NOT is_in_sorting_key"
    ).result_rows
    version = dict(rows)["version"]
    derived = {"counted", "not_counted_because", "superseded", "is_retry"}
    told_apart = {name for name, _ in rows} - derived - {"version", "received_at", "price_key"}
    assert {name for name in told_apart if name not in version} == set()


def test_copies_hardly_ever_tie(client, deliver):
    """Of hundreds of copies that differ in a count no two have the same rank."""
    deliver(
        span(number, {**USAGE, "gen_ai.usage.input_tokens": number}) for number in range(1, 301)
    )
    assert client.query("SELECT uniqExact(version) FROM llm_calls").first_row == (300,)
