"""`centspan trust`, on the small store of known calls."""

import pytest


@pytest.fixture(scope="module")
def priced(dsn):
    from centspan.deploy.cli import main

    assert main(["prices", "watch", "--once", "--dsn", dsn]) == 0
    return dsn


def test_an_empty_time_is_said_so(priced, centspan):
    """Without calls there is no table, no share of nothing, and no failure."""
    code, out, _ = centspan(
        "trust", "--dsn", priced, "--since", "2020-01-01", "--until", "2020-01-02"
    )
    assert code == 0
    assert out.startswith("no calls between 2020-01-01 00:00 and 2020-01-02 00:00 UTC; newest call")
    assert "%" not in out


def test_every_doubt_is_shown_with_what_helps(priced, centspan):
    """A row a value, the total, how fresh it is, and what to do about each doubt."""
    code, out, _ = centspan("trust", "--dsn", priced, "--by", "feature", "--since", "48h")
    assert code == 0
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert lines["lab"] == ["1", "100.00%", *["0.00%"] * 4, "0", "0.00%", "100.00%", "100.00%", "–"]
    assert lines["total"][:3] == ["4", "25.00%", "0.00%"]
    assert "prices set" in out
    assert "newest call" in out


def test_scripts_get_counts_and_exact_amounts(priced, answer):
    """JSON has counts, amounts as strings, drifts (null without bills) and moments."""
    told = answer("trust", "--dsn", priced, "--since", "48h")
    total = told["total"]
    assert (total["calls"], total["unpriced_calls"], total["without_tenant_calls"]) == (4, 1, 2)
    assert (float(total["billed_usd"]), total["bill_drift"]) == (0.0, None)
    assert told["freshness"]["newest_call_at"].endswith("+00:00")


def test_every_report_carries_its_trust(priced, answer, centspan):
    """Whatever the dimension, a report tells the same doubts as `centspan trust`."""
    trust = answer("trust", "--dsn", priced, "--since", "48h")["total"]
    assert answer("report", "--dsn", priced, "--since", "48h", "--by", "tenant")["trust"] == trust
    _, out, _ = centspan("report", "--dsn", priced, "--since", "48h", "--by", "tenant")
    for words in ("unpriced 25.00%", "assumed price 0.00%", "without tenant 50.00%", "newest call"):
        assert words in " ".join(out.split())
