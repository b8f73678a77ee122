"""The parts of ClickHouse's HTTP interface that clients other than clickhouse-connect use."""

import contextlib
import gzip
import io
import json
import socket
import time

import lz4.frame
import pytest
import urllib3
import zstandard

from centspan.deploy.stack.clickhouse_http.frames import FrameReader, compress


@pytest.mark.parametrize("path", ["/ping", "/replicas_status", "/"])
def test_probes_answer_ok(up, path):
    """The probes answer `Ok.` as a server does."""
    answer = urllib3.request("GET", up.clickhouse + path)
    assert (answer.status, answer.data) == (200, b"Ok.\n")


def test_an_unknown_path_is_404(up):
    """A path that is no handle is 404."""
    assert urllib3.request("GET", up.clickhouse + "/nothing").status == 404


def test_query_in_url_and_in_body(up):
    """A query is taken from the URL, from the body, or from both in that order."""
    assert up.sql("", query="SELECT 1").data == b"1\n"
    assert up.sql("SELECT 1").data == b"1\n"
    assert up.sql(" + 1", query="SELECT 1").data == b"2\n"


def test_formats(up):
    """The format comes from the query, else from default_format, else is TabSeparated."""
    answer = up.sql("SELECT 1 AS a FORMAT JSONEachRow", default_format="CSV")
    assert (answer.data, answer.headers["X-ClickHouse-Format"]) == (b'{"a":1}\n', "JSONEachRow")
    answer = up.sql("SELECT 'a'", default_format="CSV")
    assert answer.data == b'"a"\n'
    assert answer.headers["Content-Type"].startswith("text/csv")
    answer = up.sql("SELECT 'a'", headers={"X-ClickHouse-Format": "JSON"})
    assert json.loads(answer.data)["rows"] == 1
    assert up.sql("SELECT 'a'").headers["X-ClickHouse-Format"] == "TabSeparated"


def test_headers_say_what_happened(up, table):
    """An answer carries the query id and what was read and written."""
    answer = up.sql(
        f"INSERT INTO {table} (number) VALUES (1), (2)", database="centspan", query_id="q-1"
    )
    assert answer.headers["X-ClickHouse-Query-Id"] == "q-1"
    assert json.loads(answer.headers["X-ClickHouse-Summary"])["written_rows"] == "2"


@pytest.mark.parametrize(
    "insert",
    [
        b"INSERT INTO scratch (number, text) VALUES (1, 'a;b'), (2, '--')",
        b'INSERT INTO scratch (number, text) FORMAT CSV\n1,"a;b"\n2,--\n',
        b"INSERT INTO scratch (number, text) FORMAT TSV\n1\ta;b\n2\t--\n",
        b'/* x */ insert into scratch FORMAT JSONEachRow {"number":1,"text":"a;b"}\n{"number":2,"text":"--"}',
        b"INSERT INTO scratch (number, text) SELECT 1, 'a;b' UNION ALL SELECT 2, '--'",
        b"INSERT INTO scratch (number, text) SETTINGS async_insert = 0 VALUES (1, 'a;b'), (2, '--');",
    ],
)
def test_inserts_carry_their_data(up, client, table, insert):
    """Data behind the statement are stored, whatever separators they hold."""
    assert up.sql(insert, database="centspan").status == 200
    rows = client.query(f"SELECT number, text FROM {table} ORDER BY number").result_rows
    assert rows == [(1, "a;b"), (2, "--")]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("lz4", lz4.frame.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
    ],
)
def test_bodies_may_be_compressed(up, client, table, encoding, pack):
    """A compressed body is unpacked, query in the URL or in the body."""
    headers = {"Content-Encoding": encoding}
    sql = f"INSERT INTO {table} (number) FORMAT CSV"
    assert up.sql(pack(b"1\n2\n"), query=sql, database="centspan", headers=headers).status == 200
    assert up.sql(pack(sql.encode() + b"\n3\n"), database="centspan", headers=headers).status == 200
    assert client.command(f"SELECT sum(number) FROM {table}") == 6


