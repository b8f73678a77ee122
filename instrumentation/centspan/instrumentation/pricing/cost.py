"""The cost attributes of a span, from exact prices."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from opentelemetry.util.types import AttributeValue

from centspan.instrumentation import attributes as attribute
from centspan.instrumentation.pricing.listing import find
from centspan.instrumentation.pricing.tariff import PRICED
from centspan.instrumentation.usage import Usage

_SHARES: Final = {
    attribute.COST_INPUT: ("uncached_input", "audio_input", "image_input"),
    attribute.COST_CACHE: ("cache_read", "cache_write_5m", "cache_write_1h"),
    attribute.COST_OUTPUT: ("output", "reasoning", "audio_output", "image_output"),
}
"""The rest of the amount is for units (web searches, requests)."""
_SHARE_OF: Final = {bucket: share for share, buckets in _SHARES.items() for bucket in buckets}
_PRICED: Final = tuple((each, _SHARE_OF.get(each, "")) for each in PRICED)


def cost_attributes(
    provider: str, model: str, usage: Usage, when: datetime | None = None
) -> dict[str, AttributeValue]:
    """The cost attributes of a call at `when` (default: now), by today's knowledge of list prices.

    Empty where the model is unknown or nothing was used: an unknown price is never 0.
    """
    if usage.source == "none" or (listed := find(provider, model)) is None:
        return {}
    prices = listed.prices(usage.total_input, when)
    if prices is None:
        return {}
    amount = Decimal(0)
    shares: dict[str, Decimal] = {}
    for (bucket, share), price in zip(_PRICED, prices, strict=True):
        if count := getattr(usage, bucket):
            cost = price * count
            amount += cost
            shares[share] = shares.get(share, 0) + cost
    shares.pop("", None)
    return {
        **cost_given(amount),
        **{share: float(cost) for share, cost in shares.items()},
    }


def cost_given(amount: Decimal) -> dict[str, AttributeValue]:
    """The cost attributes of an amount in USD that the app or we ourselves computed."""
    return {
        attribute.COST_AMOUNT: float(amount),
        attribute.COST_CURRENCY: "USD",
        attribute.COST_SOURCE: "client",
    }
