"""clickhouse-connect's ordinary HTTP client works unchanged against `centspan up`."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError
from clickhouse_connect.driver.external import ExternalData

AT = datetime(2026, 1, 2, 3, 4, 5)
COLUMNS = ["number", "text", "at"]


def test_a_query_returns_typed_rows(client):
    """A query's rows come back with their types, exact decimals included."""
    result = client.query(
        "SELECT 1 AS a, 'x' AS b, toDecimal64('1.23', 4) AS c, [1, 2] AS d, map('k', 1) AS e, "
        "toLowCardinality('l') AS f, NULL AS g, toDateTime64('2026-01-02 03:04:05', 3, 'UTC') AS h"
    )
    assert result.result_rows[0][:7] == (1, "x", Decimal("1.2300"), [1, 2], {"k": 1}, "l", None)
    assert result.result_rows[0][7].replace(tzinfo=None) == AT
    assert result.summary["read_rows"] == "1"


def test_parameters_arrive_exactly(client):
    """A bound parameter arrives unchanged, whatever characters it holds."""
    hostile = "it's\t\\ \n`;-- ü €"
    assert client.query("SELECT {x:String}", parameters={"x": hostile}).first_row == (hostile,)
    assert client.query("SELECT %(x)s", parameters={"x": hostile}).first_row == (hostile,)


def test_long_parameters_arrive_as_a_form(client):
    """Parameters too long for a URL, which the client sends as a form, arrive exactly, too."""
    many = [f"it's\t{number}" for number in range(5000)]
    back = client.query("SELECT {x:Array(String)}", parameters={"x": many}).first_row[0]
    assert list(back) == many


def test_a_table_comes_with_its_query(client):
    """External data are a table for one query, and gone after it."""
    sent = ExternalData(file_name="mine", data=b"1\n2\n", fmt="CSV", structure="a UInt32")
    assert client.query("SELECT sum(a) FROM mine", external_data=sent).first_row == (3,)
    assert client.query("SELECT sum(a) FROM mine", external_data=sent).first_row == (3,)
    with pytest.raises(DatabaseError, match="mine"):
        client.query("SELECT sum(a) FROM mine")


@pytest.mark.parametrize(
    "structure",
    ["a String) ENGINE = URL('http://127.0.0.1:1/', CSV) --", "a String) AS SELECT * FROM file('x"],
)
def test_a_table_that_comes_with_a_query_passes_the_fence(client, structure):
    """What a caller calls a table's columns is judged like any other statement."""
    sent = ExternalData(file_name="mine", data=b"1\n", fmt="CSV", structure=structure)
    with pytest.raises(DatabaseError) as failed:
        client.query("SELECT 1", external_data=sent)
    assert failed.value.code in (497, 62)


def test_inserted_rows_are_read_back(client, table):
    """Rows and DataFrames inserted are read back the same, also as an Arrow table."""
    assert client.insert(table, [[1, "a", AT]], column_names=COLUMNS).written_rows == 1
    frame = pd.DataFrame({"number": [2, 3], "text": ["b", "c"], "at": [AT, AT]})
    client.insert_df(table, frame)
    client.insert_df(table, pd.DataFrame({"number": [4], "text": ["d"], "at": [AT]}))
    back = client.query_df(f"SELECT * FROM {table} ORDER BY number")
    assert back["number"].tolist() == [1, 2, 3, 4]
    assert back["text"].tolist() == ["a", "b", "c", "d"]
    assert client.query_np(f"SELECT number FROM {table} ORDER BY number").tolist()[0] == [1]
    assert client.query_arrow(f"SELECT * FROM {table}").num_rows == 4


def test_an_empty_result_has_its_columns(client):
    """A result without rows still names its columns."""
    result = client.query("SELECT number, 'x' AS text FROM numbers(3) WHERE number > 5")
    assert result.column_names == ("number", "text")
    assert result.result_rows == []


