"""Lays what a name costs out as rows of the price book: all bands, all dates, all hours of the day.

`overlay_price.py` says what it costs at a moment, `timeline.py` when that can change. Neighbouring
stretches of equal prices are one row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from centspan.collector.prices.overlay_listed import Moment
from centspan.collector.prices.quote import BANDS, Quote
from centspan.collector.prices.row import Kind, Name, PriceRow
from centspan.collector.prices.timeline import Timeline

Ask = Callable[[Moment], Quote | None]


@dataclass(frozen=True, slots=True)
class _Run:
    """Days that share one quote for each part of the day; None where a part has no price."""

    starts: datetime
    ends: datetime
    quotes: tuple[Quote | None, ...]


def flatten(name: Name, when: Timeline, ask: Ask, kind: Kind = "list") -> tuple[PriceRow, ...]:
    """Return the rows that price `name` in every band, none for moments at which `ask` knows no price.

    Rows of one band never overlap.
    """
    return tuple(
        _row(name, kind, band, run, part, each)
        for band in BANDS
        for run in _runs(when, ask, band)
        for part, each in _parts(when, run)
    )


def _runs(when: Timeline, ask: Ask, band: int) -> Iterator[_Run]:
    stretches = [
        _Run(starts, ends, tuple(ask(Moment(starts, part, band)) for part in when.parts))
        for starts, ends in when.stretches()
    ]
    for quotes, same in groupby(stretches, key=lambda stretch: stretch.quotes):
        run = list(same)
        yield _Run(run[0].starts, run[-1].ends, quotes)


def _parts(when: Timeline, run: _Run) -> Iterator[tuple[tuple[int, int], Quote]]:
    parts = zip(when.parts_of_day(), run.quotes, strict=True)
    for each, same in groupby(parts, key=lambda part: part[1]):
        hours = [part for part, _ in same]
        if each is not None:
            yield (hours[0][0], hours[-1][1]), each


def _row(
    name: Name, kind: Kind, band: int, run: _Run, part: tuple[int, int], each: Quote
) -> PriceRow:
    return PriceRow(
        provider=name.provider,
        model=name.model,
        service_tier=name.service_tier,
        context_band=band,
        prices=each.rounded(),
        source=each.source,
        note="; ".join((*each.notes, *each.doubts)),
        assumed=bool(each.doubts),
        valid_from=run.starts,
        valid_to=run.ends,
        day_from=part[0],
        day_to=part[1],
        kind=kind,
    )
