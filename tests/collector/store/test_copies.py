"""One span delivered in copies that differ: which one stands."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from centspan.collector.roll import roll

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
CALL = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.response.id": "r"}
USAGE = {**CALL, "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10}
FULLER = {**USAGE, "gen_ai.usage.input_tokens": 2000, "gen_ai.usage.cache_read.input_tokens": 60}
CALLS = "SELECT span_id, uncached_input_tokens, counted, not_counted_because FROM calls ORDER BY 1"


@pytest.fixture
def outcome(client, empty, deliver):
    """Deliver spans one by one, rolling after each; answers what `calls` then holds."""

    def after(spans):
        empty()
        for span in spans:
            deliver([span])
            roll(client, settle_seconds=0)
        return client.query(CALLS).result_rows

    return after


def span(number, attributes, **more):
    return {"attributes": attributes, "span": number, "at": NOON, **more}


def test_verdicts_fit_the_copy_that_stands_in_every_order(outcome):
    """Copies that differ and a second view of the call end alike, whatever was judged between them."""
    seen = [
        span(1, USAGE, scope="a"),
        span(1, FULLER, scope="a"),
        span(2, {**USAGE, "gen_ai.usage.cache_read.input_tokens": 50}, scope="b"),
    ]
    ends = [outcome(order) for order in permutations(seen)]
    assert all(end == ends[0] for end in ends), ends
    assert [counted for _, _, counted, _ in ends[0]].count(1) == 1


@pytest.mark.parametrize(
    "more", [USAGE, {**CALL, "gen_ai.usage.cost": "0.01"}], ids=["usage", "amount"]
)
def test_the_copy_that_knows_more_stands(client, outcome, more):
    """Usage or an amount that only one copy carries is never lost, whichever copy came last."""
    known = "SELECT usage_source, recorded_usd > 0 FROM calls"
    expected = ("none", 1) if "gen_ai.usage.cost" in more else ("provider", None)
    for order in permutations([span(1, CALL), span(1, more)]):
        outcome(order)
        assert client.query(known).result_rows == [expected]


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
