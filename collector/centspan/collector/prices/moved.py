"""What a change of the book moves in dollars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from typing import Any, Final

from centspan.collector.prices.price_line import exact

EXACT: Final = Context(prec=60)
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one model, in one feature or in all, costs before and after, in USD; 0 where unpriced.

    `adjusted_usd` is the effective difference in closed months, in none of the other amounts.
    """

    provider: str
    model: str
    feature: str
    calls: float = 0
    list_before: Decimal = ZERO
    list_after: Decimal = ZERO
    effective_before: Decimal = ZERO
    effective_after: Decimal = ZERO
    adjusted_usd: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """By how much spend moves, effective."""
        return self.effective_after - self.effective_before

    def as_json(self) -> dict[str, Any]:
        """Names and exact amounts."""
        names = {"provider": self.provider, "model": self.model, "feature": self.feature}
        amounts = {name: exact(getattr(self, name)) for name in _SUMMED if name != "calls"}
        return {**names, "calls": self.calls, **amounts, "difference": exact(self.difference)}

    def plus(self, other: "Moved") -> "Moved":
        """Both together."""
        with localcontext(EXACT):
            return replace(self, **{n: getattr(self, n) + getattr(other, n) for n in _SUMMED})


_SUMMED: Final = (
    *("calls", "list_before", "list_after", "effective_before", "effective_after"),
    "adjusted_usd",
)


def summed(each: Iterable[Moved], *, by: str) -> tuple[Moved, ...]:
    """The same by `model`, by `feature`, or all in one (`total`)."""
    found: dict[tuple[str, str, str], Moved] = {}
    for one in each:
        name = {
            "model": (one.provider, one.model, ""),
            "feature": ("", "", one.feature),
            "total": ("", "", ""),
        }[by]
        found[name] = found.get(name, Moved(*name)).plus(one)
    return tuple(sorted(found.values(), key=lambda one: -abs(one.difference)))
