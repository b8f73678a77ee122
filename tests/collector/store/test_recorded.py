"""The amount that a gateway or provider recorded is stored as it was said, or not at all."""

from decimal import Decimal

from centspan.collector.roll import roll

NO_BILL = ["", "-1", "-0.5", "1000001", "1e30", "nan", "inf", "free", "0x10", "$3"]
BILLS = {
    "0": "0",
    "0.0123": "0.0123",
    "4.9999999999999996e-06": "0.000004999999999999",
    "1.5e-2": "0.015",
    "999999.999999999999999999": "999999.999999999999999999",
}


def stored(client):
    rows = client.query("SELECT recorded_usd, recorded_by FROM llm_calls ORDER BY span_id")
    return rows.result_rows


def calls(amounts, **attributes):
    """One call a recorded amount, in this order."""
    said = {"gen_ai.operation.name": "chat", "gen_ai.usage.cost.source": "gateway", **attributes}
    return [
        {"span": number, "trace": number, "attributes": {**said, "gen_ai.usage.cost": amount}}
        for number, amount in enumerate(amounts, 1)
    ]


def test_what_is_no_amount_is_no_bill(client, deliver):
    """Negative, absurd and unreadable amounts are not recorded: the list price stands."""
    deliver(calls(NO_BILL))
    assert stored(client) == [(None, "")] * len(NO_BILL)


def test_a_bill_keeps_eighteen_digits(client, deliver):
    """Whatever notation it comes in, the amount is exact to its 18th digit."""
    deliver(calls(BILLS))
    assert stored(client) == [(Decimal(amount), "gateway") for amount in BILLS.values()]


def test_the_largest_bill_of_the_heaviest_call_fits_its_sum(client, deliver):
    """No recorded amount and weight together overflow a rollup."""
    deliver(calls(["1000000"] * 3, **{"centspan.weight": 1e6}))
    roll(client, settle_seconds=0)
    for view in ("spend", "tenant_spend", "user_spend"):
        found = client.query(f"SELECT sum(recorded_usd) FROM {view}").result_rows
        assert found == [(3 * Decimal(10) ** 12,)], view
