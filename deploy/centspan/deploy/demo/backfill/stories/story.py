"""What a story is."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from centspan.deploy.demo.backfill.arrivals import DAY, HOUR, Period
from centspan.deploy.demo.backfill.calls import Calls, Flags
from centspan.deploy.demo.backfill.demand import feature_demand
from centspan.deploy.demo.backfill.feature import Feature
from centspan.deploy.demo.backfill.features import feature_number

ADDED_IDS = 6_000_000
"""Where the ids of calls that stories add begin, inside a feature's range."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a story plays: its feature, its bit in `Calls.story`, and its own random numbers."""

    random: np.random.Generator
    when: Period
    feature: Feature
    bit: int

    def own(self, calls: Calls) -> Flags:
        """The production calls of the scene's feature."""
        return (calls.feature == feature_number(self.feature.name)) & (calls.environment == 0)

    def marked(self, calls: Calls, rows: Flags, **columns: Any) -> Calls:
        """Change `columns` in `rows` and say that these calls belong to the story."""
        return calls.where(rows, story=calls.story | self.bit, **columns)

    def more(self, count: int, start: int, end: int) -> Calls:
        """New production calls of the feature, begun evenly between two moments."""
        begins = self.random.integers(start, end, count)
        calls = feature_demand(
            self.random, self.feature, count, self.when, begins=begins, first_id=ADDED_IDS
        )
        everything = np.ones(count, np.bool_)
        return self.marked(calls, everything, environment=0)

    def within(self, low: float, high: float) -> float:
        """A size drawn evenly between two bounds."""
        return float(self.random.uniform(low, high))

    def moment(self, low: float, high: float) -> int:
        """A moment in this part of the period, on a whole minute."""
        return self.when.at(self.within(low, high))

    def working_hour(self, low: float, high: float, length: int = 0) -> int:
        """As `moment`, between 9 and 16 o'clock UTC, and `length` nanoseconds before the end."""
        day = self.moment(low, high) // DAY * DAY
        hour = day + int(self.random.integers(9, 16)) * HOUR
        return hour if hour + length + HOUR < self.when.end else hour - DAY


@dataclass(frozen=True, slots=True)
class Told:
    """What a story did: the changed calls, the truth about it, and releases it made.

    `facts` are JSON-ready; whole numbers named `start`, `end` or `at` are nanoseconds.
    """

    calls: Calls
    facts: dict[str, Any]
    releases: tuple[tuple[int, int], ...] = field(default=())


class Story(Protocol):
    """One thing that happens in the demo's traffic, to be found by whoever looks.

    - It plays in one of `homes`, names of features, and no two stories share a home.
    - It changes or adds calls, and marks all of those and no others with the scene's bit.
    - Untold, it leaves no trace: nothing else in the traffic looks like it.
    """

    @property
    def name(self) -> str:
        """Its key in the ledger."""
        ...

    @property
    def homes(self) -> tuple[str, ...]:
        """Features it may happen in."""
        ...

    def tell(self, calls: Calls, scene: Scene) -> Told:
        """Let it happen."""
        ...
