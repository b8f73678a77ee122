"""Tables that come with a query: temporary ones, made for it and dropped after it."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from io import BytesIO

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http import claims
from centspan.deploy.stack.clickhouse_http.data_file import in_a_file
from centspan.deploy.stack.clickhouse_http.errors import error, from_engine
from centspan.deploy.stack.clickhouse_http.fence import Rules, judge
from centspan.deploy.stack.clickhouse_http.formats import taken
from centspan.deploy.stack.clickhouse_http.inserting import column_types
from centspan.deploy.stack.clickhouse_http.request import External
from centspan.deploy.stack.clickhouse_http.seats import Seats

MOST_SECONDS = 10.0
HELD_PER_BYTE = 4
"""Of rows as they come, in the engine."""


@contextmanager
def external_tables(
    connection: Connection, tables: tuple[External, ...], rules: Rules, seats: Seats
) -> Generator[None]:
    """`tables` on `connection`; raises ClickHouseError where one cannot be made."""
    made: list[str] = []
    try:
        for table in tables:
            # What they hold was counted when the form was read; they compute nothing that takes much.
            most = seats.little + HELD_PER_BYTE * len(table.data)
            connection.query(f"SET max_memory_usage = {most}")
            _make(connection, table, rules)
            made.append(table.name)
        connection.query(f"SET max_memory_usage = {seats.much}")
        yield
    finally:
        for name in made:
            connection.query(f"DROP TEMPORARY TABLE IF EXISTS {name}")


def _make(connection: Connection, table: External, rules: Rules) -> None:
    text = f"CREATE TEMPORARY TABLE {table.name} ({table.columns}) ENGINE = Memory"
    # What the caller calls columns passes the fence like any statement of his.
    statement = judge(rules.formatted(text), rules)
    if statement.selects:
        raise error(497, f"{table.name}_structure names columns and types, and asks nothing")
    try:
        connection.query(statement.body)
        with in_a_file(BytesIO(table.data).read) as path:
            claims.check(
                path, table.format, MOST_SECONDS, partial(column_types, connection, table.name)
            )
            connection.query(
                f"INSERT INTO {table.name} FROM INFILE '{path}' {claims.bounded('', table.format)} "
                f"FORMAT `{taken(table.format)}`"
            )
    except RuntimeError as failure:
        raise from_engine(failure) from failure
