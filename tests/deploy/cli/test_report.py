from decimal import Decimal

import pytest

from centspan.deploy.cli.report import DIMENSIONS


@pytest.fixture(scope="module")
def priced(dsn):
    from centspan.deploy.cli import main

    assert main(["prices", "watch", "--once", "--dsn", dsn]) == 0
    return dsn


def by_value(report):
    return {row["value"]: row for row in report["rows"]}


def test_an_empty_time_is_said_so(priced, centspan):
    """Without calls the report says so and where to look, and does not fail."""
    code, out, _ = centspan(
        "report", "--dsn", priced, "--since", "2020-01-01", "--until", "2020-01-02"
    )
    assert code == 0
    assert "no calls between 2020-01-01" in out
    assert "centspan doctor" in out


def test_the_amounts_of_nothing_are_strings_too(priced, answer):
    """Without calls the total's amounts are the string "0" and its counts the number 0."""
    total = answer("report", "--dsn", priced, "--since", "2020-01-01", "--until", "2020-01-02")[
        "total"
    ]
    assert {total[name] for name in total if name.endswith("_usd")} == {"0"}
    assert type(total["calls"]) is int


def test_amounts_are_exact(priced, answer):
    """A report's JSON has exclusive buckets and amounts in full, null where nobody said one."""
    rows = by_value(answer("report", "--dsn", priced, "--since", "48h"))
    search = rows["search"]
    buckets = ("uncached_input", "cache_read", "output", "reasoning")
    assert [search[name] for name in buckets] == [1_000_400, 600, 136, 64]
    assert (search["list_usd"], search["recorded_usd"]) == ("0.150225", None)
    assert (rows[""]["effective_usd"], rows[""]["unseen_estimate_usd"]) == ("0.15", "0.075")


def test_unknown_is_never_zero(priced, answer, centspan):
    """A model without a price has no amount, is counted as unpriced and shown as a dash."""
    report = answer("report", "--dsn", priced, "--since", "48h")
    lab = by_value(report)["lab"]
    assert (lab["list_usd"], lab["effective_usd"], lab["unpriced_calls"]) == (None, None, 1)
    _, out, _ = centspan("report", "--dsn", priced, "--since", "48h")
    line = next(line for line in out.splitlines() if line.strip().startswith("lab"))
    assert line.split()[-3:] == ["–", "–", "–"]
    assert "unpriced 25.00%" in out


def test_attempts_nobody_saw_are_an_estimate_of_their_own(priced, answer, centspan):
    """What retried attempts may have cost unseen stands beside the amounts, in none of them."""
    total = answer("report", "--dsn", priced, "--since", "48h")["total"]
    assert total["unseen_attempts"] == 3
    assert Decimal(total["unseen_estimate_usd"]) == Decimal("0.375")
    assert Decimal(total["list_usd"]) == Decimal("0.300225")
    _, out, _ = centspan("report", "--dsn", priced, "--since", "48h")
    assert (
        "3 attempts the provider may have billed unseen, estimated at $0.375000 more"
        in " ".join(out.split())
    )


def test_what_carries_no_label_is_shown(priced, answer):
    """Calls without a value stand in a row of their own and are counted as unattributed."""
    report = answer("report", "--dsn", priced, "--since", "48h", "--by", "tenant")
    assert report["unattributed_calls"] == 2
    assert by_value(report)[""]["calls"] == 2
    assert report["total"]["calls"] == 4


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_dimension_has_the_same_total(priced, answer, by):
    """Whatever a report is split by, its parts add up to the same calls and the same money."""
    report = answer("report", "--dsn", priced, "--since", "48h", "--by", by)
    assert sum(row["calls"] for row in report["rows"]) == report["total"]["calls"] == 4
    assert Decimal(report["total"]["list_usd"]) == Decimal("0.300225")


def test_the_table_is_aligned(priced, centspan):
    """Rows and total end in the same column."""
    _, out, _ = centspan("report", "--dsn", priced, "--since", "48h")
    money = [line.rstrip() for line in out.splitlines() if line.count("$") > 1]
    assert len(money) == 3
    assert len({len(line) for line in money}) == 1


def test_more_rows_than_asked_for_are_announced(priced, centspan):
    """--limit cuts the table, and the report says how many rows are not shown."""
    _, out, _ = centspan("report", "--dsn", priced, "--since", "48h", "--limit", "1")
    assert "… and 2 more: --limit 3" in out


def test_a_report_covers_whole_hours_and_says_which(priced, answer):
    """The hours that --since and --until lie in are in the report whole, and named so."""
    asked = ("--since", "2026-11-01T12:30+02:00", "--until", "2026-11-01T11:15")
    report = answer("report", "--dsn", priced, *asked)
    assert report["start"] == "2026-11-01T10:00:00+00:00"
    assert report["end"] == "2026-11-01T12:00:00+00:00"
