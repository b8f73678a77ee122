"""Queries no one should send to a ClickHouse, and good ones broken on the way."""

import gzip
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from garble import Garble

GOOD = (
    "SELECT count(), max(Timestamp) FROM otel_traces WHERE ServiceName = 'x' GROUP BY SpanName",
    "SELECT number, toString(number) FROM numbers(1000) FORMAT JSONEachRow",
    "WITH (SELECT max(n) FROM scratch) AS m SELECT m, [1, 2], map('a', 1), 'it''s' FORMAT Native",
    "SELECT * FROM scratch ORDER BY n LIMIT 5 FORMAT CSVWithNames",
    "DESCRIBE TABLE llm_calls",
    "EXPLAIN SELECT effective_usd FROM calls WHERE started_at > now() - 3600",
    "INSERT INTO scratch (n, s) VALUES (1, 'a'), (2, 'b')",
    'INSERT INTO scratch FORMAT JSONEachRow {"n": 1, "s": "x"} {"n": 2}',
)
FORBIDDEN = (
    "SELECT * FROM file('/etc/passwd')",
    "SELECT * FROM url('http://127.0.0.1:1/', CSV)",
    "SELECT 1 INTO OUTFILE '/tmp/never'",
    "SYSTEM SHUTDOWN",
    "DROP DATABASE centspan",
    "SELECT 1; SELECT 2",
    "SET ROLE ALL",
    "CREATE USER x",
    "ATTACH TABLE x",
    "KILL QUERY WHERE 1",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "CREATE TABLE x (a UInt8) ENGINE = URL('http://127.0.0.1:1/', CSV)",
    "BACKUP DATABASE centspan TO Disk('a', 'b')",
    "SELECT sleep(3)",
    "SELECT arrayMap()(file, ['/etc/passwd'])",
    "SELECT b FROM values(('b String ALIAS file(\\'/etc/passwd\\')'), 1)",
    "INSERT INTO scratch SELECT 1, '' FORMAT `Null; SET ROLE ALL`",
    "INSERT INTO scratch (n) VALUES (length(file('/etc/passwd')))",
    "SET input_format_values_interpret_expressions",
)
HEAVY = (
    "SELECT sum(sipHash64(number)) FROM numbers(1000000000000) SETTINGS max_execution_time = 1",
    "SELECT groupArray(number) FROM numbers(10000000000) SETTINGS max_execution_time = 2",
    "SELECT repeat('x', 1000000000)",
    "SELECT count() FROM numbers(3000) AS a, numbers(9000000) AS b SETTINGS max_execution_time = 1",
    "SELECT arrayMap(x -> range(x), range(1000000)) SETTINGS max_execution_time = 2",
    "SELECT number FROM numbers(3000000)",
)
ODD = (
    *("", ";", "(", "'", "`", "/*", "--", "$$", "\0", "SELECT '\udcff'", "SELECT 1 FORMAT Nothing"),
    *(
        "SELECT {x:UInt64}",
        "SELECT {x:Identifier}",
        "SELECT 1 FORMAT",
        "INSERT INTO",
        "SELECT " * 99,
    ),
    *("SELECT " + "(" * 3000 + "1" + ")" * 3000, "SELECT " + "1+" * 20_000 + "1", "FORMAT TSV"),
    *("SELECT " + ",".join(["1"] * 50_000), "INSERT INTO nowhere VALUES (1)", "SELECT \U0001f600"),
    *(
        "INSERT INTO scratch FORMAT Native\n",
        "INSERT INTO scratch FORMAT RowBinary\n\1",
        "SELECT 1e999",
    ),
    *("SELECT '" + "x" * 3_000_000 + "'", "select 1 settings max_threads='x'", "SELECT -- \n 1"),
)
PARAMETERS = (
    *(("max_threads", "-1"), ("max_block_size", "0"), ("max_memory_usage", "1"), ("readonly", "9")),
    *(("session_id", "s" * 5000), ("session_id", "s"), ("session_timeout", "x"), ("compress", "1")),
    *(("decompress", "1"), ("database", "no'such"), ("default_format", "../x"), ("role", "admin")),
    *(("param_x", "\\"), ("param_x", "1" * 70_000), ("query_id", "\r\nX: y"), ("user", "root")),
    *(("buffer_size", "99999999999"), ("wait_end_of_query", "1"), ("client_protocol_version", "1")),
    *(
        ("enable_http_compression", "1"),
        ("a b", "c"),
        ("max_execution_time", "nan"),
        ("log_comment", "x"),
    ),
    *(("network_compression_method", "nope"), ("client_protocol_version", "54480"), ("%", "%zz")),
    *(
        ("http_response_headers", "{'X': 'y\r\nZ: w'}"),
        ("max_result_rows", "1"),
        ("profile", "default"),
    ),
)
FORMATS = ("Native", "RowBinary", "JSONEachRow", "CSV", "TSV", "Values", "Parquet", "Arrow", "Avro")
NATIVE = (
    b"\2\24\1n\6UInt64"
    + b"".join(n.to_bytes(8, "little") for n in range(20))
    + b"\1s\6String"
    + b"\1x" * 20
)
CLAIMS = (b"\xff\xff\xff\xff\3", b"\xff\xff\xff\x7f", b"\xff\xff\3", b"\xff" * 9, b"\x80")
"""A gigabyte, a quarter of one, 64 KiB, no number, half a one: as lengths."""
ENCODINGS = ("gzip", "deflate", "zstd", "lz4", "xz", "br", "identity", "gzip, gzip")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the ClickHouse port."""

    name: str
    path: str
    body: bytes
    headers: dict[str, str]
    method: str = "POST"


def odd_query(dice: random.Random) -> Asked:
    """Return one odd request."""
    name, sql, parameters = dice.choice(MAKERS)(dice)
    if dice.random() < 0.3:
        parameters |= dict(dice.sample(PARAMETERS, dice.choice((1, 2))))
    headers: dict[str, str] = {}
    if dice.random() < 0.1:
        headers["Content-Encoding"] = dice.choice(ENCODINGS)
        sql = gzip.compress(sql) if dice.random() < 0.5 else sql
    if dice.random() < 0.2:
        headers["Accept-Encoding"] = dice.choice(ENCODINGS)
    method = dice.choice(("POST",) * 8 + ("GET", "HEAD"))
    return Asked(
        name, "/?" + urlencode({"database": "centspan"} | parameters), sql, headers, method
    )


Made = tuple[str, bytes, dict[str, str]]


def _garbled(dice: random.Random) -> Made:
    good = dice.choice(GOOD).encode()
    return "garbled", Garble(dice.randrange(2**32))(good), {}


def _forbidden(dice: random.Random) -> Made:
    return "forbidden", dice.choice(FORBIDDEN).encode(), {}


def _odd(dice: random.Random) -> Made:
    return "odd", dice.choice(ODD).encode("utf-8", "surrogateescape"), {}


def _heavy(dice: random.Random) -> Made:
    if dice.random() < 0.7:
        return _odd(dice)
    return "heavy", dice.choice(HEAVY).encode(), {}


def _rows(dice: random.Random) -> Made:
    """Insert garbled rows: what is counted as written must be there."""
    good = b"".join(b'{"n": %d, "s": "%d"}\n' % (n, n) for n in range(20))
    rows = dice.choice((os.urandom(300), good, b"\1\2\3" * 50, b"1,a\n2,b\n", b"(1,'a')", b""))
    chosen = dice.choice(FORMATS)
    rows = Garble(dice.randrange(2**32))(rows)
    return "rows", rows, {"query": f"INSERT INTO scratch (n, s) FORMAT {chosen}"}


def _claimed(dice: random.Random) -> Made:
    """Rows in a binary format, in which a byte, often a length, is a length that nothing follows."""
    rows, chosen = NATIVE, dice.choice(("Native", "RowBinaryWithNamesAndTypes"))
    at = dice.randrange(len(rows))
    rows = rows[:at] + dice.choice(CLAIMS) + rows[at + 1 :]
    return "claimed", rows, {"query": f"INSERT INTO scratch (n, s) FORMAT {chosen}"}


MAKERS: tuple[Callable[[random.Random], Made], ...] = (
    *(_garbled, _garbled, _forbidden, _odd, _heavy, _rows, _rows, _claimed),
)
