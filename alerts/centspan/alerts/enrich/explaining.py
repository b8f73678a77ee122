"""Which dimension explains a change best, and which of its values drive it.

As in Adtributor (NSDI 2014): a value explains the share of the whole change that is its own, and surprises
by how far its share of the spend is from what it was. Where all values grow alike none is to blame. A prompt
version takes its predecessor's place with every release: it explains only what its calls cost more, and only
where calls of the same models that cost more are most of the change. What calls say nothing of (no user, no
route) explains nothing, but for a feature: spend of none is a finding.
"""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from centspan.alerts.enrich.driver import Driver, Drivers
from centspan.alerts.enrich.split import split
from centspan.alerts.payload import Contributor

LEAST: Final = 0.1
"""Of the whole change that a value must explain to be looked at."""
SMALL: Final = 0.1
MOST: Final = 5
PLACES: Final = 6
REPLACING: Final = "prompt_version"
UNSAID: Final = ("feature",)
ALIKE: Final = 0.9
"""Of the best explanation that a more telling dimension must reach to be told instead."""
KNOWN_CALLS: Final = 10
"""From so many calls before it is known what one cost then."""
NEW: Final = 0.1
"""Below so much of the spend, what was before says nothing of shares."""
NEARLY_ALL: Final = 0.8
TELLING_ALONE: Final = ("feature", "tenant")
"""Dimensions that tell something even where they have a single value."""


def contributors(found: Drivers, version: str = "") -> tuple[Contributor, ...]:
    """The top values of the dimension that explains most, the largest change first; none without calls.

    An alert that is about a prompt `version` tells it first, beside those that it replaced.
    """
    if version and (versions := found.values.get(REPLACING)):
        ordered = top(versions, found.whole, len(versions))
        return tuple(sorted(ordered, key=lambda each: each.value != version))[:MOST]
    known = {
        name: values
        for name, values in found.values.items()
        if values and (name != REPLACING or _dearer(found))
    }
    if not known:
        return ()
    return top(known[_best(known, found.whole)], found.whole)


def top(values: Iterable[Driver], whole: Driver, most: int = MOST) -> tuple[Contributor, ...]:
    """The values that changed most the way the whole did."""
    sign = -1 if whole.change_usd < 0 else 1
    ordered = sorted(values, key=lambda each: (-sign * each.change_usd, each.value))
    return tuple(_contributor(each, whole) for each in ordered[:most])


def _best(known: Mapping[str, tuple[Driver, ...]], whole: Driver) -> str:
    """The first, and so the most telling, of the dimensions that explain about as much as the best.

    Of spend that is all new it is the first with a value that nearly all of it is of, if there is one.
    """
    is_new = float(whole.before_usd) < NEW * float(whole.usd)
    if name := next((name for name in known if is_new and _of_one(known[name], name, whole)), ""):
        return name
    surprise = {name: _surprise(values, whole) for name, values in known.items()}
    least = ALIKE * max(surprise.values())
    alike = [name for name in known if surprise[name] >= least]
    return max(alike, key=lambda name: len(known[name]) > 1)


def _of_one(values: tuple[Driver, ...], name: str, whole: Driver) -> bool:
    most = max(values, key=lambda each: each.change_usd)
    if not most.value or (len(values) == 1 and name not in TELLING_ALONE):
        return False
    return float(most.change_usd) >= NEARLY_ALL * float(whole.change_usd)


def _surprise(values: Iterable[Driver], whole: Driver) -> float:
    """How far the shares of those that drive the change are from what they were; they moved its way."""
    change = _worth_explaining(whole)
    if not change:
        return 0.0
    said = (each for each in values if each.value or each.dimension in UNSAID)
    driving = (each for each in said if _explained(each, whole) / change >= LEAST)
    shares = (
        (_share(each.before_usd, whole.before_usd), _share(each.usd, whole.usd)) for each in driving
    )
    return sum(_moved(before, now) for before, now in shares if (now - before) * change > 0)


def _dearer(found: Drivers) -> bool:
    """Whether most of the change is that calls of the same feature and model cost more."""
    parts, change = split(found), found.whole.change_usd
    if parts is None or found.whole.before_priced_calls < KNOWN_CALLS:
        return False
    return change > 0 and parts.price_usd >= change / 2


def _worth_explaining(whole: Driver) -> float:
    """The whole change; of one that is small beside the spend, a tenth of that, so that noise explains nothing."""
    least = SMALL * float(max(whole.usd, whole.before_usd))
    return math.copysign(max(abs(float(whole.change_usd)), least), whole.change_usd)


def _explained(each: Driver, whole: Driver) -> float:
    if each.dimension != REPLACING or not whole.before_priced_calls:
        return float(each.change_usd)
    before = float(whole.before_usd) / whole.before_priced_calls
    return float(each.usd) - before * each.priced_calls


def _moved(before: float, now: float) -> float:
    """Half of the Jensen-Shannon divergence's term of one value."""
    middle = (before + now) / 2
    parts = (each * math.log(each / middle) for each in (before, now) if each > 0)
    return sum(parts) / 2 if middle > 0 else 0.0


def _share(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole > 0 else 0.0


def _contributor(each: Driver, whole: Driver) -> Contributor:
    change = whole.change_usd
    return Contributor(
        dimension=each.dimension,
        value=each.value,
        usd=each.usd,
        before_usd=each.before_usd,
        change_usd=each.change_usd,
        change_share=round(each.change_usd / change, PLACES) if change else None,
        calls=round(each.calls),
    )
