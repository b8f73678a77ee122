"""What else would cost less than the API does now: the proposals that stand, by what kind of work they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.finance.hosting import MONTHS
from centspan.optimizer.life.stored import Stored, standing

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "prompt": ("compress", "trim", "cap"),
    "routing": ("route",),
    "caching": ("prompt_cache", "cache_exact", "cache_semantic"),
}
"""Levers of each kind of alternative."""
OPEN: Final = ("proposed", "accepted")


@dataclass(frozen=True, slots=True)
class Alternative:
    """All standing proposals of a kind: USD a month that they would save, and what is left to pay in a year."""

    name: str
    proposals: int
    saving_usd: Decimal
    usd_first_year: Decimal


def alternatives(client: Any, usd: Decimal, feature: str = "") -> tuple[Alternative, ...]:
    """Prompt, routing and caching proposals that were replayed and wait to be done, against a bill of `usd` a month.

    Of one scope the largest of a kind counts, as savings of a kind overlap.
    """
    every = [
        each
        for each in standing(client).values()
        if each.status in OPEN
        and each.evidence == "replayed"
        and (not feature or each.scope.get("feature") == feature)
    ]
    return tuple(
        _alternative(name, [each for each in every if each.lever in levers], usd)
        for name, levers in KINDS.items()
    )


def _alternative(name: str, found: list[Stored], usd: Decimal) -> Alternative:
    largest: dict[tuple[str | None, ...], Decimal] = {}
    for each in found:
        scope = (each.scope.get("environment"), each.scope.get("feature"))
        largest[scope] = max(largest.get(scope, Decimal(0)), each.saving_usd)
    saving = min(usd, sum(largest.values(), Decimal(0)))
    return Alternative(name, len(largest), saving, MONTHS * (usd - saving))
