"""Lays a listed model out as rows of the price book: all bands, all dates, all hours of the day.

`quote.py` says how the source's prices become prices of buckets, and where that differs from
genai-prices; `timeline.py` when they can change. Neighbouring stretches of equal prices are one row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from centspan.collector.prices.listing import Listing
from centspan.collector.prices.quote import BANDS, Quote, quote
from centspan.collector.prices.row import DAY_SECONDS, Name, PriceRow
from centspan.collector.prices.timeline import Tier, Timeline, charges_at, tier_of, timeline


@dataclass(frozen=True, slots=True)
class _Run:
    """Days that share one quote for each part of the day; None where a part has no price."""

    starts: datetime
    ends: datetime
    quotes: tuple[Quote | None, ...]


def flatten(name: Name, listing: Listing, source: str) -> tuple[PriceRow, ...]:
    """Return the rows that price `name` in every band, none where no span can carry what is charged.

    Rows of one band never overlap.
    """
    tier = tier_of(listing.model, name.service_tier)
    when = timeline(listing.model, tier)
    return tuple(
        _row(name, listing, source, band, run, part, each)
        for band in BANDS
        for run in _runs(listing, tier, when, band)
        for part, each in _parts(when, run)
    )


def _runs(listing: Listing, tier: Tier, when: Timeline, band: int) -> Iterator[_Run]:
    stretches = [
        _Run(starts, ends, tuple(_quote(listing, tier, starts, part, band) for part in when.parts))
        for starts, ends in when.stretches()
    ]
    for quotes, same in groupby(stretches, key=lambda stretch: stretch.quotes):
        run = list(same)
        yield _Run(run[0].starts, run[-1].ends, quotes)


def _quote(listing: Listing, tier: Tier, start: datetime, second: int, band: int) -> Quote | None:
    charges, doubt = charges_at(listing.model, tier, start, second)
    found = quote(charges, band, free=listing.model.id.endswith(":free"))
    if found is None or not doubt:
        return found
    return Quote(found.prices, (doubt, *found.doubts))


def _parts(when: Timeline, run: _Run) -> Iterator[tuple[tuple[int, int], Quote]]:
    parts = when.parts_of_day()
    if len(set(run.quotes)) == 1:
        parts = ((0, DAY_SECONDS),)
    yield from ((part, each) for part, each in zip(parts, run.quotes, strict=False) if each)


def _row(
    name: Name,
    listing: Listing,
    source: str,
    band: int,
    run: _Run,
    part: tuple[int, int],
    each: Quote,
) -> PriceRow:
    return PriceRow(
        provider=name.provider,
        model=name.model,
        service_tier=name.service_tier,
        context_band=band,
        prices=each.prices,
        source=source,
        note="; ".join(filter(None, (listing.note, *each.doubts))),
        assumed=listing.assumed or bool(each.doubts),
        valid_from=run.starts,
        valid_to=run.ends,
        day_from=part[0],
        day_to=part[1],
    )
