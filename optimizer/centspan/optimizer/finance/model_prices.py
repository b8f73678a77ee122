"""What a token of a model costs at a moment, by the price sources."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Final

from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_line import paid
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.collector.prices.sources import Sources
from centspan.optimizer.finance.scenarios import Model, Price

PROVIDERS: Final = (
    *("openai", "anthropic", "gcp.gemini", "mistral_ai", "deepseek", "x_ai"),
    *("groq", "cohere", "aws.bedrock", "azure.ai.openai"),
)
"""Where a model is looked for whose provider is not said."""


def prices_at(at: datetime, sources: Sources) -> Price:
    """The prices that stand at a moment, a contract's before a list's."""

    @cache
    def row(model: Model, band: int) -> PriceRow | None:
        rows = look_up(Name(*model), sources)
        if isinstance(rows, Unknown):
            return None
        return paid((each for each in rows if each.context_band == band), at)

    def price(model: Model, band: int, bucket: str) -> Decimal | None:
        found = row(model, band)
        return found.prices[PRICED.index(bucket)] if found else None

    return price


def named(text: str, sources: Sources) -> Model | None:
    """A model as a person names it, `provider/model` or the model alone; None where nobody prices it."""
    provider, _, model = text.partition("/") if "/" in text else ("", "", text)
    for each in (provider,) if provider else PROVIDERS:
        rows = look_up(Name(each, model), sources)
        if not isinstance(rows, Unknown) and not all(row.assumed for row in rows):
            return each, model
    return None
