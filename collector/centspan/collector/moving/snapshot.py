"""All tables of a store as they are at one moment."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from centspan.collector.migrate import standing
from centspan.collector.moving.contents import Contents, sums
from centspan.collector.moving.parts import blocks, rows
from centspan.collector.query import load

Progress = Callable[[str, int, int], None]
"""Told of a table, how many of its rows are done, and how many it has."""
PREFIX: Final = "moving_"
"""What our working tables begin with; the store's own never do."""
NO_MERGES: Final = (
    "max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1"
)


def kept(client: Any) -> Mapping[str, int]:
    """How many rows each table has that holds what must not be lost, by name."""
    return {row["name"]: row["rows"] for row in load("kept_tables").rows(client)}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store that changes no more: the name of the frozen twin of each kept table with rows, and what they hold."""

    tables: Mapping[str, str]
    contents: Contents

    def blocks(self, client: Any, progress: Progress) -> Iterator[tuple[str, int, bytes]]:
        """Each table's rows, block by block: its name, how many, and they themselves."""
        for table, twin in self.tables.items():
            done = 0
            for number, block in blocks(client, twin):
                yield table, number, block
                done += number
                progress(table, done, self.contents.rows[table])


@contextmanager
def frozen(client: Any) -> Generator[Snapshot]:
    """Link all parts of a store into tables of their own, where they neither merge nor expire; dropped in the end."""
    every = kept(client)
    tables = {table: PREFIX + table for table, found in every.items() if found}
    try:
        for table, twin in tables.items():
            empty_like(client, table, twin)
        before = sums(client)
        for table, twin in tables.items():
            link(client, table, twin)
        held = dict.fromkeys(every, 0) | {
            table: rows(client, twin) for table, twin in tables.items()
        }
        unchanged = before if sums(client) == before else None
        yield Snapshot(tables, Contents(max(standing(client)), held, unchanged))
    finally:
        for twin in tables.values():
            client.command(f"DROP TABLE IF EXISTS {twin}")


def empty_like(client: Any, table: str, name: str) -> None:
    """Make an empty table with the columns and the order of another, whose rows neither merge nor expire."""
    client.command(f"DROP TABLE IF EXISTS {name}")
    client.command(f"CREATE TABLE {name} AS {table}")
    if " TTL " in client.command(f"SHOW CREATE TABLE {name}").replace("\\n", " "):
        client.command(f"ALTER TABLE {name} REMOVE TTL")
    client.command(f"ALTER TABLE {name} MODIFY SETTING {NO_MERGES}")


def link(client: Any, source: str, into: str) -> None:
    """Give a table the rows of another of its kind, without its views being told."""
    for row in load("kept_partitions").rows(client, table=source):
        client.command(f"ALTER TABLE {into} ATTACH PARTITION ID '{row['id']}' FROM {source}")
