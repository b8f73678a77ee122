"""The rows of a frozen table, block by block."""

from collections.abc import Iterator
from typing import Any, Final

from centspan.collector.query import load

ROWS: Final = 65_536
BYTES: Final = 48 << 20
"""A block has no more rows than so, and on average no more bytes, of which `centspan up` takes 160 MiB at once."""


def blocks(client: Any, table: str) -> Iterator[tuple[int, bytes]]:
    """How many rows, and they themselves in Native format, which keeps every type and state exactly."""
    for part in load("kept_parts").rows(client, table=table):
        step = max(1, min(ROWS, part["rows"] * BYTES // max(part["bytes"], 1)))
        for first in range(0, part["rows"], step):
            end = min(first + step, part["rows"])
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
