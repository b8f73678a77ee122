"""An INSERT with data, which are kept in a file first.

Its VALUES are values: nothing there is computed (see sessions.py), as only the engine can tell how it reads them.
"""

from pathlib import Path
from typing import Any

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http import claims
from centspan.deploy.stack.clickhouse_http.body import Body
from centspan.deploy.stack.clickhouse_http.data_file import in_a_file
from centspan.deploy.stack.clickhouse_http.errors import TOO_MUCH_MEMORY, ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.fence import Statement
from centspan.deploy.stack.clickhouse_http.formats import taken
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.seats import Room
from centspan.deploy.stack.clickhouse_http.sessions import applied, query
from centspan.deploy.stack.clickhouse_http.tokens import tokens

AS_IT_IS = {"query_plan_enable_optimizations": "0"}
"""Each insert plans all views anew; without this a sixth of that time is saved, and no row is slower."""
EXPRESSIONS_CLOSED = 344
IN_PARTS = {"use_strict_insert_block_limits": "1", "max_insert_block_size_bytes": "6000000"}
"""Views hold the rows of a part at once."""


def insert(
    connection: Connection, statement: Statement, request: Request, body: Body, room: Room
) -> Any:
    """Insert the body's rows; raises ClickHouseError."""
    if request.parameters:
        raise error(
            48, "query parameters in an INSERT with data; send the data with them filled in"
        )
    data_format = taken(statement.format or "Values")
    lasting = bool(request.session_id)
    with in_a_file(body.read) as path:
        settings = claims.bounded(statement.settings, data_format)
        told = f"{statement.body} FROM INFILE '{path}' {settings} FORMAT `{data_format}`"
        size = Path(path).stat().st_size
        with (
            room.for_rows(size),
            applied(connection, AS_IT_IS, lasting),
        ):
            claims.check(
                path,
                data_format,
                room.seconds,
                lambda: column_types(connection, _target(statement)),
            )
            try:
                return query(connection, told)
            except ClickHouseError as failure:
                if failure.code != TOO_MUCH_MEMORY:
                    raise _explained(failure) from failure
        # A sender that got this answer would send the same rows again, for ever.
        with room.for_rows_alone() as most:
            alone = {**AS_IT_IS, **IN_PARTS, "max_memory_usage": str(most)}
            with applied(connection, alone, lasting):
                return query(connection, told)


def column_types(connection: Connection, table: str) -> str:
    """The types of a table's columns, as the engine names them; raises ClickHouseError."""
    described = str(query(connection, f"DESCRIBE TABLE {table}")).splitlines()
    return " ".join(column.split("\t")[1] for column in described)


def _target(statement: Statement) -> str:
    """The table's name: `INSERT INTO database.table (…`."""
    found = tokens(statement.body)
    last = 4 if found[3:] and found[3].text == "." else 2
    return statement.body[found[2].start : found[last].end]


def _explained(failure: ClickHouseError) -> ClickHouseError:
    if failure.code != EXPRESSIONS_CLOSED:
        return failure
    return error(
        36,
        "expected plain values in VALUES, as their column's type writes them, found an expression "
        f"(compute with INSERT INTO … SELECT instead): {failure.reason}",
    )
