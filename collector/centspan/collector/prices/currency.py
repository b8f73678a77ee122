"""Prices in another currency, in USD: each stretch at the rate that stood, so a new rate is a new price."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from centspan.collector.prices.price_file_entries import Price, Rate
from centspan.collector.prices.row import ALWAYS, FOREVER


def in_usd(price: Price, currency: str, rates: Sequence[Rate]) -> tuple[Price, ...]:
    """Return `price` cut at every rate of its currency.

    Before the first rate the first one counts, and the price is doubtful.
    """
    return tuple(
        replace(
            price,
            scope=replace(price.scope, starts=starts, ends=ends),
            prices=tuple(each * rate.usd for each in price.prices),
            note="; ".join(filter(None, (price.note, f"{currency} at {_plain(rate.usd)} USD"))),
            doubt="; ".join(filter(None, (price.doubt, doubt))),
        )
        for rate, since, until, doubt in _stretches(currency, rates)
        for starts, ends in [(max(price.scope.starts, since), min(price.scope.ends, until))]
        if starts < ends
    )


def _stretches(
    currency: str, rates: Sequence[Rate]
) -> Iterator[tuple[Rate, datetime, datetime, str]]:
    own = sorted((r for r in rates if r.currency == currency), key=lambda rate: rate.starts)
    if own[0].starts > ALWAYS:
        first = f"the first rate known, of {own[0].starts:%Y-%m-%d}"
        yield own[0], ALWAYS, own[0].starts, first
    for rate, until in zip(own, [*(r.starts for r in own[1:]), FOREVER], strict=True):
        yield rate, rate.starts, until, ""


def _plain(usd: Fraction) -> str:
    return format(Decimal(usd.numerator) / usd.denominator, "f")
