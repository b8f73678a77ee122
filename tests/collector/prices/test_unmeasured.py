"""What nobody measured has no amount, and what was measured keeps its weight to the last digit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from centspan.collector.prices.resolve import resolve
from centspan.collector.query import load
from centspan.collector.roll import roll
from centspan.instrumentation.usage import Usage

VIEWS = ("calls", "spend", "tenant_spend", "user_spend")
NOTHING = Usage()
HOUR = datetime(2026, 11, 1, 12, tzinfo=UTC)


def amounts(client):
    """What each view says."""
    sql = "SELECT DISTINCT price_status, list_usd, effective_usd FROM"
    return {view: client.query(f"{sql} {view}").result_rows for view in VIEWS}


def test_a_refused_call_costs_nothing(client, store_calls, a_call):
    """A call that failed before the provider served it is priced, at nothing."""
    refused = {"usage_source": "none", "status": "error", "http_status": 429}
    store_calls([a_call("openai", "gpt-4o", NOTHING, **refused)])
    resolve(client)
    assert amounts(client) == {view: [("priced", 0, 0)] for view in VIEWS}


def test_an_answer_without_usage_has_no_amount(client, store_calls, a_call):
    """A served call of which no usage is known has a price but no amount: unknown, not $0."""
    store_calls([a_call("openai", "gpt-4o", NOTHING, usage_source="none", status="ok")])
    resolve(client)
    assert amounts(client) == {view: [("priced", None, None)] for view in VIEWS}


def test_a_timeout_that_may_have_been_served_has_no_amount(client, store_calls, a_call):
    """A call whose last attempt may have been billed has no known amount either."""
    lost = {"usage_source": "none", "status": "error", "unseen_attempts": 1}
    store_calls([a_call("openai", "gpt-4o", NOTHING, **lost)])
    resolve(client)
    assert amounts(client) == {view: [("priced", None, None)] for view in VIEWS}


def test_a_refused_call_is_not_summed_with_one_that_nobody_measured(client, store_calls, a_call):
    """Of calls of one hour and kind without usage, those whose cost is known keep it in every view."""
    searched = Usage(web_searches=1)
    none = {"usage_source": "none", "started_at": HOUR}
    store_calls(
        [
            a_call("openai", "gpt-4o", NOTHING, **none, status="ok"),
            a_call("openai", "gpt-4o", NOTHING, **none, status="error"),
            a_call("openai", "gpt-4o", searched, **none, status="error"),
            a_call("openai", "gpt-4o", Usage(uncached_input=1000), started_at=HOUR),
        ]
    )
    resolve(client)
    roll(client)
    for view in VIEWS:
        weight = "1" if view == "calls" else "s.calls"
        sums = (
            f"sum(s.effective_usd), sumIf({weight}, s.effective_usd IS NOT NULL) FROM {view} AS s"
        )
        assert client.query(f"SELECT {sums}").first_row == (Decimal("0.0125"), 3), view
    asked = {"start": HOUR, "end": HOUR + timedelta(hours=1)}
    (board,) = load("spend_total").rows(client, **asked)
    assert board["effective_usd"] == Decimal("0.0125")
    assert abs(board["per_call_usd"] - Decimal("0.0125") / 3) < Decimal("1e-17")


def test_searches_and_requests_keep_the_weight_of_their_call(client, store_calls, a_call):
    """A sampled call that stands for 1.4 pays for 1.4 searches."""
    usage = Usage(uncached_input=1000, web_searches=1, requests=1)
    store_calls([a_call("anthropic", "claude-sonnet-4-5", usage, weight=1.4)])
    resolve(client)
    costs = {}
    for view in VIEWS:
        weight = "* weight" if view == "calls" else ""
        (cost,) = client.query(f"SELECT sum(toFloat64(list_usd) {weight}) FROM {view}").first_row
        costs[view] = round(cost, 9)
    paid = float(Decimal("1.4") * (Decimal("0.003") + Decimal("0.01")))
    assert costs == dict.fromkeys(VIEWS, paid)
