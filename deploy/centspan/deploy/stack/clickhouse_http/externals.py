"""Tables that come with a query: temporary ones, made for it and dropped after it."""

from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http.data_file import in_a_file
from centspan.deploy.stack.clickhouse_http.errors import from_engine
from centspan.deploy.stack.clickhouse_http.fence import Rules, judge
from centspan.deploy.stack.clickhouse_http.formats import checked
from centspan.deploy.stack.clickhouse_http.request import External


@contextmanager
def external_tables(
    connection: Connection, tables: tuple[External, ...], rules: Rules
) -> Generator[None]:
    """`tables` on `connection`; raises ClickHouseError where one cannot be made."""
    made: list[str] = []
    try:
        for table in tables:
            _make(connection, table, rules)
            made.append(table.name)
        yield
    finally:
        for name in made:
            connection.query(f"DROP TEMPORARY TABLE IF EXISTS {name}")


def _make(connection: Connection, table: External, rules: Rules) -> None:
    text = f"CREATE TEMPORARY TABLE {table.name} ({table.columns}) ENGINE = Memory"
    # What the caller calls columns passes the fence like any statement of his.
    statement = judge(rules.formatted(text), rules)
    try:
        connection.query(statement.body)
        with in_a_file(BytesIO(table.data).read) as path:
            connection.query(
                f"INSERT INTO {table.name} FROM INFILE '{path}' FORMAT `{checked(table.format)}`"
            )
    except RuntimeError as failure:
        raise from_engine(failure) from failure
