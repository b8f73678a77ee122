"""The cost attributes of a span, from exact prices."""

from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final

from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as attribute
from centspan.instrumentation.pricing.listing import find
from centspan.instrumentation.pricing.tariff import DIGITS, PRICED
from centspan.instrumentation.usage import Usage

_USD: Final = 10**DIGITS
_INPUT: Final = {"uncached_input", "audio_input", "image_input"}
_CACHE: Final = {"cache_read", "cache_write_5m", "cache_write_1h"}
_OUTPUT: Final = {"output", "reasoning", "audio_output", "image_output"}
_SHARES: Final = tuple(
    (name, tuple(index for index, each in enumerate(PRICED) if each in buckets))
    for name, buckets in (
        (attribute.COST_INPUT, _INPUT),
        (attribute.COST_CACHE, _CACHE),
        (attribute.COST_OUTPUT, _OUTPUT),
    )
)
"""The parts of the amount that have an attribute, as places in `PRICED`; the rest is for units."""
_SEARCHES: Final = PRICED.index("web_searches")
_REQUESTS: Final = PRICED.index("requests")
_counts = attrgetter(*PRICED)


def cost_attributes(
    provider: str, model: str, usage: Usage, when: datetime | None = None
) -> dict[str, AttributeValue]:
    """The cost attributes of a call at `when` (default: now), by today's knowledge of list prices.

    Empty where the model is unknown or nothing was used: an unknown price is never 0. A call is one
    request, unless its report says how many.
    """
    if usage.source == "none" or (listed := find(provider, model)) is None:
        return {}
    prices = listed.prices(usage.total_input, when)
    if prices is None:
        return {}
    counts: tuple[int, ...] = _counts(usage)
    amount = prices[_SEARCHES] * counts[_SEARCHES] + prices[_REQUESTS] * (counts[_REQUESTS] or 1)
    shares: dict[str, AttributeValue] = {}
    for name, places in _SHARES:
        if costs := [prices[i] * counts[i] for i in places if counts[i]]:
            share = sum(costs)
            shares[name] = share / _USD
            amount += share
    return {**_amount(amount / _USD), **shares}


def cost_given(amount: Decimal) -> dict[str, AttributeValue]:
    """The cost attributes of an amount in USD that the app computed, to its last digit."""
    return _amount(format(amount, "f"))


def _amount(usd: float | str) -> dict[str, AttributeValue]:
    return {
        attribute.COST_AMOUNT: usd,
        attribute.COST_CURRENCY: "USD",
        attribute.COST_SOURCE: "client",
    }
