"""From an entry as a file has it to what the overlay works with."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from centspan.collector.prices.currency import in_usd
from centspan.collector.prices.price_file_entries import (
    Alias,
    Discount,
    Multiplier,
    Price,
    Rate,
    Said,
    Scope,
)
from centspan.collector.prices.price_file_tables import PER_THOUSAND, PRICE_NAMES
from centspan.collector.prices.row import ALWAYS, FOREVER, PRICED
from centspan.collector.prices.self_hosted import token_prices
from centspan.instrumentation.attributes import UNITS
from centspan.instrumentation.errors import CentspanError
from centspan.instrumentation.pricing.buckets import BROADER

MOST: Final = 1
LEAST: Final = Fraction(1, 10**18)
"""In USD for a single token; the book rounds to the latter."""
_NAMES: Final = {listed: name for name, listed in PRICE_NAMES.items()}


def prices(said: Said, rates: Sequence[Rate]) -> tuple[Price, ...]:
    """Return a `[[price]]`, one for each stretch of the rate of its currency."""
    get = said.values.get
    per = {name: 1000 if name in PER_THOUSAND else get("per", 1_000_000) for name in PRICE_NAMES}
    single = {name: said.values[name] / per[name] for name in PRICE_NAMES if name in said.values}
    price = Price(
        scope(said, tier=get("tier", "")),
        _by_bucket(single),
        get("above", 0),
        get("contract", False),
        _told(said),
        get("assumed", ""),
    )
    return _in_usd(price, said, rates)


def hosted_prices(said: Said, rates: Sequence[Rate]) -> tuple[Price, ...]:
    """Return a `[[self_hosted]]` as the prices of its tokens."""
    told = _told(said) or "own machines"
    return _in_usd(
        Price(scope(said, tier=""), _by_bucket(token_prices(said.values)), note=told), said, rates
    )


def alias(said: Said) -> Alias:
    """Return an `[[alias]]`."""
    return Alias(scope(said), said.values["to_provider"], said.values["to_model"])


def discount(said: Said) -> Discount:
    """Return a `[[discount]]`."""
    return Discount(scope(said), said.values["percent"], said.values.get("contract", ""))


def multiplier(said: Said) -> Multiplier:
    """Return a `[[multiplier]]`."""
    return Multiplier(
        scope(said), said.values.get("factor"), said.values.get("as_listed", ""), _told(said)
    )


def currency_rate(said: Said) -> Rate:
    """Return a `[[currency]]`."""
    usd: Fraction = said.values["usd"]
    return Rate(said.where, said.values["code"], usd, said.values.get("from", ALWAYS))


def scope(said: Said, **known: Any) -> Scope:
    """Return which calls an entry is about."""
    get = said.values.get
    return Scope(
        said.where,
        get("provider", "*"),
        get("model", "*"),
        known.get("tier", get("tier")),
        get("region"),
        get("from", ALWAYS),
        get("until", FOREVER),
    )


def _refuse_absurd(said: Said, price: Price) -> None:
    """Refuse what the book cannot hold or nobody means, in USD, whatever it was worked out from."""
    for bucket, single in zip(PRICED, price.prices, strict=True):
        if bucket in UNITS:
            most, accepted = 1000 * MOST, "0.000000000000001 to 1,000,000 for a thousand"
        else:
            most, accepted = MOST, "0.000000000001 to 1,000,000 for 1M tokens"
        if single > most or 0 < single < LEAST:
            raise CentspanError(
                f"{said.where}: {_NAMES[BROADER[bucket][0]]}: expected a price that the book can hold "
                f"(0, or in USD from {accepted}), found {float(single):.12g} for a single one. "
                "Correct it, or what it is worked out from: `per`, a currency's rate, machines."
            )


def _by_bucket(single: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    listed = {PRICE_NAMES[name]: price for name, price in single.items()}
    return tuple(
        next((listed[name] for name in BROADER[bucket] if name in listed), Fraction(0))
        for bucket in PRICED
    )


def _in_usd(price: Price, said: Said, rates: Sequence[Rate]) -> tuple[Price, ...]:
    currency = said.values.get("currency", "USD")
    found = (price,) if currency == "USD" else in_usd(price, currency, rates)
    for each in found:
        _refuse_absurd(said, each)
    return found


def _told(said: Said) -> str:
    return ", ".join(said.values[key] for key in ("source", "url") if key in said.values)
