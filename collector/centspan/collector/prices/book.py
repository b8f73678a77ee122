"""Appends versions to the price book and makes the dictionaries answer from them."""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from centspan.collector.prices.row import ALWAYS, DAY_SECONDS, FOREVER, PRICED, PriceRow
from centspan.instrumentation.errors import CentspanError

DICTIONARIES: Final = ("price_row", "price_at")
"""In the order of loading: an id that `price_at` answers must be known to `price_row`."""
QUARTER_SECONDS: Final = 900
COLUMNS: Final = (
    "provider",
    "model",
    "service_tier",
    "context_band",
    "kind",
    "valid_from",
    "valid_to",
    "day_from",
    "day_to",
    "version",
    *PRICED,
    "price_status",
    "source",
    "note",
    "withdrawn",
    "added_by",
)


def append(
    client: Any,
    rows: Sequence[PriceRow],
    *,
    reason: str,
    what: str,
    added_by: str,
    undoes: int = 0,
) -> int:
    """Add `rows` as one new version, reload the dictionaries, and return the version.

    Raises CentspanError for a boundary off the quarter hour. `undoes` is the version taken back.
    A writer cut off before its rows leaves an empty version behind, never prices without one.
    """
    for row in rows:
        _refuse_odd_boundaries(row)
    version = _claim(client, [added_by, reason, what, undoes])
    if rows:
        values = [values_of(row, version, added_by) for row in rows]
        client.insert("prices", values, column_names=COLUMNS)
    if any(map(_changes_inside_a_day, rows)):
        client.command(_statement("mark_straddled"), parameters={"version": version})
    reload(client)
    return version


def reload(client: Any) -> None:
    """Make this server's (or process') dictionaries answer from the book as it is now."""
    for dictionary in DICTIONARIES:
        client.command(f"SYSTEM RELOAD DICTIONARY {dictionary}")


def values_of(row: PriceRow, version: int, added_by: str) -> list[Any]:
    """Return the row's values in the order of `COLUMNS`."""
    return [
        row.provider,
        row.model,
        row.service_tier,
        row.context_band,
        row.kind,
        row.valid_from,
        row.valid_to,
        row.day_from,
        row.day_to,
        version,
        *row.prices,
        "assumed" if row.assumed else "priced",
        row.source,
        row.note,
        int(row.withdrawn),
        added_by,
    ]


def _claim(client: Any, entry: Sequence[Any]) -> int:
    """Enter a version that nobody else has entered; who finds another there takes the next.

    Of one writer's entries, which share a token, the last counts.
    """
    token = secrets.randbits(63)
    while True:
        version = int(client.command(_statement("next_version")))
        client.insert(
            "price_versions",
            [[version, token, *entry]],
            column_names=["version", "token", "added_by", "reason", "what", "undoes"],
        )
        found = "SELECT uniqExact(token) FROM price_versions WHERE version = {version:UInt32}"
        if client.query(found, parameters={"version": version}).first_row[0] == 1:
            return version
        time.sleep(secrets.randbelow(50) / 1000)


def _refuse_odd_boundaries(row: PriceRow) -> None:
    """Rollups know calls by the quarter hour, so that no price can change within one."""
    moments = [each.timestamp() for each in (row.valid_from, row.valid_to) if each != FOREVER]
    for second in (*moments, row.day_from, row.day_to):
        if second % QUARTER_SECONDS:
            found = datetime.fromtimestamp(second, UTC).isoformat(sep=" ")
            raise CentspanError(
                f"expected prices of {row.provider} {row.model} to change at a quarter hour, which "
                f"is as exactly as rollups know when a call was made; found {found}"
            )


def _changes_inside_a_day(row: PriceRow) -> bool:
    """Rollups made before this row may hold calls from both sides of such a boundary."""
    edges = (row.valid_from, row.valid_to)
    return (row.day_from, row.day_to) != (0, DAY_SECONDS) or any(
        edge not in (ALWAYS, FOREVER) and edge.timestamp() % DAY_SECONDS for edge in edges
    )


def _statement(name: str) -> str:
    return files("centspan.collector").joinpath(f"prices/{name}.sql").read_text("utf-8")
