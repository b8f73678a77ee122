"""New prices over calls that are rolled up: nothing but the book changes, every view agrees."""

import random
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from centspan.collector.prices import book, close
from centspan.collector.prices.row import PRICED, PriceRow
from centspan.collector.prices.undo import undo
from centspan.collector.roll import Roller
from centspan.instrumentation.usage import Usage

DAY = datetime(2026, 10, 7, tzinfo=UTC)
HOURS = (8, 9, 12, 14, 18, 24)
"""Around the moments at which prices change here, and the next day."""
TABLES = ("llm_calls", "spend_rollup", "tenant_spend_rollup", "user_spend_rollup")
VIEWS = ("calls WHERE counted", "spend", "tenant_spend", "user_spend")


@pytest.fixture(scope="module")
def calls(a_call):
    """Calls of two models and users every seven and a half minutes of some hours of two days."""
    return [
        a_call(
            "p",
            "m" if n % 3 else "n",
            Usage(uncached_input=100 + n, cache_read=n, output=10 + n, requests=1),
            started_at=DAY + timedelta(hours=hour, minutes=7.5 * quarter),
            feature=f"feature-{n % 2}",
            user_id=f"user-{n % 2}",
            tenant="t",
            route="",
        )
        for n, (hour, quarter) in enumerate(product(HOURS, range(8)))
    ]


@pytest.fixture(scope="module")
def stored(engine, insert_calls, calls):
    """Those calls, rolled up once for all tests: what a test rolls anew stays as true."""
    with engine.client() as client:
        insert_calls(client, calls)
        roll(client)


@pytest.fixture
def client(engine, stored):
    """A client on them, with a book that has nothing but a price of each model."""
    with engine.client() as client:
        for table in ("prices", "price_versions", "closed_months", "dirty_hours"):
            client.command(f"TRUNCATE TABLE {table}")
        first = [a_price(1, "m"), a_price(2, "n")]
        book.append(client, first, reason="resolved", what="", added_by="test")
        yield client


def roll(client):
    """Roll up what is dirty, as if it had been marked two seconds ago: a mark of this second must wait."""
    marks = client.query(
        "SELECT hour, greatest(settled, now('UTC') - 2) FROM hour_states WHERE dirty"
    ).result_rows
    client.command("TRUNCATE TABLE dirty_hours")
    client.insert("dirty_hours", marks, column_names=["hour", "marked_at"])
    newest = max(marked for _, marked in marks).replace(tzinfo=UTC)
    while datetime.now(UTC) < newest + timedelta(seconds=1):
        time.sleep(0.05)
    Roller(client, settle_seconds=0).run()


def a_price(seed, model="m", **fields):
    prices = tuple(Decimal(seed * 100 + n) / 10**6 for n in range(len(PRICED)))
    return PriceRow("p", model, "", 0, prices, "test", **fields)


def add(client, *rows):
    return book.append(client, rows, reason="set", what="", added_by="test")


def amounts(client):
    """(list, effective) of all calls by each view, which must agree; the rollups' users by day."""
    found = {
        client.query(f"SELECT sum(list_usd), sum(effective_usd) FROM {view}").first_row
        for view in VIEWS
    }
    assert len(found) == 1, found
    return found.pop()


def digests(client):
    return [
        client.query(f"SELECT count(), sum(cityHash64(*)) FROM {table}").first_row
        for table in TABLES
    ]


def dirty(client):
    return client.query("SELECT count() FROM hour_states WHERE dirty").first_row[0]


def expected(calls, at):
    """(list, effective) by definition: what each call's prices at its moment say."""
    listed = agreed = Decimal(0)
    for call in calls:
        usage = [call[f"{name}_tokens"] for name in PRICED[:10]] + [0, call["requests"]]
        one, other = at(call["model"], call["started_at"])
        listed += sum(p * u for p, u in zip(one.prices, usage, strict=True))
        agreed += sum(p * u for p, u in zip(other.prices, usage, strict=True))
    return listed, agreed


def test_a_new_price_touches_no_stored_row(client):
    """From midnight on, a price changes every view at once and no row of calls or rollups; undo as well."""
    before, stored = amounts(client), digests(client)
    add(client, a_price(7, valid_from=DAY + timedelta(days=1)), a_price(3, kind="contract"))
    assert (digests(client), dirty(client)) == (stored, 0)
    assert amounts(client) != before
    undo(client, added_by="test")
    assert (amounts(client), digests(client), dirty(client)) == (before, stored, 0)


@pytest.mark.parametrize("kind", ["list", "contract"])
def test_a_boundary_inside_an_hour_is_exact_before_and_after_rolling(client, calls, kind):
    """A price from 9:15 until 14:45 holds for those calls, at once and once rolled, and not after undo."""
    before = amounts(client)
    starts, ends = DAY + timedelta(hours=9.25), DAY + timedelta(hours=14.75)
    add(client, a_price(7, valid_from=starts, valid_to=ends, kind=kind))

    def at(model, when):
        base = a_price(1 if model == "m" else 2)
        new = a_price(7) if model == "m" and starts <= when < ends else base
        return (new if kind == "list" else base), new

    told = expected(calls, at)
    assert (amounts(client), dirty(client)) == (told, 2)
    roll(client)
    assert (amounts(client), dirty(client)) == (told, 0)
    undo(client, added_by="test")
    assert amounts(client) == before
    roll(client)
    assert amounts(client) == before


def test_prices_by_the_hour_are_exact_for_users_by_the_day(client, calls):
    """A contract for half past eight to six every evening holds in the rollup of users by day, too."""
    add(client, a_price(7, day_from=30600, day_to=64800, kind="contract"))

    def at(model, when):
        base = a_price(1 if model == "m" else 2)
        second = when.hour * 3600 + when.minute * 60
        return base, a_price(7) if model == "m" and 30600 <= second < 64800 else base

    told = expected(calls, at)
    assert amounts(client) == told
    roll(client)
    assert (amounts(client), dirty(client)) == (told, 0)


def test_a_closed_month_keeps_its_hours(client):
    """Boundaries inside an hour of a closed month cut its adjustments, and its spend once reopened."""
    before = amounts(client)
    month = close.month_of("2026-10")
    close.close(client, month, changed_by="test")
    add(client, a_price(7, valid_from=DAY + timedelta(hours=9.25)))
    add(client, a_price(5, valid_from=DAY + timedelta(hours=12)))
    roll(client)
    assert amounts(client) == before
    moved = client.query("SELECT sum(effective_usd) FROM adjustments").first_row[0]
    close.reopen(client, month, changed_by="test")
    assert (amounts(client)[1], dirty(client)) == (before[1] + moved, 0)


def test_any_order_of_delivery_costs_the_same(client, store_calls, calls):
    """Shuffled, split into ten deliveries, and half of it delivered twice, calls cost what they cost."""
    before = amounts(client)
    for table in (*TABLES, "dirty_hours", "rolled_hours", "rolled_days"):
        client.command(f"TRUNCATE TABLE {table}")
    shuffled = random.Random(3).sample(calls, len(calls))
    for batch in (*(shuffled[n::10] for n in range(10)), shuffled[: len(calls) // 2]):
        store_calls(batch)
    roll(client)
    assert amounts(client) == before
