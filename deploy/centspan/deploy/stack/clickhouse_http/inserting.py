"""An INSERT with data: kept in a file first; what its VALUES would compute is judged like a statement."""

from pathlib import Path
from typing import Any

from chdb.state.sqlitelike import Connection

from centspan.deploy.stack.clickhouse_http.body import Body
from centspan.deploy.stack.clickhouse_http.data_file import in_a_file
from centspan.deploy.stack.clickhouse_http.errors import TOO_MUCH_MEMORY, ClickHouseError, error
from centspan.deploy.stack.clickhouse_http.fence import Rules, Statement, judge
from centspan.deploy.stack.clickhouse_http.fence_names import called
from centspan.deploy.stack.clickhouse_http.request import Request
from centspan.deploy.stack.clickhouse_http.seats import Room
from centspan.deploy.stack.clickhouse_http.sessions import applied, query
from centspan.deploy.stack.clickhouse_http.statements import MOST_STATEMENT_BYTES
from centspan.deploy.stack.clickhouse_http.tokens import tokens

MOST_COMPUTED_BYTES = MOST_STATEMENT_BYTES
"""Of VALUES with expressions; longer ones may hold plain values only."""
SYNTAX_ERROR = 62
IN_PARTS = {"use_strict_insert_block_limits": "1", "max_insert_block_size_bytes": "6000000"}
"""Views hold the rows of a part at once."""


def insert(
    connection: Connection,
    statement: Statement,
    request: Request,
    body: Body,
    rules: Rules,
    room: Room,
) -> Any:
    """Insert the body's rows; raises ClickHouseError."""
    if request.parameters:
        raise error(
            48, "query parameters in an INSERT with data; send the data with them filled in"
        )
    data_format = statement.format or "Values"
    with in_a_file(body.read) as path:
        computed = _computed(Path(path), rules) if data_format.lower() == "values" else None
        settings = _settings(computing=computed is not None)
        told = f"{statement.body} FROM INFILE '{path}' {statement.settings} FORMAT `{data_format}`"
        size = Path(path).stat().st_size
        with (
            room.much() if computed else room.for_rows(size),
            applied(connection, settings, lasting=True),
        ):
            try:
                return query(connection, told)
            except ClickHouseError as failure:
                if failure.code != TOO_MUCH_MEMORY:
                    raise
        # A sender that got this answer would send the same rows again, for ever.
        with room.for_rows_alone() as most:
            settings |= {"max_memory_usage": str(most), **IN_PARTS}
            with applied(connection, settings, lasting=True):
                return query(connection, told)


def _settings(*, computing: bool) -> dict[str, str]:
    names = ("interpret_expressions", "deduce_templates_of_expressions")
    values = {f"input_format_values_{name}": "1" for name in names} if computing else {}
    # Each insert plans all views anew; without this a sixth of that time is saved, and no row is slower.
    return values | {"query_plan_enable_optimizations": "0"}


def _computed(path: Path, rules: Rules) -> frozenset[str] | None:
    """The functions that rows of VALUES call; None where they are no text that the fence could read.

    Raises ClickHouseError where it refuses them.
    """
    with path.open("rb") as file:
        rows = file.read(MOST_COMPUTED_BYTES + 1)
    if len(rows) > MOST_COMPUTED_BYTES:
        return None
    try:
        read = rules.formatted(f"SELECT {rows.decode().strip().rstrip(';')}")
        judge(read, rules)
    except UnicodeDecodeError:
        return None
    except ClickHouseError as failure:
        if failure.code != SYNTAX_ERROR:
            raise
        return None
    return frozenset(called(tokens(read))) - {"select"}
