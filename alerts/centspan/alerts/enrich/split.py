"""A change of spend by its causes: more calls, other calls, or dearer ones (as change_parts.sql has it)."""

from decimal import Decimal

from centspan.alerts.enrich.driver import Driver, Drivers
from centspan.alerts.payload import Split


def split(found: Drivers) -> Split | None:
    """Volume, price and mix, which add up to the change to the last digit; none without any calls.

    Volume is the change of the number of calls at the mean cost before, price what a call of the same
    segment costs more, mix what is left.
    """
    whole = found.whole
    if not (whole.priced_calls or whole.before_priced_calls):
        return None
    volume = _volume(whole)
    price = sum((_price(each) for each in found.segments), Decimal(0))
    return Split(price_usd=price, volume_usd=volume, mix_usd=whole.change_usd - volume - price)


def _volume(whole: Driver) -> Decimal:
    if not whole.before_priced_calls:
        return whole.usd
    grown = whole.priced_calls / whole.before_priced_calls - 1
    return _exact(whole.before_usd * Decimal(grown))


def _price(each: Driver) -> Decimal:
    if not each.priced_calls or not each.before_priced_calls:
        return Decimal(0)
    ratio = Decimal(each.priced_calls / each.before_priced_calls)
    return each.usd - _exact(each.before_usd * ratio)


def _exact(amount: Decimal) -> Decimal:
    """At the eighteen places that the store keeps."""
    return round(amount, 18)
