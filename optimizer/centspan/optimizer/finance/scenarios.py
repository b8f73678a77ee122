"""The same calls on other models: as is, all on the dearest, a few moved down, many moved down, or a mix."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.errors import CentspanError

CONSERVATIVE: Final = Decimal("0.2")
"""The share of each model's calls that moves to the next cheaper one in use."""
AGGRESSIVE: Final = Decimal("0.7")
"""The share that moves to the cheapest in use."""
Model = tuple[str, str]
"""Provider and model."""
Price = Callable[[Model, int, str], Decimal | None]
"""USD of one token: model, context band, bucket; None where it has no price."""


@dataclass(frozen=True, slots=True)
class Use:
    """What calls of one model in one context band used, and what they cost in USD."""

    model: Model
    context_band: int
    calls: int
    tokens: Mapping[str, int]
    usd: Decimal


def use(row: Mapping[str, Any]) -> Use:
    """A row of finance_models.sql."""
    tokens = {bucket: row[bucket] for bucket in BUCKETS if bucket in row}
    model = (row["provider"], row["model"])
    return Use(model, row["context_band"], row["calls"], tokens, row["effective_usd"])


@dataclass(frozen=True, slots=True)
class Scenario:
    """USD for the same calls; `what` says what it does."""

    name: str
    what: str
    usd: Decimal


def scenarios(
    uses: Sequence[Use], price: Price, mix: Mapping[Model, Decimal] | None = None
) -> tuple[Scenario, ...]:
    """Every scenario of these calls, with the same tokens whoever answers; quality is not looked at.

    Raises CentspanError where a model of the mix has no price, or its shares are not 1 in sum.
    """
    models = _cheapest_first(uses, price)
    as_is = sum((use.usd for use in uses), Decimal(0))
    found = [Scenario("as is", "what was paid", as_is)]
    if models:
        dearest = models[-1]
        found += [
            Scenario("dearest", f"all calls on {dearest[1]}", _all_on(uses, dearest, price)),
            Scenario(
                "conservative",
                f"{CONSERVATIVE:.0%} of each model's calls on the next cheaper",
                _moved(uses, models, CONSERVATIVE, price, to_cheapest=False),
            ),
            Scenario(
                "aggressive",
                f"{AGGRESSIVE:.0%} of all calls on {models[0][1]}",
                _moved(uses, models, AGGRESSIVE, price, to_cheapest=True),
            ),
        ]
    if mix:
        found.append(_mixed(uses, mix, price))
    return tuple(found)


def _cheapest_first(uses: Sequence[Use], price: Price) -> list[Model]:
    """Models in use by what all calls would cost on them; those without a price are left out."""
    costs = {use.model: _cost(uses, use.model, price) for use in uses}
    known = [(usd, model) for model, usd in costs.items() if usd is not None]
    return [model for _, model in sorted(known)]


def _cost(uses: Sequence[Use], model: Model, price: Price) -> Decimal | None:
    whole = Decimal(0)
    for use in uses:
        for bucket, tokens in use.tokens.items():
            usd = price(model, use.context_band, bucket) if tokens else Decimal(0)
            if usd is None:
                return None
            whole += tokens * usd
    return whole


def _all_on(uses: Sequence[Use], model: Model, price: Price) -> Decimal:
    usd = _cost(uses, model, price)
    if usd is None:
        raise unpriced(model)
    return usd


def unpriced(model: Model) -> CentspanError:
    """What is wrong with a model that nobody prices."""
    return CentspanError(
        f"expected a price of {model[1]} ({model[0]}), found none: say one in prices.toml"
    )


def _moved(
    uses: Sequence[Use], models: list[Model], share: Decimal, price: Price, *, to_cheapest: bool
) -> Decimal:
    whole = Decimal(0)
    for use in uses:
        place = models.index(use.model) if use.model in models else 0
        if place == 0:
            whole += use.usd
            continue
        instead = models[0] if to_cheapest else models[place - 1]
        whole += use.usd * (1 - share) + _all_on([use], instead, price) * share
    return whole


def _mixed(uses: Sequence[Use], mix: Mapping[Model, Decimal], price: Price) -> Scenario:
    if sum(mix.values()) != 1:
        raise CentspanError(
            f"expected shares of a mix that are 1 in sum, found {sum(mix.values())}"
        )
    usd = sum((_all_on(uses, model, price) * share for model, share in mix.items()), Decimal(0))
    told = ", ".join(f"{share:.0%} {model[1]}" for model, share in mix.items())
    return Scenario("mix", told, usd)
