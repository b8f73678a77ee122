"""When a model's prices can change: dates, hours of the day, and the service tier asked for.

Each stretch between two changes is priced by asking the source at one moment inside it, so that the
source's own rules of precedence hold.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from genai_prices.types import (
    ModelInfo,
    ModelPrice,
    PriceVariant,
    StartDateConstraint,
    TimeOfDateConstraint,
)

from centspan.collector.prices.row import ALWAYS, DAY_SECONDS, FOREVER
from centspan.instrumentation.spellings import STANDARD_TIERS

WINDOWS_FROM: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""Prices by the hour are written out day by day, so they start where calls can have been made."""

Constraint = StartDateConstraint | TimeOfDateConstraint | None


@dataclass(frozen=True, slots=True)
class Tier:
    """A service tier as the source's variants name it; standard where it has no variant."""

    name: str
    variants: tuple[PriceVariant, ...]

    @property
    def standard(self) -> bool:
        """Whether the span asks for no particular tier."""
        return self.name.lower() in STANDARD_TIERS

    @property
    def context(self) -> dict[str, str]:
        """What selects the variants."""
        return {key: value for variant in self.variants for key, value in variant.when.items()}

    def doubt(self, at: datetime) -> str:
        """Why the price at this moment is only the standard one, '' where it is not."""
        if self.standard or any(_active(variant.constraint, at) for variant in self.variants):
            return ""
        return self.missing

    @property
    def missing(self) -> str:
        """What is doubtful about a standard price that stands in for the tier's."""
        return f"standard price: none listed for tier {self.name}"


def tier_of(model: ModelInfo | None, name: str) -> Tier:
    """Match a tier as spans name it (`batch`, `flex`, `priority` …) to the model's variants."""
    wanted = {name.lower()}
    return Tier(
        name,
        tuple(
            variant
            for variant in (model.price_variants if model else None) or ()
            if {value.lower() for value in variant.when.values()} == wanted
        ),
    )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stretches from `starts[i]` until `starts[i + 1]`, each day of them cut at `parts`."""

    starts: tuple[datetime, ...]
    parts: tuple[int, ...]

    def stretches(self) -> Iterator[tuple[datetime, datetime]]:
        """Yield each stretch between two changes."""
        yield from zip(self.starts, (*self.starts[1:], FOREVER), strict=True)

    def parts_of_day(self) -> tuple[tuple[int, int], ...]:
        """The parts of a day, in seconds after midnight UTC."""
        return tuple(zip(self.parts, (*self.parts[1:], DAY_SECONDS), strict=True))


def timeline(model: ModelInfo | None, tier: Tier, edges: Collection[datetime] = ()) -> Timeline:
    """Every date and hour at which the model's price under `tier` can change, and `edges` besides."""
    constraints = list(_constraints(model, tier)) if model else []
    parts = {0, *(s for c in constraints if isinstance(c, TimeOfDateConstraint) for s in _hours(c))}
    first = ALWAYS if len(parts) == 1 else WINDOWS_FROM
    days = {_midnight(c) for c in constraints if isinstance(c, StartDateConstraint)}
    starts = {first, *(day for day in (*days, *edges) if first < day < FOREVER)}
    return Timeline(tuple(sorted(starts)), tuple(sorted(parts)))


def charges_at(
    model: ModelInfo, tier: Tier, start: datetime, second: int
) -> tuple[ModelPrice, str]:
    """The price list at `second` of the day `start`, and what is doubtful about it."""
    at = start + timedelta(seconds=second)
    return model.get_prices(at, tier.context or None), tier.doubt(at)


def _constraints(model: ModelInfo, tier: Tier) -> Iterator[Constraint]:
    if not isinstance(model.prices, ModelPrice):
        yield from (price.constraint for price in model.prices)
    yield from (variant.constraint for variant in tier.variants)


def _active(constraint: Constraint, at: datetime) -> bool:
    return constraint is None or constraint.active(at)


def _midnight(constraint: StartDateConstraint) -> datetime:
    return datetime.combine(constraint.start_date, time(), UTC)


def _hours(constraint: TimeOfDateConstraint) -> tuple[int, int]:
    return _second(constraint.start_time), _second(constraint.end_time)


def _second(moment: time) -> int:
    if moment.tzinfo is not None:
        moment = datetime.combine(ALWAYS.date(), moment).astimezone(UTC).time()
    return moment.hour * 3600 + moment.minute * 60 + moment.second
