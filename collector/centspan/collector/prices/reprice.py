"""Looks every name of the book up again in today's sources.

Where a price set by hand stands, it stays; elsewhere what the sources say today stands afterwards,
for all time. Names that no source knows any more keep their prices. A second run finds nothing to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from centspan.collector.prices import book
from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.row import Name, PriceRow
from centspan.collector.prices.sources import Sources
from centspan.collector.prices.standing import (
    Change,
    Key,
    Standing,
    by_key,
    changes,
    holds,
    key_of,
    money,
    overlay,
)
from centspan.collector.prices.stored import (
    BY_HAND,
    REPRICED,
    UNDO,
    StoredRow,
    Version,
    all_rows,
    present,
    versions,
)

Progress = Callable[[int, int], None]
"""Told how many names of how many are done."""


@dataclass(frozen=True, slots=True)
class Repricing:
    """What would stand differently, how many names were looked up, and which no source knows."""

    changes: tuple[Change, ...]
    names: int
    unknown: tuple[Name, ...]
    stored: tuple[StoredRow, ...]

    @property
    def rows(self) -> list[PriceRow]:
        """The rows that make the changes."""
        return [change.as_row() for change in self.changes]


def plan(
    client: Any,
    sources: Sources,
    *,
    over_hand: bool = False,
    progress: Progress = lambda done, of: None,
) -> Repricing:
    """Compare the book with today's sources; with `over_hand` prices set by hand give way."""
    stored, known = all_rows(client), versions(client)
    names = sorted({_name(each.row) for each in stored}, key=repr)
    listed: dict[Name, tuple[PriceRow, ...]] = {}
    for number, name in enumerate(names):
        progress(number, len(names))
        found = look_up(name, sources)
        if not isinstance(found, Unknown):
            listed[name] = found
    progress(len(names), len(names))
    unknown = tuple(name for name in names if name not in listed)
    found_rows = [row for rows in listed.values() for row in rows]
    hand = frozenset[int]() if over_hand else _numbers(known, BY_HAND)
    compared = [each for each in stored if _name(each.row) in listed]
    return Repricing(
        tuple(_differences(compared, found_rows, _content(known), hand)),
        len(names),
        unknown,
        stored,
    )


def apply(client: Any, repricing: Repricing, *, added_by: str) -> int | None:
    """Append the changes as one version and return it, None where there is nothing to change."""
    if not repricing.changes:
        return None
    models = sorted({change.key.model for change in repricing.changes})
    return book.append(
        client, repricing.rows, reason=REPRICED, what=", ".join(models), added_by=added_by
    )


def _differences(
    stored: Sequence[StoredRow],
    listed: Sequence[PriceRow],
    content: frozenset[int],
    hand: frozenset[int],
) -> list[Change]:
    mine: dict[Key, list[StoredRow]] = {}
    for each in stored:
        mine.setdefault(key_of(each.row), []).append(each)
    theirs = by_key(listed)
    found: list[Change] = []
    for key in sorted({*mine, *theirs}, key=repr):
        rows, source = [each.row for each in mine.get(key, [])], theirs.get(key, [])
        said = [each for each in mine.get(key, []) if each.version in content]
        before = overlay(rows)
        after = _kept(said, hand, before, overlay(source))
        found += changes(key, [*rows, *source], before, after, money)
    return found


def _kept(
    said: Sequence[StoredRow], hand: frozenset[int], before: Standing, source: Standing
) -> Standing:
    """What stands before where somebody set it, elsewhere what the source says."""

    def standing(day: datetime, second: int) -> PriceRow | None:
        for each in reversed(said):
            if holds(each.row, day, second):
                return before(day, second) if each.version in hand else source(day, second)
        return source(day, second)

    return standing


def _name(row: PriceRow) -> Name:
    return Name(row.provider, row.model, row.service_tier)


def _numbers(known: Sequence[Version], reason: str) -> frozenset[int]:
    return frozenset(each.number for each in known if each.reason == reason)


def _content(known: Sequence[Version]) -> frozenset[int]:
    """Versions that say something themselves and were not taken back."""
    return present(known) - _numbers(known, UNDO)
