"""Lets the engine read a file of OTLP messages and insert it as one block."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

from chdb.state.sqlitelike import Connection

from centspan.collector.receiver import structure
from centspan.collector.receiver.prepare import Signal

SETTINGS = {
    "input_format_protobuf_oneof_presence": 1,
    "output_format_json_escape_forward_slashes": 0,
    # One block per insert, whatever its size: a token names the blocks of an insert by number, so
    # the same rows cut into other blocks would be dropped or doubled.
    "max_threads": 1,
    "max_insert_threads": 1,
    "max_block_size": 10_000_000,
    "min_insert_block_size_rows": 10_000_000,
    "min_insert_block_size_bytes": 10_000_000_000,
    "max_partitions_per_insert_block": 0,
    # Each insert plans all views anew; without this a sixth of that time is saved, and no row is slower.
    "query_plan_enable_optimizations": 0,
    # A repeated block is dropped in every table of the chain.
    "deduplicate_blocks_in_dependent_materialized_views": 1,
    "deduplicate_insert_select": "'force_enable'",
}
MESSAGES = {"traces": ("Traces", structure.TRACES), "logs": ("Logs", structure.LOGS)}


def insert(connection: Connection, signal: Signal, file: Path, token: str) -> None:
    """Insert what `file` holds, unless an insert with this token is among the last 20,000.

    Raises RuntimeError with the engine's words; the insert may then have reached some tables of
    the chain, and repeating it with the same file and token completes it.
    """
    connection.query(_template(signal).substitute(file=_literal(str(file)), token=_literal(token)))


@cache
def _template(signal: Signal) -> Template:
    message, columns = MESSAGES[signal]
    package = files("centspan.collector.receiver")
    settings = SETTINGS | {"format_schema": _literal(f"{package.joinpath('otlp.proto')}:{message}")}
    statement = Template(package.joinpath(f"insert_{signal}.sql").read_text("utf-8"))
    filled = statement.safe_substitute(
        settings=", ".join(f"{name} = {value}" for name, value in settings.items()),
        functions=package.joinpath("values.sql").read_text("utf-8"),
        structure=_literal(columns),
    )
    return Template(filled)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
