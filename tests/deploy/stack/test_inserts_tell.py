"""An insert over HTTP that did not store its rows never says that it did."""

from contextlib import contextmanager

import pytest


@contextmanager
def view(client, select):
    """A table that keeps nothing, and beside it `kept`, which has what a view makes of its rows."""
    client.command("CREATE OR REPLACE TABLE kept (n Int64) ENGINE = MergeTree ORDER BY n")
    client.command("CREATE OR REPLACE TABLE incoming (n Int64) ENGINE = Null")
    client.command("DROP TABLE IF EXISTS incoming_mv")
    client.command(
        f"CREATE MATERIALIZED VIEW incoming_mv TO kept AS SELECT {select} AS n FROM incoming"
    )
    yield "incoming"
    for name in ("incoming_mv", "incoming", "kept"):
        client.command(f"DROP TABLE {name}")


@pytest.fixture
def failing(client):
    """A table whose view fails for rows with number 7."""
    with view(client, "n + throwIf(n = 7, 'seven')") as table:
        yield table


@pytest.mark.parametrize(
    ("form", "rows"), [("JSONEachRow", '{"n":6}{"n":7}'), ("CSV", "6\n7\n"), ("Values", "(6), (7)")]
)
def test_a_view_that_fails_fails_the_insert(up, failing, client, form, rows):
    """A row that a materialized view cannot take is an error with the engine's words, and nothing is kept."""
    answer = up.sql(f"INSERT INTO centspan.{failing} FORMAT {form} {rows}")
    assert (answer.status, b"seven" in answer.data) == (500, True)
    assert client.command("SELECT count() FROM kept") == 0


@pytest.fixture
def greedy(client):
    """A table whose view takes eight bytes for each 1 of a row's number."""
    with view(client, "toInt64(length(range(toUInt64(n))))") as table:
        yield table


@pytest.mark.parametrize(("number", "status"), [(150_000_000, 500), (45_000_000, 200)])
def test_a_view_may_take_more_than_a_query(up, greedy, client, number, status):
    """Rows whose views need more than a query may hold are stored, up to 1.6 times as much: their sender would only send them again."""
    answer = up.sql(f"INSERT INTO centspan.{greedy} FORMAT CSV {number}\n")
    assert (answer.status, b"Code: 241" in answer.data) == (status, status == 500)
    assert client.command("SELECT sum(n) FROM kept") == (number if status == 200 else 0)


def test_settings_of_an_insert_hold_for_its_data(up, table, client):
    """A SETTINGS clause before FORMAT is obeyed: the same token stores a block once."""
    client.command(f"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 10")
    insert = f"INSERT INTO centspan.{table} (number) SETTINGS insert_deduplication_token = 'a' FORMAT CSV 1\n"
    assert [up.sql(insert).status for _ in range(2)] == [200, 200]
    assert client.command(f"SELECT count() FROM {table}") == 1


def test_an_insert_without_rows_is_none(up, table, client):
    """Data that end at once store nothing and are no error."""
    assert up.sql(f"INSERT INTO centspan.{table} (number) FORMAT CSV\n").status == 200
    assert client.command(f"SELECT count() FROM {table}") == 0
