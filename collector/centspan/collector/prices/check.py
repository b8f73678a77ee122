"""Compares today's sources with a second one, price by price."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from centspan.collector.amounts import exact
from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_line import stands
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.collector.prices.second_source import Claim
from centspan.collector.prices.sources import Sources

STRANGER = "not in the price source"
"""In the notes of prices of providers that `listing.py` does not know."""
TOLERANCE = Decimal("1e-15")
"""Sources write prices with floats: a difference below a billionth of a dollar a million is none."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One price that both sources list and do not agree about, in USD per token or unit."""

    claim: Claim
    ours: Decimal

    @property
    def percent(self) -> Decimal | None:
        """By how much theirs is above ours, None where ours is 0."""
        return (self.claim.usd / self.ours - 1) * 100 if self.ours else None

    def as_json(self) -> dict[str, Any]:
        """Names and exact amounts."""
        name = self.claim.name
        return {
            "provider": name.provider,
            "model": name.model,
            "service_tier": name.service_tier,
            "bucket": self.claim.bucket,
            "above": self.claim.above,
            "ours": exact(self.ours),
            "theirs": exact(self.claim.usd),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """One provider: models compared, those that agree in every price, those we do not price."""

    provider: str
    compared: int
    agree: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What differs, and a summary by provider."""

    disagreements: tuple[Disagreement, ...]
    providers: tuple[Summary, ...]


def check(
    claims: Iterable[Claim],
    sources: Sources,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Checked:
    """Look every claimed price up at one moment; what we only guess is not compared."""
    by_name = [
        (name, list(each))
        for name, each in groupby(sorted(claims, key=_order), key=lambda claim: claim.name)
    ]
    found: list[Disagreement] = []
    counts: Counter[tuple[str, str]] = Counter()
    for number, (name, said) in enumerate(by_name):
        progress(number, len(by_name))
        rows = _rows(name, sources, at)
        if rows is None:
            counts[name.provider, "unknown"] += not name.service_tier
            continue
        differing = list(_differing(said, rows))
        counts[name.provider, "compared"] += 1
        counts[name.provider, "agree"] += not differing
        found += differing
    providers = sorted({name.provider for name, _ in by_name})
    return Checked(tuple(found), tuple(_summary(each, counts) for each in providers))


def _differing(said: Sequence[Claim], rows: Sequence[PriceRow]) -> Iterator[Disagreement]:
    for claim in said:
        row = next((row for row in rows if row.context_band == claim.above), None)
        if row is None:
            continue
        ours = row.prices[PRICED.index(claim.bucket)]
        if abs(ours - claim.usd) > TOLERANCE:
            yield Disagreement(claim, ours)


def _rows(name: Name, sources: Sources, at: datetime) -> list[PriceRow] | None:
    rows = look_up(name, sources)
    if isinstance(rows, Unknown):
        return None
    listed = [row for row in rows if row.kind == "list" and stands(row, at)]
    return None if not listed or any(_is_guess(name, row) for row in listed) else listed


def _is_guess(name: Name, row: PriceRow) -> bool:
    """A tier's price taken from the standard one, or a stranger's from the maker's."""
    return row.assumed and (bool(name.service_tier) or STRANGER in row.note)


def _summary(provider: str, counts: Counter[tuple[str, str]]) -> Summary:
    return Summary(provider, *(counts[provider, what] for what in ("compared", "agree", "unknown")))


def _order(claim: Claim) -> tuple[Any, ...]:
    name = claim.name
    return name.provider, name.model, name.service_tier, claim.above, PRICED.index(claim.bucket)
