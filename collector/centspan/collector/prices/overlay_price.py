"""What a name costs at one moment: the source's list, what files say instead, then factors.

List price: a file's list for the tier; else the source's for the tier; else the standard list, with
the tier's multiplier or `assumed`. In a region: times the region's multiplier, unless the list was for
that region; without either the plain price, `assumed`. Multipliers are for tokens, not for searches
and requests.
Contract price: a negotiated list, else the list price less every discount: discounts of different
contracts multiply, of one contract the most particular stands. None where nothing was negotiated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from centspan.collector.prices.overlay import Factor, Laid
from centspan.collector.prices.overlay_listed import Moment, Priced, listed_quote, relation
from centspan.collector.prices.quote import Quote
from centspan.collector.prices.row import PRICED
from centspan.instrumentation.attributes import BUCKETS


def list_quote(priced: Priced, at: Moment) -> Quote | None:
    """Return what everybody pays, None where nobody says."""
    found, regional = _for_tier(priced, at)
    if found is None:
        return None
    if priced.note:
        found = replace(found, notes=(priced.note, *found.notes))
    return found if regional else _in_region(found, priced, at)


def contract_quote(priced: Priced, at: Moment, listed: Quote | None) -> Quote | None:
    """Return what this organisation pays, None where that is the list price."""
    if negotiated := _list_standing(priced.overlay.contract, at):
        return negotiated.quote
    discounts = list(_one_of_each_contract(priced.overlay.discounts, at))
    if listed is None or not discounts:
        return None
    for each in discounts:
        keeps = each.factor or Fraction(0)
        named = f"{each.contract}: " if each.contract else ""
        told = f"{named}less {float((1 - keeps) * 100):g} %"
        listed = _times(listed, (keeps,) * len(PRICED), each, told)
    return listed


def _for_tier(priced: Priced, at: Moment) -> tuple[Quote | None, bool]:
    """Return the price for the tier, and whether it is for the region already."""
    if own := _list_standing(priced.overlay.prices, at):
        return own.quote, own.regional
    listed, doubt = listed_quote(priced, at)
    if not doubt:
        return listed, False
    base = _list_standing(priced.overlay.standard, at)
    standard = base.quote if base else listed
    if standard is None:
        return None, False
    return _tiered(standard, priced, at, doubt), base is not None and base.regional


def _tiered(standard: Quote, priced: Priced, at: Moment, doubt: str) -> Quote:
    for each in _standing(priced.overlay.tier_factors, at):
        ratios = relation(priced, at, each.as_listed) if each.as_listed else None
        if ratios is not None:
            return _times(standard, ratios, each, f"{priced.tier.name} as listed later")
        if each.factor is not None:
            told = f"{priced.tier.name}: × {float(each.factor):g}"
            return _times(standard, _tokens(each.factor), each, told)
    return replace(standard, doubts=(doubt, *standard.doubts))


def _in_region(found: Quote, priced: Priced, at: Moment) -> Quote:
    region = priced.subject.region
    if not region:
        return found
    for each in _standing(priced.overlay.region_factors, at):
        if each.factor == 1:
            return found
        if each.factor is not None:
            told = f"{region}: × {float(each.factor):g}"
            return _times(found, _tokens(each.factor), each, told)
    doubt = f"plain price: no multiplier known for region {region}"
    return replace(found, doubts=(*found.doubts, doubt))


def _tokens(factor: Fraction) -> tuple[Fraction, ...]:
    return tuple(factor if name in BUCKETS else Fraction(1) for name in PRICED)


def _times(found: Quote, factors: Sequence[Fraction], by: Factor, note: str) -> Quote:
    told = f"{note} ({by.note})" if by.note else note
    return Quote(
        tuple(price * factor for price, factor in zip(found.prices, factors, strict=True)),
        found.doubts,
        (*found.notes, told),
        " × ".join(dict.fromkeys((*found.source.split(" × "), by.source))),
    )


def _one_of_each_contract(discounts: Iterable[Factor], at: Moment) -> Iterator[Factor]:
    seen: set[str] = set()
    for each in discounts:
        if each.starts <= at.start < each.ends and each.contract not in seen:
            seen.add(each.contract)
            yield each


def _list_standing(laid: Sequence[Laid], at: Moment) -> Laid | None:
    fitting = (each for each in laid if each.above <= at.band)
    return next((each for each in fitting if each.starts <= at.start < each.ends), None)


def _standing(factors: Sequence[Factor], at: Moment) -> Iterator[Factor]:
    return (each for each in factors if each.starts <= at.start < each.ends)
