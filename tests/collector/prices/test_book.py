"""What stands in the book: the highest version, in intervals that never overlap."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.collector.money_sql import amount, standing
from centspan.collector.prices import book
from centspan.collector.prices.row import ALWAYS, FOREVER, PRICED, PriceRow
from centspan.collector.prices.stored import versions
from centspan.instrumentation.errors import CentspanError

DAY_0 = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = 3600
WINDOWS = ((0, 86400), (0, 86400), (0, 8 * HOUR), (8 * HOUR, 86400), (1800, 59400), (59400, 86400))


def at(hours):
    return DAY_0 + timedelta(hours=hours)


moments = st.one_of(st.just(ALWAYS), st.just(FOREVER), st.integers(0, 96).map(at))
rows_by_version = st.lists(
    st.builds(
        lambda seed, starts, ends, window, withdrawn: a_price(
            seed,
            valid_from=starts,
            valid_to=ends,
            day_from=window[0],
            day_to=window[1],
            withdrawn=withdrawn,
        ),
        st.integers(1, 5),
        moments,
        moments,
        st.sampled_from(WINDOWS),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


books = st.lists(rows_by_version, min_size=8, max_size=8)
"""Of several models, so that the engine is asked once about all."""


def a_price(seed=1, model="m", **fields):
    prices = tuple(Decimal(seed * 100 + n) / 10**6 for n in range(len(PRICED)))
    return PriceRow("p", model, "", 0, prices, "test", **fields)


def insert(client, *versioned):
    rows = [book.values_of(row, version, "test") for version, row in versioned]
    client.insert("prices", rows, column_names=book.COLUMNS)


def expected(rows, when):
    """The price that stands at `when`, by the definition: that of the last version that holds."""
    second = when.hour * HOUR + when.minute * 60 + when.second
    for row in reversed(rows):
        if row.valid_from <= when < row.valid_to and row.day_from <= second < row.day_to:
            return None if row.withdrawn else row.prices[0]
    return None


def answered(client, whens):
    """What the dictionaries say a token of each model costs at each moment."""
    price = f"dictGet('price_row', 'uncached_input', toUInt64({standing('key', 'moment')}))"
    rows = client.query(
        f"SELECT model, {price.replace('{database}.', '')} "
        "FROM (SELECT DISTINCT toString(model) AS model, price_key AS key FROM prices) "
        "ARRAY JOIN {whens:Array(DateTime('UTC'))} AS moment ORDER BY model, moment",
        parameters={"whens": whens},
    ).result_rows
    return {model: [row[1] for row in same] for model, same in groupby(rows, lambda row: row[0])}


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(books)
def test_the_highest_version_stands_at_every_moment(client, books):
    """However rows overlap, the dictionaries answer the last version that holds, or nothing."""
    client.command("TRUNCATE TABLE prices")
    models = {f"m-{n}": rows for n, rows in enumerate(books)}
    rows_of = ((model, *each) for model, rows in models.items() for each in enumerate(rows))
    insert(client, *((version, replace(row, model=model)) for model, version, row in rows_of))
    book.reload(client)
    whens = [at(hours) + timedelta(seconds=s) for hours in range(-1, 98) for s in (-1, 0, 1800)]
    assert answered(client, whens) == {
        model: [expected(rows, when) for when in whens] for model, rows in models.items()
    }
    overlaps = client.query("""
        SELECT countIf(valid_from < before) FROM (
          SELECT valid_from, lagInFrame(valid_to, 1, valid_from) OVER (
            PARTITION BY price_key ORDER BY valid_from
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before
          FROM price_intervals)
    """)
    assert overlaps.first_row == (0,)


def test_an_empty_book_prices_nothing(client):
    """Without rows every key answers price id 0 and no amount."""
    sql = "SELECT dictGet('price_at', 'standing', toUInt64(7), now()), dictGet('price_row', 'uncached_input', toUInt64(0))"
    assert client.query(sql).first_row == (0, None)


def test_a_price_not_yet_loaded_is_unpriced_and_not_free(client):
    """An id that `price_row` does not know makes the whole amount NULL."""
    expression = amount("toUInt64(7)").replace("{database}.", "")
    columns = ", ".join(f"toUInt64(5) AS {name}_tokens" for name in PRICED[:10])
    sql = f"SELECT {expression} FROM (SELECT {columns}, toUInt64(1) AS web_searches, toUInt64(1) AS requests)"
    assert client.query(sql).first_row == (None,)


def test_a_version_says_who_changed_what_and_why(client):
    """Each append is one numbered version with its author, reason and words."""
    for reason in ("resolved", "override"):
        book.append(client, [a_price()], reason=reason, what="p m", added_by="me")
    rows = client.query(
        "SELECT version, added_by, reason, what FROM price_versions ORDER BY version"
    )
    assert rows.result_rows == [(1, "me", "resolved", "p m"), (2, "me", "override", "p m")]


def test_two_writers_of_one_version_agree(client):
    """Rows of one version never stand side by side: the same one is one, of others one wins."""
    for seed in (1, 1, 3, 2):
        insert(client, (1, a_price(seed)))
    rows = client.query("SELECT count(), uniqExact(price_id) FROM price_intervals").first_row
    assert rows == (1, 1)


def test_writers_at_once_take_different_versions(engine, client):
    """Versions appended at the same time have numbers of their own, each with its rows and its reason."""

    def write(seed):
        with engine.client() as own:
            row = a_price(seed)
            return book.append(own, [row], reason=f"{seed}", what="", added_by="test")

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(write, range(1, 9)))
    assert len(set(numbers)) == 8
    assert {v.number: v.reason for v in versions(client)} == {
        number: f"{seed}" for seed, number in enumerate(numbers, 1)
    }
    rows = client.query("SELECT version, uncached_input FROM prices").result_rows
    assert dict(rows) == {n: a_price(seed).prices[0] for seed, n in enumerate(numbers, 1)}


def test_the_book_names_every_standing_price(client):
    """`price_book` shows each interval once, with its prices, source and author."""
    book.append(client, [a_price(1)], reason="test", what="", added_by="me")
    book.append(client, [a_price(2, valid_from=at(0))], reason="test", what="", added_by="you")
    rows = client.query(
        "SELECT valid_from, valid_to, uncached_input, added_by, version FROM price_book ORDER BY 1"
    ).result_rows
    first, second = DAY_0.replace(tzinfo=None), FOREVER.replace(tzinfo=None)
    assert rows == [
        (ALWAYS.replace(tzinfo=None), first, Decimal("0.0001"), "me", 1),
        (first, second, Decimal("0.0002"), "you", 2),
    ]


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({}, []),
        ({"valid_from": at(0)}, []),
        ({"valid_from": at(9.25)}, [at(9)]),
        ({"valid_to": at(10), "kind": "contract"}, [at(10)]),
        ({"valid_from": at(33)}, []),
        ({"day_from": 1800, "day_to": 59400}, [at(0), at(16)]),
    ],
)
def test_hours_that_a_new_boundary_cuts_are_rolled_again(
    client, store_calls, a_call, fields, marked
):
    """A boundary inside a day marks the hour it cuts, where that key has calls; at midnight none."""
    store_calls([a_call("p", "m", started_at=at(9.1)), a_call("p", "other", started_at=at(11))])
    client.command("TRUNCATE TABLE dirty_hours")
    book.append(client, [a_price(**fields)], reason="test", what="", added_by="test")
    rows = client.query("SELECT DISTINCT hour FROM dirty_hours ORDER BY hour").result_rows
    assert [row[0].replace(tzinfo=UTC) for row in rows] == marked


def test_a_boundary_off_the_quarter_hour_is_refused(client):
    """Rollups know calls by the quarter hour, so the book takes no boundary between two."""
    odd = a_price(valid_from=at(9) + timedelta(minutes=10))
    with pytest.raises(CentspanError, match=r"at a quarter hour.*found 2026-03-01 09:10:00"):
        book.append(client, [odd], reason="test", what="", added_by="test")
    assert client.query("SELECT count() FROM prices").first_row == (0,)
