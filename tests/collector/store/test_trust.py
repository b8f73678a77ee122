"""What the trust view says of calls, before and after their hour is rolled up."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from centspan.collector.prices.resolve import resolve
from centspan.collector.query import load
from centspan.collector.roll import roll

CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.response.model": "gpt-4o",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 100,
    "centspan.feature": "chat",
    "centspan.tenant": "acme",
    "user.id": "u_1",
}
LIST = Decimal("0.0035")
ROLLED = -2
"""Seconds to settle: marks have the resolution of a second, so 0 leaves an hour of just now open."""


@pytest.fixture
def trust(client):
    """The trust question over all time, as one row."""

    def ask(by="service"):
        start, end = datetime(2020, 1, 1), datetime(2100, 1, 1)
        rows = load("trust", live=True).rows(client, by=by, start=start, end=end)
        return rows[0] if by == "service" else {row["value"]: row for row in rows}

    return ask


def doubts(row):
    counts = {name: value for name, value in row.items() if isinstance(value, int) and value}
    return {name: value for name, value in counts.items() if name != "calls"}


def each(*attributes):
    return [
        {"span": number, "trace": number, "attributes": {**CALL, **more}}
        for number, more in enumerate(attributes, 1)
    ]


def without(*names):
    return dict.fromkeys(names, "")


def test_calls_without_a_doubt_are_told_no_doubts(client, deliver, trust):
    """A priced, measured, attributed call counts as a call and as nothing else."""
    deliver(each({}, {}))
    resolve(client)
    for _ in ("calls", "rollup"):
        assert trust()["calls"] == 2
        assert doubts(trust()) == {}
        roll(client, settle_seconds=ROLLED)


def test_each_doubt_is_counted_where_it_is(client, deliver, trust):
    """Unpriced, estimated, unmeasured, inconsistent, unattributed: the same before and after rolling."""
    deliver(
        each(
            {"gen_ai.response.model": "nobody-has-this"},
            {"centspan.usage.source": "estimated", "centspan.tokens.output": 5},
            without("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"),
            {"gen_ai.usage.total_tokens": 9},
            without("centspan.feature"),
            without("centspan.tenant"),
            without("user.id"),
        )
    )
    resolve(client)
    expected = {
        "unpriced_calls": 1,
        "estimated_calls": 1,
        "no_usage_calls": 1,
        "inconsistent_calls": 1,
        "without_feature_calls": 1,
        "without_tenant_calls": 1,
        "without_user_calls": 1,
    }
    for _ in ("calls", "rollup"):
        assert trust()["calls"] == 7
        assert doubts(trust()) == expected
        roll(client, settle_seconds=ROLLED)


def test_spans_that_do_not_count_stand_beside_the_calls(client, deliver, trust):
    """A call seen by two instrumentations is one call and one duplicate."""
    seen = {"gen_ai.response.id": "chatcmpl-1"}
    one, other = each(seen, {**seen, "gen_ai.usage.output_tokens": 99})
    deliver([{**one, "scope": "a"}, {**other, "scope": "b"}])
    roll(client, settle_seconds=3600)  # judged, not yet rolled up
    for _ in ("calls", "rollup"):
        assert (trust()["calls"], trust()["duplicate_calls"]) == (1, 1)
        roll(client, settle_seconds=ROLLED)
    reasons = client.query("SELECT not_counted_because, calls FROM uncounted").result_rows
    assert reasons == [("same_response_id", 1.0)]


def test_a_bill_stands_beside_the_list_price_of_the_same_calls(client, deliver, trust):
    """Bills and what apps told are compared apart, and only where there is a list price."""
    deliver(
        each(
            {"gen_ai.usage.cost.amount": "0.004", "gen_ai.usage.cost.source": "provider"},
            {"gen_ai.usage.cost.amount": "0.003", "gen_ai.usage.cost.source": "client"},
            {
                "gen_ai.usage.cost.amount": "9",
                "gen_ai.usage.cost.source": "provider",
                "gen_ai.response.model": "nobody-has-this",
            },
            {},
        )
    )
    resolve(client)
    for _ in ("calls", "rollup"):
        row = trust()
        assert (row["billed_usd"], row["list_of_billed_usd"]) == (Decimal("0.004"), LIST)
        assert (row["told_usd"], row["list_of_told_usd"]) == (Decimal("0.003"), LIST)
        roll(client, settle_seconds=ROLLED)


def test_shares_can_be_asked_for_by_any_of_its_dimensions(client, deliver, trust):
    """By feature, a doubt stands with the feature that has it."""
    deliver(each({}, {"centspan.feature": "search", "gen_ai.response.model": "nobody-has-this"}))
    resolve(client)
    by_feature = trust("feature")
    assert by_feature["chat"]["unpriced_calls"] == 0
    assert by_feature["search"]["unpriced_calls"] == 1


def test_freshness_tells_the_newest_call_and_what_waits(client, deliver):
    """Nothing is said of an empty store; then the newest call, and hours until they are rolled up."""
    (empty,) = load("freshness").rows(client)
    assert (empty["newest_call_at"], empty["last_arrival_at"]) == (None, None)
    assert empty["hours_not_rolled"] == 0
    early, late = each({}, {})
    deliver([early])
    noon = client.query("SELECT max(started_at) FROM llm_calls").result_rows[0][0]
    deliver([{**late, "at": noon + timedelta(hours=3)}])
    (fresh,) = load("freshness").rows(client)
    assert fresh["newest_call_at"].replace(tzinfo=None) == noon.replace(tzinfo=None) + timedelta(
        hours=3
    )
    assert fresh["hours_not_rolled"] == 2
    assert fresh["oldest_hour_not_rolled"].hour == 12
    roll(client, settle_seconds=ROLLED)
    assert load("freshness").rows(client)[0]["hours_not_rolled"] == 0
