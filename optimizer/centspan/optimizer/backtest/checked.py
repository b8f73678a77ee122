"""What was predicted of proposals, beside what came."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from centspan.optimizer.interval import Interval, Spread, interval, student
from centspan.optimizer.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Checked:
    """One proposal: what it saves of its scope's cost in the part it was found in, and in the rest."""

    proposal: Proposal
    fitted: Spread
    rest: Spread | None
    """None where its scope has no cost in the rest."""
    squares: float
    """The variance of the difference of the two shares, by the users of both."""
    shifts: tuple[str, ...]
    """What its scope's calls had in the rest that they had not before, in words."""

    @property
    def own(self) -> Interval | None:
        """The 95 % interval of the saved share, users drawn anew, as it was proposed."""
        return interval(self.fitted)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the share that comes, where nothing changes but chance.

        Someone who is in both parts keeps his habits, and both parts are draws. None where users are too few.
        """
        if self.rest is None or not self.own or not interval(self.rest):
            return None
        users = min(self.fitted.effective_users, self.rest.effective_users)
        reach = Decimal(str(round(student(users - 1) * math.sqrt(self.squares), 12)))
        return Interval(self.fitted.share - reach, self.fitted.share + reach)

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
        """Whether what came is what chance allows; None where there is no interval."""
        return _holds(self.interval, self.rest)

    @property
    def own_covers(self) -> bool | None:
        """Whether the proposal's own interval holds what came, which is a draw as well."""
        return _holds(self.own, self.rest)


@dataclass(frozen=True, slots=True)
class Backtest:
    """A history cut in two at `cut`."""

    start: datetime
    cut: datetime
    end: datetime
    checked: tuple[Checked, ...]

    @property
    def covered(self) -> tuple[int, int]:
        """How many intervals of what comes cover it, and of how many."""
        return _counted(each.covered for each in self.checked)

    @property
    def own_cover(self) -> tuple[int, int]:
        """How many of the proposals' own intervals do, and of how many."""
        return _counted(each.own_covers for each in self.checked)

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


def _holds(found: Interval | None, rest: Spread | None) -> bool | None:
    return found.low <= rest.share <= found.high if found and rest else None


def _counted(said: Iterable[bool | None]) -> tuple[int, int]:
    known = [each for each in said if each is not None]
    return sum(known), len(known)
