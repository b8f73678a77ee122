"""Rows in a binary format are taken where they hold what they claim, and nothing else is believed."""

import gzip
import time

import pytest
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centspan.deploy.stack.clickhouse_http.claims import WINDOW_BYTES, check
from centspan.deploy.stack.clickhouse_http.errors import ClickHouseError

COLUMNS = {
    "text": ("String", "repeat('é', number * 7)"),
    "long": ("String", f"repeat('x', number % 3 * {WINDOW_BYTES})"),
    "fixed": ("FixedString(3)", "toString(number)"),
    "small": ("LowCardinality(String)", "toString(number % 3)"),
    "none": ("LowCardinality(Nullable(String))", "if(number % 2, NULL, toString(number))"),
    "maybe": ("Nullable(UInt32)", "if(number % 2, NULL, number)"),
    "cost": ("Decimal(38, 12)", "number / 3"),
    "price": ("Decimal64(6)", "number"),
    "kind": ("Enum8('it\\'s' = -1, 'b)' = 2)", "if(number % 2, 'b)', 'it\\'s')"),
    "at": ("DateTime64(9, 'Europe/Berlin')", "number"),
    "day": ("Date", "number"),
    "id": ("UUID", "generateUUIDv4(number)"),
    "address": ("IPv6", "toIPv6('::1')"),
    "attributes": (
        "Map(LowCardinality(String), String)",
        "map(toString(number), repeat('v', number))",
    ),
    "empty": ("Map(LowCardinality(String), String)", "map()"),
    "lists": ("Array(Array(Nullable(String)))", "[[toString(number), NULL], []]"),
    "pair": ("Tuple(a String, `b c` Array(UInt8))", "(toString(number), [1, 2])"),
    "events": ("Nested(name LowCardinality(String), at UInt64)", None),
    "top": ("SimpleAggregateFunction(max, Decimal(18, 2))", "number"),
    "where": ("Polygon", "[[(1., 2.)]]"),
}
"""Of each kind of type one, and what a row of it is."""
NAMED = {name: value for name, (_, value) in COLUMNS.items() if value}
HUGE = b"\xff\xff\xff\xff\x03"
"""1,073,741,823, as a length."""


def text(data: bytes) -> bytes:
    """A short text behind its length."""
    return bytes([len(data)]) + data


def one(type_: bytes, rows: bytes) -> bytes:
    """A block of Native with one row of a column."""
    return b"\x01\x01" + text(b"text") + text(type_) + rows


LONG = (0x3FFFFFFF).to_bytes(8, "little")
OWN_KEYS = (1).to_bytes(8, "little") + (0x600).to_bytes(8, "little")
SHARED_KEYS = (1).to_bytes(8, "little") + (0x500).to_bytes(8, "little")
CLAIMS = {
    "a name": ("Native", b"\x01\x01" + HUGE + b"text"),
    "a type": ("Native", b"\x01\x01" + text(b"text") + HUGE + b"String"),
    "columns": ("Native", HUGE + b"\x01" + text(b"text") + text(b"String") + b"\0"),
    "rows": ("Native", b"\x01" + HUGE + text(b"text") + text(b"String") + b"\0"),
    "a value": ("Native", one(b"String", HUGE)),
    "a list": ("Native", one(b"Array(String)", LONG)),
    "keys": ("Native", one(b"LowCardinality(String)", OWN_KEYS + LONG)),
    "no own keys": ("Native", one(b"LowCardinality(String)", SHARED_KEYS + LONG)),
    "a second block": ("Native", one(b"String", text(b"a")) + b"\x01\x01" + HUGE),
    "a length without end": ("Native", b"\xff" * 40),
    "a type's comment": ("Native", one(b"FixedString(/*9*/1)", b"a")),
    "a type of types": ("Native", one(b"Array(" * 20, b"a")),
    "a type of nothing": ("Native", one(b"Nullable", b"a")),
    "a type too wide": ("Native", one(b"Decimal(99)", b"a")),
    "names": ("RowBinaryWithNames", b"\x01" + HUGE + b"text"),
    "many names": ("RowBinaryWithNames", HUGE + b"\0"),
    "types": ("RowBinaryWithNamesAndTypes", b"\x01" + text(b"text") + HUGE + b"String"),
}
UNMEASURED = (
    *("AggregateFunction(max, String)", "Dynamic", "JSON", "Variant(String, UInt8)"),
    "DateTime(3)",  # a DateTime64, of twice the width
)


@pytest.fixture(scope="module")
def client(up):
    """A client of the stack, and tables of every type."""
    with up.client() as found:
        names = ", ".join(f"`{name}` {type_}" for name, (type_, _) in COLUMNS.items())
        for table in ("every", "copied"):
            found.command(f"CREATE TABLE {table} ({names}) ENGINE = MergeTree ORDER BY text")
        values = ", ".join(f"{value} AS `{name}`" for name, value in NAMED.items())
        found.command(f"INSERT INTO every ({', '.join(NAMED)}) SELECT {values} FROM numbers(9)")
        yield found
        for table in ("every", "copied"):
            found.command(f"DROP TABLE {table}")


@pytest.fixture(scope="module")
def native(client):
    """What the engine writes of every type."""
    return client.raw_query("SELECT * FROM every ORDER BY text", fmt="Native")


