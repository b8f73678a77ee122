"""Savings one after the other: each takes its share of what the ones before have left."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Step:
    """One saving in the stack: its share of what was left, and USD before and after it."""

    name: str
    share: Decimal
    before_usd: Decimal
    after_usd: Decimal

    @property
    def saved_usd(self) -> Decimal:
        """What it takes off, in USD."""
        return self.before_usd - self.after_usd


def stacked(usd: Decimal, savings: Iterable[tuple[str, Decimal]]) -> tuple[Step, ...]:
    """The steps from `usd` down, in the order given. Raises CentspanError for a share outside 0 to 1."""
    steps: list[Step] = []
    for name, share in savings:
        if not 0 <= share <= 1:
            raise CentspanError(f"expected the share that {name} saves from 0 to 1, found {share}")
        steps.append(Step(name, share, usd, usd * (1 - share)))
        usd = steps[-1].after_usd
    return tuple(steps)