def test_a_token_deduplicates(client):
    """An insert repeated with its deduplication token is stored once."""
    client.command(
        "CREATE OR REPLACE TABLE tokens (a UInt8) ENGINE = MergeTree ORDER BY a "
        "SETTINGS non_replicated_deduplication_window = 100"
    )
    for _ in range(2):
        client.insert("tokens", [[1]], settings={"insert_deduplication_token": "t"})
    client.insert("tokens", [[1]], settings={"insert_deduplication_token": "other"})
    assert client.command("SELECT count() FROM tokens") == 2
    client.command("DROP TABLE tokens")


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT nothing_of_the_kind", 47),
        ("SELEC 1", 62),
        ("SELECT * FROM no_such_table", 60),
        ("SELECT throwIf(number = 5) FROM numbers(10)", 395),
        ("SELECT throwIf(number = 5000000) FROM numbers(10000000)", 395),
        ("SELECT * FROM numbers(10) SETTINGS no_such_setting = 1", 115),
        ("SELECT sleepEachRow(1)", 497),
    ],
)
def test_errors_carry_the_engine_s_code(client, sql, code):
    """A failed query raises with the code a ClickHouse server would give."""
    with pytest.raises(DatabaseError) as failed:
        client.query(sql)
    assert failed.value.code == code


def test_an_error_amid_a_stream_is_raised(client):
    """A stream that breaks off raises instead of ending early."""
    sql = "SELECT number, throwIf(number = 3000000) FROM numbers(5000000)"
    with client.query_row_block_stream(sql, settings={"max_block_size": 10000}) as stream:
        assert next(stream)
        with pytest.raises(StreamFailureError, match="395"):
            list(stream)


def test_settings_do_not_outlive_their_query(up, client):
    """A setting of one query is gone in the next, in the same session and in others."""
    default = client.command("SELECT getSetting('max_block_size')")
    sql = "SELECT getSetting('max_block_size')"
    assert client.command(sql, settings={"max_block_size": 7}) == 7
    assert client.command(sql) == default
    with up.client() as other:
        assert other.command(sql) == default


def test_a_failed_query_leaves_no_setting_behind(client):
    """A setting of a failed query is gone in the next."""
    with pytest.raises(DatabaseError):
        client.query("SELECT nope", settings={"max_block_size": 9})
    assert client.command("SELECT getSetting('max_block_size')") != 9


def test_a_session_keeps_temporary_tables_to_itself(up, client):
    """A temporary table lasts for its session and is invisible to others."""
    client.command("CREATE TEMPORARY TABLE mine (a UInt8)")
    client.command("INSERT INTO mine VALUES (1)")
    assert client.command("SELECT count() FROM mine") == 1
    with up.client() as other, pytest.raises(DatabaseError, match="mine"):
        other.command("SELECT count() FROM mine")


@pytest.mark.parametrize("compress", ["lz4", "zstd", "gzip", False])
def test_every_compression_works_both_ways(up, table, compress):
    """Results and inserts survive each compression the client offers."""
    with up.client(compress=compress) as client:
        client.insert(table, [[i, "x" * 50, AT] for i in range(5000)], column_names=COLUMNS)
        assert len(client.query(f"SELECT * FROM {table}").result_rows) == 5000


def test_eight_clients_at_once(up, client, table):
    """Eight parallel clients get their own answers while another one writes."""
    wrong = []

    def read(number):
        with up.client() as mine:
            for i in range(15):
                sql = f"SELECT {number} * 1000 + {i} + number FROM numbers(3)"
                if mine.query(sql).result_rows[0][0] != number * 1000 + i:
                    wrong.append((number, i))

    readers = [threading.Thread(target=read, args=(n,)) for n in range(8)]
    for reader in readers:
        reader.start()
    for i in range(10):
        client.insert(table, [[i, "w", AT]] * 100, column_names=COLUMNS)
    for reader in readers:
        reader.join()
    assert wrong == []
    assert client.command(f"SELECT count() FROM {table}") == 1000


def test_a_million_rows_in_and_five_million_out(up, client, table):
    """A million rows go in and five million come out while the server stays under 1 GB."""
    frame = pd.DataFrame(
        {
            "number": np.arange(1_000_000, dtype="uint64"),
            "text": ["some text"] * 1_000_000,
            "at": np.full(1_000_000, AT, dtype="datetime64[ms]"),
        }
    )
    client.insert_df(table, frame)
    assert client.command(f"SELECT count() FROM {table}") == 1_000_000
    count = 0
    with client.query_row_block_stream("SELECT number FROM numbers(5000000)") as stream:
        for block in stream:
            count += len(block)
    assert count == 5_000_000
    assert up.peak_megabytes() < 1000


def test_times_are_utc(client):
    """The store's clock and zone are UTC wherever it runs."""
    assert (
        abs(
            (
                client.query("SELECT now()").first_row[0].replace(tzinfo=UTC) - datetime.now(UTC)
            ).total_seconds()
        )
        < 5
    )
