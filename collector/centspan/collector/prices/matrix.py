"""Compares what models cost: input, output, cached and batch, cheapest to dearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from centspan.collector.amounts import exact
from centspan.collector.prices.listing import Unknown
from centspan.collector.prices.look_up import look_up
from centspan.collector.prices.price_line import stands
from centspan.collector.prices.row import PRICED, Name, PriceRow
from centspan.collector.prices.sources import Sources

MODELS: Final = (
    ("anthropic", "claude-opus-5-5"),
    ("anthropic", "claude-sonnet-5-5"),
    ("anthropic", "claude-haiku-5-5"),
    ("openai", "gpt-6-astra"),
    ("openai", "gpt-6.1-sol"),
    ("openai", "gpt-6.1-terra"),
    ("openai", "gpt-6-luna"),
    ("gcp.gemini", "gemini-4-argon"),
    ("gcp.gemini", "gemini-3.8-flash"),
    ("gcp.gemini", "gemini-3.1-flash-lite"),
    ("mistral_ai", "mistral-large-4"),
    ("mistral_ai", "mistral-small-2603"),
    ("deepseek", "deepseek-v4-pro"),
    ("deepseek", "deepseek-flash"),
    ("x_ai", "grok-4.7"),
)
"""Compared unless others are named: each maker's large and small models of today."""
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Compared:
    """One model's list prices in USD per million tokens of short requests; None where none is listed.

    `blended` is the price of a million tokens in the mix asked for.
    """

    provider: str
    model: str
    input: Decimal
    cached: Decimal
    output: Decimal
    batch_input: Decimal | None
    batch_output: Decimal | None
    blended: Decimal
    assumed: bool

    def as_json(self) -> dict[str, Any]:
        """Every figure, amounts as exact strings."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {n: exact(v) if isinstance(v, Decimal) else v for n, v in found.items()}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Models from the cheapest to the dearest, and those that no source prices."""

    models: tuple[Compared, ...]
    unknown: tuple[tuple[str, str], ...]

    def ratio(self, column: str) -> Decimal | None:
        """The dearest ÷ the cheapest by one column, None where a price is 0 or there is none."""
        found = [p for each in self.models if (p := getattr(each, column)) is not None]
        return max(found) / min(found) if found and min(found) else None


def matrix(
    models: Sequence[tuple[str, str]], sources: Sources, at: datetime, mix: tuple[int, int]
) -> Matrix:
    """Compare at one moment; `mix` is input to output tokens, as 3 to 1."""
    found = {each: _compared(*each, sources, at, mix) for each in dict.fromkeys(models)}
    known = [each for each in found.values() if each]
    return Matrix(
        tuple(sorted(known, key=lambda each: (each.blended, each.model))),
        tuple(name for name, each in found.items() if each is None),
    )


def _compared(
    provider: str, model: str, sources: Sources, at: datetime, mix: tuple[int, int]
) -> Compared | None:
    plain = _price(Name(provider, model), sources, at)
    if plain is None:
        return None
    batch = _price(Name(provider, model, "batch"), sources, at)
    listed_batch = batch if batch and not batch.assumed else None
    into, out = _per_million(plain, "uncached_input"), _per_million(plain, "output")
    return Compared(
        provider=provider,
        model=model,
        input=into,
        cached=_per_million(plain, "cache_read"),
        output=out,
        batch_input=_per_million(listed_batch, "uncached_input") if listed_batch else None,
        batch_output=_per_million(listed_batch, "output") if listed_batch else None,
        blended=(into * mix[0] + out * mix[1]) / sum(mix),
        assumed=plain.assumed,
    )


def _price(name: Name, sources: Sources, at: datetime) -> PriceRow | None:
    rows = look_up(name, sources)
    if isinstance(rows, Unknown):
        return None
    short = (row for row in rows if row.context_band == 0 and row.kind == "list")
    return next((row for row in short if stands(row, at)), None)


def _per_million(row: PriceRow, bucket: str) -> Decimal:
    return row.prices[PRICED.index(bucket)] * MILLION
