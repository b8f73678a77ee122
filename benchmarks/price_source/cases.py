"""Random calls over everything the price source lists, and what the source says they cost.

Every model, tier and band turns up; half of the moments lie at an edge of a price's time, half of the
inputs at an edge of a context band.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from genai_prices import Usage as SourceUsage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.data_units import unit_data
from genai_prices.types import (
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.spellings import CONTEXT_EDGES
from centspan.instrumentation.usage import Usage

FROM = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 4 * 365


@dataclass(frozen=True)
class Case:
    """One call of a model; `tier` as on spans, '' for the standard one."""

    provider: Provider
    model: ModelInfo
    tier: str
    usage: Usage
    at: datetime

    @property
    def source_usd(self) -> Decimal:
        """What the source says."""
        context = tiers(self.model).get(self.tier)
        charged = self.model.calc_price(
            source_usage(self.usage),
            self.provider,
            genai_request_timestamp=self.at,
            price_context=context,
        )
        return charged.total_price

    @property
    def tolerated(self) -> Decimal:
        """Half of the book's last digit for each token, where the source lists more digits than it."""
        counts = sum(getattr(self.usage, bucket) for bucket in BUCKETS)
        return counts * Decimal("5e-19") if _decimals(self.model) > 12 else Decimal(0)


def cases(count: int, seed: int) -> Iterator[Case]:
    """Yield `count` calls, the models in turn."""
    rnd = random.Random(seed)
    listed = named_models()
    rnd.shuffle(listed)
    for number in range(count):
        provider, model = listed[number % len(listed)]
        known = ["", *tiers(model)]
        tier = known[number // len(listed) % len(known)]
        yield Case(provider, model, tier, _usage(rnd), _moment(rnd, model))


def named_models() -> list[tuple[Provider, ModelInfo]]:
    """The models whose id leads to themselves."""
    providers = get_snapshot().providers
    return [
        (provider, model)
        for provider in providers
        for model in provider.models
        if provider.find_model(model.id, all_providers=providers) is model
    ]


def tiers(model: ModelInfo) -> dict[str, dict[str, str]]:
    """A model's tiers as spans name them, and what selects them in the source."""
    return {
        value: dict(variant.when)
        for variant in model.price_variants or ()
        for value in variant.when.values()
    }


def source_usage(usage: Usage) -> SourceUsage:
    """Return our exclusive buckets as the source counts them, with nothing left to infer."""
    counts = dict.fromkeys((key for key in unit_data if key != "requests"), 0)
    counts |= {
        "input_tokens": usage.total_input,
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": usage.cache_write_5m + usage.cache_write_1h,
        "cache_write_5m_tokens": usage.cache_write_5m,
        "cache_write_1h_tokens": usage.cache_write_1h,
        "input_audio_tokens": usage.audio_input,
        "input_image_tokens": usage.image_input,
        "output_tokens": usage.total_output,
        "output_reasoning_tokens": usage.reasoning,
        "output_audio_tokens": usage.audio_output,
        "output_image_tokens": usage.image_output,
        "web_searches": usage.web_searches,
    }
    return SourceUsage(**counts)


def _usage(rnd: random.Random) -> Usage:
    counts = {b: rnd.randrange(10 ** rnd.randrange(1, 6)) * rnd.randrange(2) for b in BUCKETS}
    usage = Usage(**counts, web_searches=rnd.randrange(3), requests=1)
    wanted = rnd.choice((0, *CONTEXT_EDGES)) + rnd.randrange(2)
    missing = wanted - usage.total_input
    at_edge = rnd.random() < 0.5 and missing > 0
    return usage._replace(uncached_input=usage.uncached_input + missing) if at_edge else usage


def _moment(rnd: random.Random, model: ModelInfo) -> datetime:
    edges = list(_edges(model))
    if edges and rnd.random() < 0.5:
        return rnd.choice(edges) + timedelta(seconds=rnd.randrange(-1, 2))
    return FROM + timedelta(seconds=rnd.randrange(DAYS * 86400))


def _edges(model: ModelInfo) -> Iterator[datetime]:
    prices = [] if isinstance(model.prices, ModelPrice) else model.prices
    for each in (*prices, *(model.price_variants or ())):
        match each.constraint:
            case StartDateConstraint() as since:
                yield datetime.combine(since.start_date, time(), UTC)
            case TimeOfDateConstraint() as daily:
                day = datetime(2026, 3, 3, tzinfo=UTC).date()
                yield datetime.combine(day, daily.start_time).astimezone(UTC)
                yield datetime.combine(day, daily.end_time).astimezone(UTC)
            case _:
                pass


def _decimals(model: ModelInfo) -> int:
    """The most decimals any price of the model is listed with, per million tokens."""
    lists = [model.prices] if isinstance(model.prices, ModelPrice) else None
    lists = lists or [each.prices for each in model.prices]
    lists += [variant.prices for variant in model.price_variants or ()]
    prices = [price for each in lists for price in vars(each).values() if price is not None]
    plain = [price for price in prices if isinstance(price, Decimal)]
    for tiered in (price for price in prices if isinstance(price, TieredPrices)):
        plain += [tiered.base, *(tier.price for tier in tiered.tiers)]
    return max((-int(price.as_tuple().exponent) for price in plain), default=0)