@pytest.mark.parametrize("method", ["lz4", "zstd", "none"])
def test_clickhouse_s_own_blocks_both_ways(up, client, table, method):
    """Bodies and answers may be ClickHouse's compressed blocks, as clickhouse-go sends them."""
    sql = f"INSERT INTO {table} (number) FORMAT CSV"
    packed = compress(b"".join(b"%d\n" % i for i in range(300_000)), method)
    assert up.sql(packed, query=sql, database="centspan", decompress="1").status == 200
    answer = up.sql(
        f"SELECT count() FROM {table}",
        database="centspan",
        compress="1",
        network_compression_method=method.upper(),
    )
    assert FrameReader(io.BytesIO(answer.data)).read(100) == b"300000\n"


@pytest.mark.parametrize("sql", ["SELECT throwIf(1)", "INSERT INTO nowhere VALUES (1)", "nonsense"])
@pytest.mark.parametrize("method", ["lz4", "zstd"])
def test_errors_come_in_blocks_too(up, sql, method):
    """Who asks for compressed blocks gets errors in one, as clickhouse-go unpacks them without a look at the status."""
    answer = up.sql(sql, database="centspan", compress="1", network_compression_method=method)
    assert answer.status >= 400
    text = FrameReader(io.BytesIO(answer.data)).read(10_000).decode()
    assert text.startswith(f"Code: {answer.headers['X-ClickHouse-Exception-Code']}. DB::Exception")


def test_a_damaged_block_is_named(up, table):
    """A compressed block with a wrong checksum is refused with code 40 and stores nothing."""
    packed = bytearray(compress(b"1\n", "lz4"))
    packed[0] ^= 1
    sql = f"INSERT INTO {table} (number) FORMAT CSV"
    answer = up.sql(bytes(packed), query=sql, database="centspan", decompress="1")
    assert answer.headers["X-ClickHouse-Exception-Code"] == "40"


def test_native_in_a_newer_revision(up):
    """Native answers follow client_protocol_version: block info, and a serialization byte."""
    answer = up.sql("SELECT 1 AS a", default_format="Native", client_protocol_version="54460")
    assert answer.data == b"\x01\x00\x02\xff\xff\xff\xff\x00\x01\x01\x01a\x05UInt8\x00\x01"


def test_an_early_error_has_a_status(up):
    """An error that comes before the first megabyte is an HTTP error with the engine's text."""
    answer = up.sql(
        "SELECT number, throwIf(number = 1000) FROM numbers(100000)", max_block_size="100"
    )
    assert answer.status == 500
    assert answer.data.startswith(b"Code: 395. DB::Exception: ")


def test_waiting_for_the_end_turns_every_error_into_a_status(up):
    """With wait_end_of_query a late error is an HTTP error too."""
    sql = "SELECT number, throwIf(number = 3000000) FROM numbers(5000000)"
    assert up.sql(sql, wait_end_of_query="1").status == 500


def test_too_many_queries_are_told_to_come_back(up):
    """Beyond the queue a query gets 503 with Retry-After, and later ones are answered."""
    slow = b"SELECT sum(sipHash64(number)) FROM numbers(100000000000)"
    head = f"POST /?max_execution_time=3 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(slow)}\r\n\r\n"
    with contextlib.ExitStack() as waiting:
        for _ in range(72):
            one = waiting.enter_context(socket.create_connection(("127.0.0.1", up.port)))
            one.sendall(head.encode() + slow)
        time.sleep(1)
        answer = up.sql("SELECT 1")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert _answered_within(up, 10)


def test_a_query_ends_with_its_client(up):
    """A client that goes away takes its query with it."""
    sql = b"SELECT sum(sipHash64(number)) FROM numbers(100000000000) SETTINGS max_threads = 1"
    with socket.create_connection(("127.0.0.1", up.port)) as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(sql), sql)
        )
        time.sleep(0.5)
    running = "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'"
    until = time.monotonic() + 5
    while up.sql(running).data != b"0\n":
        assert time.monotonic() < until
        time.sleep(0.1)


def _answered_within(up, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if up.sql("SELECT 1").data == b"1\n":
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("text", ["Python(sql)", "a python (self) b", r"\Python(told)"])
def test_a_text_that_looks_like_python_is_a_text(up, text):
    """What chDB would look for among this process's variables is left alone in texts and names."""
    literal = text.replace("\\", "\\\\")
    answer = up.sql(f"SELECT '{literal}' AS `{literal}` FORMAT JSONCompactEachRowWithNames")
    assert [json.loads(line) for line in answer.data.splitlines()] == [[text], [text]]
