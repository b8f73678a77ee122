"""One value of a dimension and what it cost, and all of a scope together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

DRIVING: Final = ("feature", "tenant", "model", "prompt_version", "route", "team", "user")
"""Dimensions that may drive a change, the more telling first."""
WHOLE: Final = "(all)"
SEGMENT: Final = "segment"
NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One value of a dimension: USD now and before, over calls whose cost is known."""

    dimension: str
    value: str
    usd: Decimal = NONE
    before_usd: Decimal = NONE
    priced_calls: float = 0
    before_priced_calls: float = 0
    calls: float = 0
    unpriced_calls: float = 0
    estimated_calls: float = 0
    newest_at: datetime | None = None

    @property
    def change_usd(self) -> Decimal:
        """How much more than before; negative where less."""
        return self.usd - self.before_usd


@dataclass(frozen=True, slots=True)
class Drivers:
    """The whole of a scope, each value of each dimension, and segments for the split."""

    whole: Driver
    values: Mapping[str, tuple[Driver, ...]] = field(default_factory=dict[str, tuple[Driver, ...]])
    segments: tuple[Driver, ...] = ()


def gathered(every: Sequence[Driver], scope: Collection[str]) -> Drivers:
    """What a question told, by dimension; those that the scope fixes are left out."""

    def of(dimension: str) -> tuple[Driver, ...]:
        return tuple(each for each in every if each.dimension == dimension)

    whole = next(iter(of(WHOLE)), Driver(dimension=WHOLE, value=""))
    values = {name: of(name) for name in DRIVING if name not in scope}
    return Drivers(whole, {name: each for name, each in values.items() if each}, of(SEGMENT))
