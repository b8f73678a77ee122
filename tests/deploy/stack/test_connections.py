"""Connections that misbehave: each is ended, and none holds up or loses what others send."""

import contextlib
import random
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3
from odd_http import raw_requests, send
from odd_spans import plain
from odd_sql import odd_query

PATIENCE = 30
"""Seconds: the promise is 5, which the long runs measure; tests share their machine."""
PORTS = ("clickhouse", "otlp_http", "ui")


def number(url: str) -> int:
    return int(url.rpartition(":")[2])


def connected(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", number(url)), 20)


def at_once(up, *asked):
    """What is asked, all at the same time, without waiting for it; none gives up waiting for another."""
    threads = ThreadPoolExecutor(len(asked))
    patient = {"database": "centspan", "max_execution_time": "600"}
    answers = [threads.submit(up.sql, each, **patient) for each in asked]
    threads.shutdown(wait=False)
    return answers


def read(one: socket.socket) -> bytes:
    """What comes until the server closes."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := one.recv(65_536):
            received += piece
    return received


@pytest.mark.parametrize("port", PORTS)
def test_a_head_that_never_ends_is_given_up(up, port):
    """A request whose head stops arriving is closed within seconds; so is a silent connection."""
    with connected(getattr(up, port)) as slow, connected(getattr(up, port)) as silent:
        began = time.monotonic()
        slow.sendall(b"GET / HTTP/1.1\r\nHost: local")
        assert read(slow) == read(silent) == b""
        assert time.monotonic() - began < PATIENCE


def test_a_body_that_stops_is_given_up(up):
    """A body shorter than announced is answered with 408, or its connection closed, in seconds."""
    began = time.monotonic()
    head = (
        b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
    )
    with connected(up.otlp_http) as one, connected(up.clickhouse) as other:
        one.sendall(head + b"Content-Length: 100\r\n\r\nabc")
        other.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nSELECT")
        assert one.recv(100).startswith(b"HTTP/1.1 408 ")
        assert read(other) == b""
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("extra", [b"X: " + b"x" * 2_000_000, b"X: 1\r\n" * 2000 + b"Y: 1"])
def test_a_head_has_a_size(up, extra):
    """Headers of megabytes, or thousands of them, are refused with 400."""
    with connected(up.ui) as one:
        with contextlib.suppress(ConnectionError):
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + extra + b"\r\n\r\n")
        assert read(one)[:12] in (b"HTTP/1.1 400", b"")
    assert urllib3.request("GET", f"{up.ui}/healthz", timeout=30).status == 200


def test_a_query_in_the_url_may_be_long(up):
    """A URL of hundreds of kilobytes is a query like any other, as ClickHouse takes a megabyte."""
    answer = up.sql("", query=f"SELECT length('{'x' * 200_000}')")
    assert answer.data == b"200000\n"


def test_an_upgrade_is_not_made_and_loses_nothing(up):
    """A POST that asks for HTTP/2, as Java's client does, is stored before it is answered."""
    body = plain("upgraded", 1).SerializeToString()
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMA"}
    headers["Content-Type"] = "application/x-protobuf"
    answer = urllib3.request(
        "POST", f"{up.otlp_http}/v1/traces", body=body, headers=headers, timeout=30
    )
    assert answer.status == 200
    stored = "SELECT count() FROM otel_traces WHERE ServiceName = 'upgraded'"
    assert up.sql(stored, database="centspan").data == b"1\n"


def test_a_crowd_of_slow_callers_keeps_no_one_out(up):
    """Two hundred requests that never end leave queries and spans answered at once."""
    with contextlib.ExitStack() as crowd:
        for port in ("clickhouse", "otlp_http"):
            for _ in range(100):
                one = crowd.enter_context(connected(getattr(up, port)))
                one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nS")
        began = time.monotonic()
        assert up.sql("SELECT 1").data == b"1\n"
        assert urllib3.request("GET", f"{up.ui}/healthz", timeout=30).status == 200
        assert time.monotonic() - began < PATIENCE


def test_torn_and_garbled_connections(up):
    """Two hundred connections broken in every way leave each port answering, and no file open."""
    dice = random.Random(1)
    for count in range(200):
        port = PORTS[count % 3]
        path = "/v1/traces" if port == "otlp_http" else "/"
        sent = send(number(getattr(up, port)), raw_requests(dice, path, b"SELECT 1"), dice)
        assert sent.seconds < PATIENCE
        assert sent.status not in (500, 502)
    for _ in range(50):
        with connected(up.clickhouse) as one:
            one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nSELECT 1")
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert up.sql("SELECT 1").data == b"1\n"


def test_senseless_and_garbled_queries(up):
    """Whatever is sent as SQL or data is answered soon, and an error has an engine's code."""
    dice = random.Random(2)
    for _ in range(80):
        asked = odd_query(dice)
        began = time.monotonic()
        url = up.clickhouse + asked.path
        answer = urllib3.request(
            asked.method, url, body=asked.body, headers=asked.headers, retries=False, timeout=20
        )
        assert time.monotonic() - began < PATIENCE, asked
        code = answer.headers.get("X-ClickHouse-Exception-Code")
        assert (answer.status < 400) == (code is None), asked
        assert code != "1002", asked
    assert up.sql("SELECT 1").data == b"1\n"


def test_greedy_queries_are_stopped_and_spans_stored(start_up, tmp_path, new_store):
    """Queries that together want gigabytes end with code 241, spans sent meanwhile are stored, and a gigabyte is not reached."""
    up = start_up(new_store(tmp_path / "data"))
    greedy = ("SELECT groupArray(number) FROM numbers(10000000000)",) * 6
    answers = at_once(up, *greedy)
    body = plain("meanwhile", 1).SerializeToString()
    headers = {"Content-Type": "application/x-protobuf"}
    answer = urllib3.request(
        "POST", f"{up.otlp_http}/v1/traces", body=body, headers=headers, retries=False, timeout=60
    )
    assert answer.status == 200
    codes = [each.result().headers["X-ClickHouse-Exception-Code"] for each in answers]
    assert codes == ["241"] * 6
    assert up.peak_megabytes() < 1000


@pytest.mark.parametrize("form", ["JSON", "Native"])
def test_dear_queries_wait_for_one_another(up, form):
    """Queries that fit into memory alone, but not together, are all answered: none fails because of another."""
    dear = (
        "SELECT max(length(x)), count() FROM (SELECT number % 100000 AS g, groupArray(number) AS x "
        f"FROM numbers(6000000) GROUP BY g) FORMAT {form}"
    )
    answers = [each.result() for each in at_once(up, *(dear,) * 4)]
    assert [each.status for each in answers] == [200] * 4
    assert len({each.data.partition(b'"statistics"')[0] for each in answers}) == 1


def test_large_inserts_wait_for_one_another(up, table):
    """Inserts that together would hold more than there is are all stored, once."""
    rows = b"".join(b'{"number": %d, "text": "%s"}\n' % (n, b"x" * 400) for n in range(90_000))
    sql = f"INSERT INTO {table} (number, text) FORMAT JSONEachRow\n".encode()
    answers = [each.result() for each in at_once(up, *(sql + rows,) * 5)]
    assert [each.status for each in answers] == [200] * 5
    count = f"SELECT count(), uniqExact(number) FROM {table}"
    assert up.sql(count, database="centspan").data == b"450000\t90000\n"


def test_data_that_cannot_be_read_have_a_code(up, table):
    """Rows of garbage are refused with an engine's code, also where its words are not UTF-8."""
    for form, rows in (("CSV", b"\xff\xfe\n"), ("Avro", b"Obj\1"), ("JSONEachRow", b'{"n": \xa0}')):
        sql = f"INSERT INTO {table} (number) FORMAT {form}"
        answer = up.sql(rows, query=sql, database="centspan")
        assert int(answer.headers["X-ClickHouse-Exception-Code"]) != 1002
        assert answer.status >= 400
