"""Which entries of price files stand for one name, in the order in which they do.

A later file goes before an earlier one; within a file the more particular entry (`overlay_match.rank`),
then the one for the larger input, then the later one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol, TypeVar

from centspan.collector.prices.overlay_match import Rank, Subject, rank, same_tier
from centspan.collector.prices.price_file_entries import Price, Scope
from centspan.collector.prices.quote import Quote
from centspan.collector.prices.sources import Sources


@dataclass(frozen=True, slots=True)
class Laid:
    """A price list of a file; `regional` says that it is for the region of the call itself."""

    starts: datetime
    ends: datetime
    above: int
    quote: Quote
    regional: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """What a price is multiplied with; discounts of one `contract` stand in for one another."""

    starts: datetime
    ends: datetime
    factor: Fraction | None
    source: str
    note: str = ""
    contract: str = ""
    as_listed: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that files say about one name, best first."""

    prices: tuple[Laid, ...] = ()
    """For the tier that was asked for."""
    standard: tuple[Laid, ...] = ()
    contract: tuple[Laid, ...] = ()
    tier_factors: tuple[Factor, ...] = ()
    region_factors: tuple[Factor, ...] = ()
    discounts: tuple[Factor, ...] = ()

    def edges(self) -> set[datetime]:
        """Every moment at which one of them begins or ends."""
        everything = (
            *(self.prices + self.standard + self.contract),
            *(self.tier_factors + self.region_factors + self.discounts),
        )
        return {edge for each in everything for edge in (each.starts, each.ends)}


class Scoped(Protocol):
    """An entry of a price file."""

    @property
    def scope(self) -> Scope:
        """Which calls it is about."""
        ...


Entry = TypeVar("Entry", bound=Scoped)


def overlay(subject: Subject, sources: Sources) -> Overlay:
    """Pick what the files say about `subject`."""
    lists = [(file, price) for file, price in _prices(subject, sources)]
    return Overlay(
        tuple(_laid(f, p) for f, p in lists if _for(p, subject.tier) and not p.contract),
        tuple(_laid(f, p) for f, p in lists if _for(p, "") and not p.contract),
        tuple(_laid(f, p) for f, p in lists if _for(p, subject.tier) and p.contract),
        *_factors(subject, sources),
        _discounts(subject, sources),
    )


def _for(price: Price, tier: str) -> bool:
    return same_tier(price.scope, tier)


def _laid(file: str, price: Price) -> Laid:
    doubts = (price.doubt,) if price.doubt else ()
    notes = (price.note,) if price.note else ()
    return Laid(
        price.scope.starts,
        price.scope.ends,
        price.above,
        Quote(price.prices, doubts, notes, file),
        price.scope.region is not None,
    )


def _prices(subject: Subject, sources: Sources) -> Iterator[tuple[str, Price]]:
    for file in reversed(sources.files):
        for each in _best_first(file.prices, subject):
            yield file.name, each


def _factors(subject: Subject, sources: Sources) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    found = [
        (each.scope, file.name, each)
        for file in reversed(sources.files)
        for each in _best_first(file.multipliers, subject)
        if same_tier(each.scope, subject.tier)
    ]
    made = [
        (
            scope,
            Factor(
                scope.starts, scope.ends, each.factor, file, each.source, as_listed=each.as_listed
            ),
        )
        for scope, file, each in found
    ]
    return (
        tuple(factor for scope, factor in made if scope.region is None),
        tuple(factor for scope, factor in made if scope.region is not None),
    )


def _discounts(subject: Subject, sources: Sources) -> tuple[Factor, ...]:
    return tuple(
        Factor(
            each.scope.starts, each.scope.ends, 1 - each.share, file.name, contract=each.contract
        )
        for file in reversed(sources.files)
        for each in _best_first(file.discounts, subject)
        if same_tier(each.scope, subject.tier)
    )


def _best_first(entries: Sequence[Entry], subject: Subject) -> Iterator[Entry]:
    ranked = [(rank(each.scope, subject), number, each) for number, each in enumerate(entries)]
    fitting = [(r, _above(each), n, each) for r, n, each in ranked if r is not None]
    for *_, each in sorted(fitting, key=_order, reverse=True):
        yield each


def _order(fitting: tuple[Rank, int, int, object]) -> tuple[Rank, int, int]:
    return fitting[:3]


def _above(entry: Scoped) -> int:
    return entry.above if isinstance(entry, Price) else 0
