"""What stands when rows of the book lie over each other, and where two books differ.

The store answers the first question for every call (price_runs); here the same rule works on the rows
of one key and layer, for what changes a book: undo, reprice, diff.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby, pairwise

from centspan.collector.prices.row import DAY_SECONDS, PRICED, Kind, PriceRow

Standing = Callable[[datetime, int], PriceRow | None]
"""The row that stands on days from this moment on, at this second after midnight; None for no price."""


@dataclass(frozen=True, slots=True)
class Key:
    """What the store looks prices up by, and the layer."""

    provider: str
    model: str
    service_tier: str
    context_band: int
    kind: Kind = "list"


@dataclass(frozen=True, slots=True)
class Change:
    """What stands differently from `valid_from` until before `valid_to`, at that time of day."""

    key: Key
    valid_from: datetime
    valid_to: datetime
    day_from: int
    day_to: int
    before: PriceRow | None
    after: PriceRow | None

    def as_row(self) -> PriceRow:
        """The row that makes the change: what stands afterwards, or a withdrawal."""
        found = self.after or _nothing(self.key)
        return replace(
            found,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            day_from=self.day_from,
            day_to=self.day_to,
        )


def key_of(row: PriceRow) -> Key:
    """The key and layer a row belongs to."""
    return Key(row.provider, row.model, row.service_tier, row.context_band, row.kind)


def by_key(rows: Iterable[PriceRow]) -> dict[Key, list[PriceRow]]:
    """Rows of each key, in the order given."""
    found: dict[Key, list[PriceRow]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    return found


def overlay(rows: Sequence[PriceRow]) -> Standing:
    """What stands of rows in rising precedence: the last one that holds, nothing if it withdraws."""

    def top(day: datetime, second: int) -> PriceRow | None:
        for row in reversed(rows):
            if holds(row, day, second):
                return None if row.withdrawn else row
        return None

    return top


def holds(row: PriceRow, day: datetime, second: int) -> bool:
    """Whether the row says something about that moment, be it that there is no price."""
    return row.valid_from <= day < row.valid_to and row.day_from <= second < row.day_to


def content(row: PriceRow | None) -> tuple[object, ...] | None:
    """What a row says about money and why, wherever and in whichever version it says so."""
    return row and (row.prices, row.assumed, row.source, row.note)


def money(row: PriceRow | None) -> tuple[object, ...] | None:
    """What a row says about money, whoever says so."""
    return row and (row.prices, row.assumed)


def changes(
    key: Key,
    rows: Iterable[PriceRow],
    before: Standing,
    after: Standing,
    says: Callable[[PriceRow | None], tuple[object, ...] | None] = content,
) -> Iterator[Change]:
    """Where `after` says something else than `before`, in as few pieces as can be.

    Both may change only at edges of `rows`.
    """

    def said(pair: tuple[PriceRow | None, PriceRow | None]) -> tuple[object, object]:
        return says(pair[0]), says(pair[1])

    rows = tuple(rows)
    edges = sorted({edge for row in rows for edge in (row.valid_from, row.valid_to)})
    seconds = sorted({0, DAY_SECONDS, *(s for row in rows for s in (row.day_from, row.day_to))})
    parts = list(pairwise(seconds))
    stretches = [
        (span, [(before(span[0], start), after(span[0], start)) for start, _ in parts])
        for span in pairwise(edges)
    ]
    for _, group in groupby(stretches, key=lambda each: [said(pair) for pair in each[1]]):
        run = list(group)
        whole = (run[0][0][0], run[-1][0][1])
        for _, same in groupby(zip(parts, run[0][1], strict=True), key=lambda each: said(each[1])):
            part = list(same)
            old, new = part[0][1]
            if says(old) != says(new):
                yield Change(key, *whole, part[0][0][0], part[-1][0][1], old, new)


def _nothing(key: Key) -> PriceRow:
    return PriceRow(
        key.provider,
        key.model,
        key.service_tier,
        key.context_band,
        (Decimal(0),) * len(PRICED),
        "withdrawn",
        kind=key.kind,
        withdrawn=True,
    )
