"""Writes rows into the store, a block of each table at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from centspan.collector.importing.tracks import CALL

KEYS: Final = {
    "llm_calls": CALL,
    "call_prefixes": CALL,
    "call_content": CALL,
    "task_outcomes": ("task_id",),
    "evaluations": ("evaluated_at", "row_identity"),
}
"""Table → columns that every row has; tables in the order they are written."""
SETTINGS: Final = {"async_insert": 0, "max_partitions_per_insert_block": 0}
_ZERO: Final = (
    ("Array", ()),
    ("Nullable", None),
    ("LowCardinality(Nullable", None),
    ("FixedString(16)", bytes(16)),
    ("FixedString(8)", bytes(8)),
    ("LowCardinality(String", ""),
    ("String", ""),
)


class Writer:
    """Inserts blocks through a clickhouse-connect client."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._types: dict[str, dict[str, str]] = {}

    def write(self, table: str, rows: Sequence[Mapping[str, Any]], token: str) -> None:
        """Insert `rows`. `token` is no earlier one: what was taken away may be written again."""
        if not rows:
            return
        types = self._types_of(table)
        names = sorted(set().union(*rows))
        zeros = [zero(types[name]) for name in names]
        self._client.insert(
            table,
            [
                [row.get(name, none) for row in rows]
                for name, none in zip(names, zeros, strict=True)
            ],
            column_names=names,
            column_type_names=[types[name] for name in names],
            column_oriented=True,
            settings={"insert_deduplication_token": f"{table} {token}", **SETTINGS},
        )

    def _types_of(self, table: str) -> dict[str, str]:
        if table not in self._types:
            asked = self._client.query(
                "SELECT name, type FROM system.columns "
                "WHERE database = currentDatabase() AND table = {table:String}",
                parameters={"table": table},
            )
            self._types[table] = dict(asked.result_rows)
        return self._types[table]


def zero(column_type: str) -> Any:
    """What a column holds of a row that says nothing."""
    return next((value for start, value in _ZERO if column_type.startswith(start)), 0)
