"""The tokens of shorter prompts beside a study, so that the store can sum what they cost."""

import uuid
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Final

from centspan.optimizer.compression.inventory import Tried
from centspan.optimizer.compression.kept import INPUT
from centspan.optimizer.study import Study

COLUMNS: Final = ("choice", "call", *(f"{name}_tokens" for name in INPUT))
ROWS: Final = 10_000
"""Rows that are sent at a time."""


class Shorter:
    """A working table with a row for each prompt and strategy."""

    def __init__(self, study: Study, table: str) -> None:
        self.table = table
        self._client = study.client
        self._rows: list[tuple[int, ...]] = []

    def add(self, choice: int, each: Tried) -> None:
        """What a strategy makes of a prompt."""
        tokens = (getattr(each.billed, name) for name in INPUT)
        self._rows.append((choice, each.kept.call, *tokens))
        if len(self._rows) >= ROWS:
            self.send()

    def send(self) -> None:
        """Send what is not there yet."""
        if self._rows:
            self._client.insert(self.table, self._rows, column_names=COLUMNS)
        self._rows = []


@contextmanager
def shorter(study: Study) -> Generator[Shorter]:
    """An empty table, dropped in the end."""
    table = f"optimizer_study_{uuid.uuid4().hex}_shorter"
    study.client.command(_CREATE.format(table=table, tokens=_columns(COLUMNS[2:])))
    try:
        yield Shorter(study, table)
    finally:
        study.client.command(f"DROP TABLE IF EXISTS {table}")


_CREATE: Final = (
    "CREATE TABLE {table} (choice UInt8, call UInt64, {tokens}) ENGINE = MergeTree ORDER BY call"
)


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f"{name} UInt32" for name in names)