@pytest.mark.parametrize("form", ["Native", "RowBinary", "RowBinaryWithNamesAndTypes"])
def test_what_the_engine_writes_is_taken(up, client, form):
    """Rows of every type go out of one table and into another, as they were."""
    client.command("TRUNCATE TABLE copied")
    rows = client.raw_query("SELECT * FROM every ORDER BY text", fmt=form)
    assert (
        up.sql(rows, query=f"INSERT INTO copied FORMAT {form}", database="centspan").status == 200
    )
    sums = [
        client.query(f"SELECT count(), sum(cityHash64(*)) FROM {table}").result_rows
        for table in ("every", "copied")
    ]
    assert sums[0] == sums[1]
    assert sums[0][0][0] == 9


def test_two_blocks_are_two(up, client, native):
    """Each block says its columns anew."""
    client.command("TRUNCATE TABLE copied")
    assert (
        up.sql(native * 2, query="INSERT INTO copied FORMAT Native", database="centspan").status
        == 200
    )
    assert client.query("SELECT count() FROM copied").result_rows == [(18,)]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_ends_early_is_told(native, tmp_path, data):
    """Rows that are cut off anywhere hold less than they claim."""
    path = tmp_path / "rows"
    path.write_bytes(native[: data.draw(st.integers(1, len(native) - 1))])
    with pytest.raises(ClickHouseError) as refused:
        check(str(path), "Native", 30, str)
    assert refused.value.code == 117


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sizes=st.lists(st.sampled_from([0, 1, 127, 128, 300_000]) | st.integers(0, 400), max_size=60)
)
def test_texts_of_any_length_are_gone_through(tmp_path, sizes):
    """Texts end where they say, wherever a window of the file ends."""
    column = b"".join(_varint(size) + b"\xff" * size for size in sizes)
    path = tmp_path / "rows"
    path.write_bytes(b"\x01" + _varint(len(sizes)) + text(b"a") + text(b"String") + column)
    check(str(path), "Native", 30, str)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_are_refused(up, table, claim):
    """A length that nothing follows is told, and no room is made for it."""
    form, rows = CLAIMS[claim]
    answer = up.sql(rows, query=f"INSERT INTO {table} FORMAT {form}", database="centspan")
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (400, "117")
    assert up.peak_megabytes() < 1000


@pytest.mark.parametrize("type_", UNMEASURED)
def test_types_that_claim_by_themselves_come_as_text(up, table, type_):
    """A type whose values have lengths of their own within is not taken in Native."""
    rows = one(type_.encode(), b"\0")
    answer = up.sql(rows, query=f"INSERT INTO {table} FORMAT Native", database="centspan")
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (501, "48")


def test_rowbinary_names_no_types_in_its_rows(up, client):
    """A table with a column of any type takes rows as JSON, and in RowBinary none."""
    client.command("CREATE OR REPLACE TABLE loose (d Dynamic, j JSON) ENGINE = Memory")
    refused = up.sql(
        b"\x15" + HUGE, query="INSERT INTO loose FORMAT RowBinary", database="centspan"
    )
    assert refused.headers["X-ClickHouse-Exception-Code"] == "48"
    rows = '{"d": 1, "j": {"a": "b"}}'
    taken = up.sql(rows, query="INSERT INTO loose FORMAT JSONEachRow", database="centspan")
    assert taken.status == 200
    assert client.query("SELECT count() FROM loose").result_rows == [(1,)]
    client.command("DROP TABLE loose")


@pytest.mark.parametrize("type_", [b"String", b"JSON"])
@pytest.mark.parametrize("listed", ["", " (number)"])
@pytest.mark.parametrize("settings", ["", " SETTINGS input_format_skip_unknown_fields = 1"])
def test_a_column_that_is_passed_over_claims_nothing(up, table, type_, listed, settings):
    """A column that the table has not is refused in RowBinary: nothing tells where its value ends."""
    head = b"\x02" + text(b"number") + text(b"odd") + text(b"UInt64") + text(type_)
    sql = f"INSERT INTO {table}{listed}{settings} FORMAT RowBinaryWithNamesAndTypes"
    refused = up.sql(head + bytes(8) + b"\1" + HUGE, query=sql, database="centspan")
    assert refused.headers["X-ClickHouse-Exception-Code"] == "117"
    assert up.peak_megabytes() < 1000


def test_what_takes_long_to_go_through_is_stopped(up, table):
    """Going through rows ends with the query's time: empty blocks alone would take minutes."""
    body = gzip.compress(bytes(1 << 20), 9) * 150
    began = time.monotonic()
    answer = up.sql(
        body,
        headers={"Content-Encoding": "gzip"},
        query=f"INSERT INTO {table} FORMAT Native",
        database="centspan",
        max_execution_time="2",
    )
    assert answer.headers["X-ClickHouse-Exception-Code"] == "159"
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("form", "columns", "rows", "code"),
    [
        ("Native", "text String", CLAIMS["a name"][1], "117"),
        ("RowBinary", "text JSON", b"\1" + HUGE, "48"),
        ("RowBinary", "text DEFAULT CAST('{}', 'J\\x53ON')", b"\1" + HUGE, "48"),
    ],
)
def test_a_table_sent_with_a_query_claims_nothing(up, form, columns, rows, code):
    """Rows that come as a form's file are gone through as well."""
    body, kind = urllib3.encode_multipart_formdata({"x": ("x", rows)})
    asked = up.sql(
        body,
        headers={"Content-Type": kind},
        query="SELECT * FROM x",
        x_structure=columns,
        x_format=form,
    )
    assert asked.headers["X-ClickHouse-Exception-Code"] == code
