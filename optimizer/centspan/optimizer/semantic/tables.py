"""The calls that a cache by meaning would have answered, beside a study."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from centspan.optimizer.semantic.trial import Settings, Trial, lookup_usd
from centspan.optimizer.study import Study

COLUMNS: Final = ("choice", "call", "hit", "lookup_usd")


@contextmanager
def hits_table(study: Study) -> Generator[str]:
    """An empty table for `put`, dropped in the end."""
    table = f"optimizer_study_{uuid.uuid4().hex}_hits"
    study.client.command(
        f"CREATE TABLE {table} (choice UInt8, call UInt64, hit UInt8, lookup_usd Decimal(38, 18)) "
        "ENGINE = MergeTree ORDER BY call"
    )
    try:
        yield table
    finally:
        study.client.command(f"DROP TABLE IF EXISTS {table}")


def put(study: Study, table: str, found: Trial, settings: Settings) -> None:
    """A row for each request and threshold."""
    costs = [round(lookup_usd(each, settings), 18) for each in found.requests]
    for choice, hits in enumerate(found.hits):
        rows = [
            (choice, each.call, int(place in hits), costs[place])
            for place, each in enumerate(found.requests)
        ]
        if rows:
            study.client.insert(table, rows, column_names=COLUMNS)
