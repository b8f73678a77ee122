"""Total cost of ownership: the bill of the calls beside everything else that a month of them costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

GROUPS: Final = ("api", "infrastructure", "engineering", "quality", "operations")
"""The parts of a TCO, in the order in which they are told."""
VOLUMES: Final = tuple(Decimal(times) for times in ("0.1", "1", "10", "100"))
"""Times the volume of today at which a TCO is told."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost of a month, in USD."""

    group: str
    name: str
    usd: Decimal
    scales: bool = False
    """Whether it grows as the calls do; the bill of the calls does, what is fixed does not."""


@dataclass(frozen=True, slots=True)
class GroupCost:
    """A part of the TCO: USD a month, and its share of the whole (0 to 1; None of nothing)."""

    group: str
    usd: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Tco:
    """A month: its lines, and how many queries (calls) it answers."""

    lines: tuple[CostLine, ...]
    queries: Decimal

    @property
    def usd(self) -> Decimal:
        """All of it, in USD a month."""
        return sum((line.usd for line in self.lines), Decimal(0))

    @property
    def per_query_usd(self) -> Decimal | None:
        """USD for one query; None without queries."""
        return self.usd / self.queries if self.queries else None

    def groups(self) -> tuple[GroupCost, ...]:
        """What each part costs and its share, every group in its order."""
        whole = self.usd
        sums = ((group, _sum(self.lines, group)) for group in GROUPS)
        return tuple(GroupCost(group, usd, usd / whole if whole else None) for group, usd in sums)

    def at(self, times: Decimal) -> "Tco":
        """The same month at so many times the volume: what scales does, the rest stays."""
        lines = (
            replace(line, usd=line.usd * times) if line.scales else line for line in self.lines
        )
        return Tco(tuple(lines), self.queries * times)


def _sum(lines: Iterable[CostLine], group: str) -> Decimal:
    return sum((line.usd for line in lines if line.group == group), Decimal(0))
