"""Reads the book's versions and rows back from the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.instrumentation.errors import CentspanError

BY_HAND: Final = "set"
REPRICED: Final = "repriced"
UNDO: Final = "undo"
"""Reasons of versions, as in `price_versions`; the resolver's are `resolved`."""
BY_CHOICE: Final = (BY_HAND, REPRICED)
"""What somebody asked for, and may want undone."""


@dataclass(frozen=True, slots=True)
class Version:
    """One change of the book: who made it when, why, and which version it took back (0: none)."""

    number: int
    added_at: datetime
    added_by: str
    reason: str
    what: str
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the book and the version that added it."""

    version: int
    row: PriceRow


def versions(client: Any) -> tuple[Version, ...]:
    """Every version, oldest first."""
    rows = client.query(
        "SELECT version, added_at, added_by, reason, what, undoes FROM price_versions "
        "ORDER BY version DESC LIMIT 1 BY token"
    ).result_rows
    return tuple(
        Version(number, _utc(added_at), by, reason, what, undoes)
        for number, added_at, by, reason, what, undoes in reversed(rows)
    )


def rows_beside(client: Any, numbers: Iterable[int]) -> tuple[StoredRow, ...]:
    """Every row of every key that one of these versions has a row of; rising precedence."""
    return _rows(client, "stored_beside", {"versions": list(numbers)})


def rows_of_name(client: Any, name: Name) -> tuple[StoredRow, ...]:
    """Every row of one name; rising precedence."""
    parameters = {"provider": name.provider, "model": name.model, "tier": name.service_tier}
    return _rows(client, "stored_name", parameters)


def all_rows(client: Any) -> tuple[StoredRow, ...]:
    """Every row of the book; rising precedence."""
    return _rows(client, "stored_rows", {})


def present(known: Sequence[Version]) -> frozenset[int]:
    """Versions that have not been undone; an undo that was undone itself takes nothing back."""
    undone: set[int] = set()
    for version in reversed(known):
        if version.undoes and version.number not in undone:
            undone.add(version.undoes)
    return frozenset(version.number for version in known) - undone


def named(known: Sequence[Version], number: int) -> Version:
    """The version of that number; raises CentspanError where the book has none."""
    for version in known:
        if version.number == number:
            return version
    newest = known[-1].number if known else 0
    raise CentspanError(
        f"expected a version of the book, 1 to {newest}, found {number}: "
        "`centspan prices diff --log` lists them"
    )


def _rows(client: Any, name: str, parameters: dict[str, Any]) -> tuple[StoredRow, ...]:
    sql = files("centspan.collector").joinpath(f"prices/{name}.sql").read_text("utf-8")
    sql = sql.replace("@prices", ", ".join(PRICED))
    return tuple(_stored(row) for row in client.query(sql, parameters=parameters).result_rows)


def _stored(values: Sequence[Any]) -> StoredRow:
    version, provider, model, tier, band, kind = values[:6]
    since, until, day_from, day_to, status, source, note, withdrawn, *prices = values[6:]
    return StoredRow(
        version,
        PriceRow(
            provider=provider,
            model=model,
            service_tier=tier,
            context_band=band,
            kind=kind,
            prices=tuple(prices),
            source=source,
            note=note,
            assumed=status == "assumed",
            valid_from=_utc(since),
            valid_to=_utc(until),
            day_from=day_from,
            day_to=day_to,
            withdrawn=bool(withdrawn),
        ),
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
