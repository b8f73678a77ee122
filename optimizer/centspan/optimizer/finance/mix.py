"""The cheapest mix of models that reaches a quality, and what a given mix costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.pareto import Configuration, front


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of requests by configuration (they sum to 1), their quality, and USD a request."""

    shares: Mapping[str, Decimal]
    quality: Decimal
    usd: Decimal


def cheapest_mix(configurations: Sequence[Configuration], quality: Decimal) -> Mix:
    """The mix of least cost whose mean quality is at least `quality`; at most two are in it.

    It lies on the lower convex hull of cost over quality. Raises CentspanError where the best of
    them is not good enough.
    """
    hull = _hull(front(configurations))
    if not hull or hull[-1].quality < quality:
        best = f"{hull[-1].name} at {hull[-1].quality}" if hull else "none"
        raise CentspanError(
            f"expected a configuration of quality {quality} or more, found at best {best}: "
            "lower the target, or add one"
        )
    if quality <= hull[0].quality:
        return mixed(hull, {hull[0].name: Decimal(1)})
    for low, high in pairwise(hull):
        if quality <= high.quality:
            share = (quality - low.quality) / (high.quality - low.quality)
            return mixed(hull, {high.name: share, low.name: 1 - share})
    raise AssertionError("the hull ends at the best quality")


def mixed(configurations: Sequence[Configuration], shares: Mapping[str, Decimal]) -> Mix:
    """What a mix costs and reaches. Raises CentspanError for unknown names and shares that are not 1 in sum."""
    known = {each.name: each for each in configurations}
    if unknown := sorted(shares.keys() - known.keys()):
        raise CentspanError(
            f"expected configurations out of {', '.join(known)}, found {', '.join(unknown)}"
        )
    if abs(sum(shares.values()) - 1) > Decimal("1e-9"):
        raise CentspanError(f"expected shares that are 1 in sum, found {sum(shares.values())}")
    used = {name: share for name, share in shares.items() if share}
    return Mix(
        used,
        sum((known[name].quality * share for name, share in used.items()), Decimal(0)),
        sum((known[name].usd * share for name, share in used.items()), Decimal(0)),
    )


def _hull(ascending: Sequence[Configuration]) -> list[Configuration]:
    hull: list[Configuration] = []
    for each in ascending:
        while len(hull) > 1 and _above(hull[-2], hull[-1], each):
            hull.pop()
        hull.append(each)
    return hull


def _above(low: Configuration, middle: Configuration, high: Configuration) -> bool:
    """Whether a mix of the outer two costs no more than the one between at its quality."""
    return (middle.usd - low.usd) * (high.quality - low.quality) >= (high.usd - low.usd) * (
        middle.quality - low.quality
    )
