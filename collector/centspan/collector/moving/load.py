"""Puts blocks into an empty store, each into its own table, without waking the views that read it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from centspan.collector.moving.parts import rows
from centspan.collector.moving.snapshot import PREFIX, empty_like, kept, link
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError


class Loader:
    """Takes blocks for every table; nothing of them is seen before `show`."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._begun: dict[str, None] = {}

    def take(self, table: str, block: bytes) -> None:
        """Add a block in Native format to a table."""
        into = PREFIX + table
        if table not in self._begun:
            empty_like(self._client, table, into)
            self._begun[table] = None
        self._client.raw_insert(into, insert_block=block, fmt="Native")

    def show(self, expected: Mapping[str, int]) -> None:
        """Give every table its rows. Raises CentspanError where these are not as many as expected."""
        for table, number in expected.items():
            found = rows(self._client, PREFIX + table) if table in self._begun else 0
            if found != number:
                raise CentspanError(
                    f"expected {number:,} rows for {table}, found {found:,}: the store they came from changed, or the file was cut off"
                )
        for table in self._begun:
            link(self._client, PREFIX + table, table)
        for row in load("kept_dictionaries").rows(self._client):
            self._client.command(f"SYSTEM RELOAD DICTIONARY {row['name']}")

    def drop(self) -> None:
        """Forget what was taken; what is shown stays."""
        for table in self._begun:
            self._client.command(f"DROP TABLE IF EXISTS {PREFIX}{table}")


@contextmanager
def loading(client: Any) -> Generator[Loader]:
    """Load a store that was migrated and holds nothing yet; nothing shows before `show`.

    Raises CentspanError where it holds anything.
    """
    _refuse_filled(client)
    loader = Loader(client)
    try:
        yield loader
    finally:
        loader.drop()


def _refuse_filled(client: Any) -> None:
    filled = [table for table, found in kept(client).items() if found]
    if filled:
        raise CentspanError(
            f"expected an empty store, found rows in {', '.join(filled[:5])}: name a database or a directory that "
            "holds nothing"
        )
