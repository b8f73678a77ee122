"""Return on investment: what LLM calls bring against what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ValueStream:
    """What one use brings, in USD a month."""

    name: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Roi:
    """A month: `cost_usd` and the value of each stream; `set_up_usd` is paid once."""

    streams: tuple[ValueStream, ...]
    cost_usd: Decimal
    set_up_usd: Decimal = Decimal(0)

    @property
    def value_usd(self) -> Decimal:
        """What all streams bring, in USD a month."""
        return sum((each.usd for each in self.streams), Decimal(0))

    @property
    def net_usd(self) -> Decimal:
        """What is left of the value, in USD a month."""
        return self.value_usd - self.cost_usd

    @property
    def roi(self) -> Decimal | None:
        """(value − cost) ÷ cost of a month, 1 for 100 %; None without cost. The set-up is in the payback."""
        return self.net_usd / self.cost_usd if self.cost_usd else None

    @property
    def payback_months(self) -> Decimal | None:
        """Months until the set-up is earned; None where a month brings nothing."""
        if not self.set_up_usd:
            return Decimal(0)
        return self.set_up_usd / self.net_usd if self.net_usd > 0 else None

    @property
    def break_even_share(self) -> Decimal | None:
        """The share of the value that would pay for the month's cost; above 1 it does not."""
        return self.cost_usd / self.value_usd if self.value_usd else None

    def halved(self, names: Sequence[str] | None = None) -> "Roi":
        """The half case: these streams bring half (without names, all of them)."""
        halves = (
            replace(each, usd=each.usd / 2) if names is None or each.name in names else each
            for each in self.streams
        )
        return replace(self, streams=tuple(halves))

    @property
    def largest(self) -> str:
        """The stream that brings most, on which the case rests."""
        return max(self.streams, key=lambda each: each.usd).name
