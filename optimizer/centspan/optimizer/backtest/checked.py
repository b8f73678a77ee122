"""What was predicted of proposals, beside what came."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from centspan.optimizer.interval import Interval, Spread, interval
from centspan.optimizer.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Checked:
    """One proposal: what it saves of its scope's cost in the part it was found in, and in the rest."""

    proposal: Proposal
    fitted: Spread
    rest: Spread | None
    """None where its scope has no cost in the rest."""

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the predicted share."""
        return interval(self.fitted)

    @property
    def predicted_usd(self) -> Decimal | None:
        """What would have been saved of the rest at the predicted share, in USD of that time."""
        return None if self.rest is None else self.fitted.share * self.rest.cost_usd

    @property
    def realised_usd(self) -> Decimal | None:
        """What would have been saved of it, in USD of that time."""
        return None if self.rest is None else self.rest.saved_usd

    @property
    def covered(self) -> bool | None:
        """Whether the interval covers what came; None where there is none, or nothing came."""
        found = self.interval
        return found.low <= self.rest.share <= found.high if found and self.rest else None

    @property
    def agrees(self) -> bool | None:
        """Whether what came is within both errors: the rest is a draw of users as well."""
        found, other = self.interval, interval(self.rest) if self.rest else None
        if not found or not other or not self.rest:
            return None
        reach = math.hypot(*(float(each.high - each.low) / 2 for each in (found, other)))
        return abs(float(self.rest.share - self.fitted.share)) <= reach


@dataclass(frozen=True, slots=True)
class Backtest:
    """A history cut in two at `cut`."""

    start: datetime
    cut: datetime
    end: datetime
    checked: tuple[Checked, ...]

    @property
    def covered(self) -> tuple[int, int]:
        """How many intervals cover what came, and of how many."""
        known = [each.covered for each in self.checked if each.covered is not None]
        return sum(known), len(known)

    @property
    def agree(self) -> tuple[int, int]:
        """How many agree within both errors, and of how many."""
        known = [each.agrees for each in self.checked if each.agrees is not None]
        return sum(known), len(known)

    def by_lever(self) -> Iterator[tuple[str, Decimal, Decimal]]:
        """Each lever's predicted and realised USD of the rest, by name."""
        ordered = sorted(self.checked, key=lambda each: each.proposal.lever)
        for lever, own in groupby(ordered, key=lambda each: each.proposal.lever):
            of = [
                (each.predicted_usd or Decimal(0), each.realised_usd or Decimal(0)) for each in own
            ]
            yield (
                lever,
                sum((one for one, _ in of), Decimal(0)),
                sum((two for _, two in of), Decimal(0)),
            )
