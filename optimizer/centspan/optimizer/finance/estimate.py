"""What a feature will cost before it is built: a prompt, an answer, a volume."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from centspan.optimizer.finance.scenarios import Model, Price, unpriced

DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls that are planned: tokens of one call, and calls a day; `cached` is the share of input read from a cache."""

    input_tokens: int
    output_tokens: int
    calls_per_day: Decimal
    cached: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """USD of one call and of a month of 30 days."""

    model: Model
    per_call_usd: Decimal
    per_month_usd: Decimal


def estimate(plan: Plan, model: Model, price: Price) -> Estimate:
    """Price a plan at a model. Raises CentspanError where it has no price."""
    read = plan.input_tokens * plan.cached
    parts = (
        ("uncached_input", plan.input_tokens - read),
        ("cache_read", read),
        ("output", Decimal(plan.output_tokens)),
    )
    usd = Decimal(0)
    for bucket, tokens in parts:
        each = price(model, 0, bucket)
        if each is None:
            raise unpriced(model)
        usd += tokens * each
    return Estimate(model, usd, usd * plan.calls_per_day * DAYS)
