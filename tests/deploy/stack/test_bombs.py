"""Small requests that would unpack to much, compute much, or hold others up."""

import gzip
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import urllib3
import zstandard
from clickhouse_cityhash.cityhash import CityHash128

from centspan.deploy.stack.clickhouse_http.data_file import MOST_BYTES

MOST_MEGABYTES = 1000
DEAR = "length(range(30000000))"
"""Takes 240 MB."""


def packed_zeros(size: int) -> bytes:
    """So many zero bytes under gzip: a thousandth of them."""
    return gzip.compress(bytes(1 << 20), 9) * (size >> 20)


def frame(payload: bytes, size: int) -> bytes:
    """One of ClickHouse's compressed blocks, by zstd, that names `size`."""
    body = struct.pack("<BII", 0x90, len(payload) + 9, size) + payload
    value = CityHash128(body)
    return struct.pack("<QQ", value >> 64, value & (1 << 64) - 1) + body


def at_once(up, count, sql):
    """Ask one statement so many times at once."""
    with ThreadPoolExecutor(count) as threads:
        return list(
            threads.map(
                lambda _: up.sql(sql, database="centspan", max_execution_time="120"), range(count)
            )
        )


def test_rows_are_bounded_as_they_are_unpacked(up, table):
    """A body that unpacks to more rows than the store could hold is refused while it is unpacked."""
    head = gzip.compress(f"INSERT INTO {table} (text) FORMAT TSV\n".encode())
    body = head + packed_zeros(MOST_BYTES + (8 << 20))
    answer = up.sql(body, database="centspan", headers={"Content-Encoding": "gzip"})
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (413, "307")
    assert b"send them in parts" in answer.data


def test_one_value_of_all_that_may_come_is_refused(up, table):
    """A value of as many bytes as rows may have is more than a query may hold, and told before it is held."""
    head = gzip.compress(f"INSERT INTO {table} (text) FORMAT TSV\n".encode())
    body = head + packed_zeros(MOST_BYTES - (8 << 20))
    answer = up.sql(body, database="centspan", headers={"Content-Encoding": "gzip"})
    assert answer.headers["X-ClickHouse-Exception-Code"] == "241"
    assert up.peak_megabytes() < MOST_MEGABYTES


def test_a_window_beyond_the_standard_s_is_refused(up):
    """A zstd stream may ask for 8 MiB of memory, as RFC 9659 has it, and no more."""
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(b"SELECT 1 --" + b" " * (100 << 20)) + packer.flush()
    answer = up.sql(body, headers={"Content-Encoding": "zstd"})
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "271")


@pytest.mark.parametrize("named", [1 << 27, 9])
def test_a_block_is_no_larger_than_it_says(up, named):
    """A compressed block beyond all bounds is refused, and so is one whose payload holds more than it names."""
    payload = zstandard.compress(bytes(1 << 27))
    answer = up.sql(frame(payload, named), decompress="1")
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "271")


def test_a_table_sent_with_a_query_asks_nothing(up):
    """The columns of a form's table are columns: nothing is asked in their place."""
    body, kind = urllib3.encode_multipart_formdata({"x": ("x", "1")})
    asked = up.sql(
        body,
        headers={"Content-Type": kind},
        query="SELECT 1",
        x_structure="a UInt64) ENGINE = Memory AS SELECT number FROM numbers(33000000) --",
    )
    assert asked.headers["X-ClickHouse-Exception-Code"] == "497"


def test_a_long_statement_is_refused(up):
    """A statement beyond 256 KiB is refused, as a server does, before it is judged."""
    answer = up.sql("SELECT " + "1," * 200_000 + "1")
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (413, "307")


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO {{table}} (number) SELECT {DEAR}",
        f"CREATE TABLE IF NOT EXISTS dear (a UInt64 DEFAULT {DEAR}) ENGINE = Memory",
        f"ALTER TABLE {{table}} DELETE WHERE number = {DEAR}",
    ],
)
def test_what_computes_waits_for_its_turn(up, client, table, sql):
    """Statements that compute as much as a query may hold are carried out one after the other, not together."""
    answers = at_once(up, 6, sql.format(table=table))
    client.command("DROP TABLE IF EXISTS dear")
    assert {answer.status for answer in answers} == {200}, answers[0].data
    assert up.peak_megabytes() < MOST_MEGABYTES


def test_what_a_query_freed_is_given_back_before_the_next(up):
    """Joins that each take all a query may hold, one after the other, hold no more together."""
    sql = "SELECT count() FROM numbers(30000000) AS a JOIN numbers(30000000) AS b USING number"
    for algorithm in ("hash", "partial_merge", "grace_hash") * 4:
        answer = up.sql(f"{sql} SETTINGS join_algorithm = '{algorithm}'")
        assert answer.headers["X-ClickHouse-Exception-Code"] == "241"
    assert up.peak_megabytes() < 900


def test_rows_are_stored_while_long_questions_run(up, table):
    """An insert whose statement is in the URL, as a gateway's is, waits for no question."""
    asked = quote("SELECT sum(sipHash64(number)) FROM numbers(10000000000000)")
    url = f"{up.clickhouse}/?query={asked}&max_execution_time=10"
    with ThreadPoolExecutor(8) as threads, urllib3.PoolManager(8) as pool:
        questions = [threads.submit(pool.request, "POST", url) for _ in range(8)]
        time.sleep(2)
        sql = f"INSERT INTO {table} (number) FORMAT CSV"
        assert up.sql(b"1\n", query=sql, database="centspan").status == 200
        assert not any(each.done() for each in questions)
        assert {each.result().status for each in questions} == {408}
