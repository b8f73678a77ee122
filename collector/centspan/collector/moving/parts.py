"""The rows of a frozen table, block by block."""

from collections.abc import Iterator
from typing import Any, Final

from centspan.collector.query import load

ROWS: Final = 65_536
"""Rows of a block: some 100 MB of the widest spans."""


def blocks(client: Any, table: str) -> Iterator[tuple[int, bytes]]:
    """How many rows, and they themselves in Native format, which keeps every type and state exactly."""
    for part in load("kept_parts").rows(client, table=table):
        for first in range(0, part["rows"], ROWS):
            end = min(first + ROWS, part["rows"])
            yield (
                end - first,
                client.raw_query(
                    f"SELECT * FROM {table} WHERE _part = {{part:String}} AND _part_offset >= {{first:UInt64}} "
                    "AND _part_offset < {end:UInt64}",
                    parameters={"part": part["name"], "first": first, "end": end},
                    fmt="Native",
                ),
            )


def rows(client: Any, table: str) -> int:
    """How many rows a table has."""
    return sum(part["rows"] for part in load("kept_parts").rows(client, table=table))
