"""Proposals as the store has them; each decision is a new version of the row."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from centspan.collector.amounts import exact
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError

Status = Literal["proposed", "accepted", "dismissed", "adopted", "withdrawn"]
TABLE: Final[Mapping[str, str]] = {
    "saving_usd": "saving_usd_per_month",
    "low_usd": "saving_low_usd",
    "high_usd": "saving_high_usd",
    "quality": "quality_effect",
    "latency": "latency_effect",
    "realised_usd": "realised_usd_per_month",
}
"""Columns that the table calls otherwise."""
PLACES: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One proposal; amounts are USD a month, `document` is all that was said of it, as JSON."""

    id: str
    run_id: str
    proposed_at: datetime
    lever: str
    scope: Mapping[str, str]
    change: str
    baseline_usd: Decimal
    saving_usd: Decimal
    low_usd: Decimal | None
    high_usd: Decimal | None
    evidence: str
    quality: str
    latency: str
    status: Status
    reason: str = ""
    adopted_at: datetime | None = None
    realised_usd: Decimal | None = None
    """What it was found to save since, a month; None where it was not verified."""
    realised_low_usd: Decimal | None = None
    realised_high_usd: Decimal | None = None
    document: str
    version: int = 0

    @property
    def said(self) -> dict[str, Any]:
        """Everything that was said when it was proposed."""
        return json.loads(self.document)


def standing(client: Any) -> dict[str, Stored]:
    """Every proposal by its id, the largest saving first."""
    return {row["id"]: _read(row) for row in load("proposals_standing").rows(client)}


def one(client: Any, id_: str) -> Stored:
    """The proposal of this id, or of the only one that begins so. Raises CentspanError where there is none."""
    every = standing(client)
    if id_ in every:
        return every[id_]
    alike = [each for name, each in every.items() if id_ and name.startswith(id_)]
    if len(alike) == 1:
        return alike[0]
    known = ", ".join(each.id for each in alike) or "none that begins so: `centspan optimize list`"
    raise CentspanError(f"expected the id of a proposal, found {id_!r}; known: {known}")


def written(said: Mapping[str, Any]) -> str:
    """All that is said of a proposal, as its document."""
    return json.dumps(said, default=_text)


def write(client: Any, rows: Iterable[Stored]) -> None:
    """Store these as the newest versions."""
    names = [each.name for each in fields(Stored)]
    values = [[_value(getattr(row, name)) for name in names] for row in rows]
    if values:
        columns = [TABLE.get(name, name) for name in names]
        client.insert("proposals", values, column_names=columns)


def _read(row: Mapping[str, Any]) -> Stored:
    said = dict(row)
    for name in ("proposed_at", "adopted_at"):
        said[name] = row[name].replace(tzinfo=UTC) if row[name] else None
    return Stored(**said)


def _text(value: Any) -> str:
    return exact(round(value, PLACES)) if isinstance(value, Decimal) else str(value)


def _value(value: Any) -> Any:
    return round(value, PLACES) if isinstance(value, Decimal) else value
