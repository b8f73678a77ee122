"""What a change of the book moves in dollars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from typing import Any, Final

from centspan.collector.amounts import exact

EXACT: Final = Context(prec=60)
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one model, in one feature or in all, costs before and after, in USD; None where unpriced.

    `adjusted_usd` is the effective difference in closed months, in none of the other amounts.
    """

    provider: str
    model: str
    feature: str
    calls: float = 0
    list_before: Decimal | None = None
    list_after: Decimal | None = None
    effective_before: Decimal | None = None
    effective_after: Decimal | None = None
    adjusted_usd: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """By how much spend moves, effective; what was unpriced moves it by all it costs now."""
        with localcontext(EXACT):
            return (self.effective_after or ZERO) - (self.effective_before or ZERO)

    def as_json(self) -> dict[str, Any]:
        """Names and exact amounts."""
        names = {"provider": self.provider, "model": self.model, "feature": self.feature}
        amounts = {name: getattr(self, name) for name in _SUMMED if name != "calls"}
        told = {name: None if each is None else exact(each) for name, each in amounts.items()}
        return {**names, "calls": self.calls, **told, "difference": exact(self.difference)}

    def plus(self, other: "Moved") -> "Moved":
        """Both together."""
        return replace(self, **{n: _sum(getattr(self, n), getattr(other, n)) for n in _SUMMED})


_SUMMED: Final = (
    *("calls", "list_before", "list_after", "effective_before", "effective_after"),
    "adjusted_usd",
)


def _sum(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return one if other is None else other
    with localcontext(EXACT):
        return one + other


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
