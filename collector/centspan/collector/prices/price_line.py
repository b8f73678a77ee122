"""Prices as people read them: one line for all neighbouring bands that cost the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from centspan.collector.amounts import exact
from centspan.collector.prices.row import ALWAYS, FOREVER, PRICED, PriceRow
from centspan.collector.query import load


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A row of the book that stands, for inputs of more than `above` tokens.

    `version` and `added_by` are 0 and '' for what the sources say and no book has yet.
    """

    row: PriceRow
    version: int = 0
    added_by: str = ""

    @property
    def above(self) -> int:
        """The edge from which the price holds, 0 for any input."""
        return self.row.context_band

    def as_json(self) -> dict[str, Any]:
        """Everything, amounts as exact strings in USD per single token or unit."""
        row = self.row
        return {
            "provider": row.provider,
            "model": row.model,
            "service_tier": row.service_tier,
            "above": row.context_band,
            "kind": row.kind,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat(),
            "day_from": row.day_from,
            "day_to": row.day_to,
            "usd": {name: exact(p) for name, p in zip(PRICED, row.prices, strict=True)},
            "price_status": "assumed" if row.assumed else "priced",
            "source": row.source,
            "note": row.note,
            "version": self.version,
            "added_by": self.added_by,
        }


def standing(
    client: Any, *, provider: str = "", model: str = "", at: datetime | None = None
) -> tuple[PriceLine, ...]:
    """What stands in the book, at one moment or (None) ever; '' is any provider or model."""
    rows = load("price_book").rows(
        client, provider=provider, model=model, at=at or datetime.now(UTC), ever=int(at is None)
    )
    return lines(_line(row) for row in rows)


def listed(rows: Iterable[PriceRow], *, at: datetime | None = None) -> tuple[PriceLine, ...]:
    """Rows of the sources, at one moment or (None) ever."""
    return lines(PriceLine(row) for row in rows if at is None or stands(row, at))


def stands(row: PriceRow, at: datetime) -> bool:
    """Whether the row holds at that moment, its time of day included."""
    second = int(at.timestamp()) % 86400
    return row.valid_from <= at < row.valid_to and row.day_from <= second < row.day_to


def paid(rows: Iterable[PriceRow], at: datetime) -> PriceRow | None:
    """What is paid at that moment, of the rows of one key: a contract's price goes before a list price."""
    standing = [row for row in rows if stands(row, at)]
    contracts = (row for row in standing if row.kind == "contract")
    return next(contracts, None) or next(iter(standing), None)


def lines(found: Iterable[PriceLine]) -> tuple[PriceLine, ...]:
    """The same in reading order, bands that cost the same as the one below left out."""
    ordered = sorted(_joined(found), key=lambda each: (*_place(each), each.row.context_band))
    kept: list[PriceLine] = []
    for _, group in groupby(ordered, key=_place):
        kept += _without_repeats(list(group))
    return tuple(kept)


def _joined(found: Iterable[PriceLine]) -> Iterator[PriceLine]:
    """Runs of one row without a break between them, as one: the other layer has cut them."""
    key = attrgetter(
        *("provider", "model", "service_tier", "context_band", "kind", "day_from", "valid_from")
    )
    ordered = sorted(found, key=lambda each: key(each.row))
    last: PriceLine | None = None
    for line in ordered:
        if last and _follows(line, last):
            last = replace(last, row=replace(last.row, valid_to=line.row.valid_to))
            continue
        if last:
            yield last
        last = line
    if last:
        yield last


def _follows(line: PriceLine, last: PriceLine) -> bool:
    """Whether both are one row of the book, and no time lies between them."""
    one, two = (
        replace(each, row=replace(each.row, valid_from=ALWAYS, valid_to=FOREVER))
        for each in (line, last)
    )
    return one == two and last.row.valid_to == line.row.valid_from


def _without_repeats(bands: Sequence[PriceLine]) -> list[PriceLine]:
    kept = [bands[0]]
    for each in bands[1:]:
        same = (each.row.prices, each.row.assumed) == (kept[-1].row.prices, kept[-1].row.assumed)
        if not same:
            kept.append(each)
    return kept


def _place(line: PriceLine) -> tuple[Any, ...]:
    row = line.row
    name = (row.provider, row.model, row.service_tier, row.kind != "list")
    return (*name, row.valid_from, row.valid_to, row.day_from, row.day_to)


def _line(found: dict[str, Any]) -> PriceLine:
    prices = tuple(found[name] for name in PRICED)
    row = PriceRow(
        *(found[name] for name in ("provider", "model", "service_tier", "context_band")),
        prices=prices,
        source=found["source"],
        note=found["note"],
        assumed=found["price_status"] == "assumed",
        kind=found["kind"],
        day_from=found["day_from"],
        day_to=found["day_to"],
    )
    row = replace(row, valid_from=_utc(found["valid_from"]), valid_to=_utc(found["valid_to"]))
    return PriceLine(row, found["version"], found["added_by"])


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
