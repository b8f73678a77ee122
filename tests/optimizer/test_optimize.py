"""What is worth proposing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest

from centspan.optimizer.interval import Interval
from centspan.optimizer.optimize import optimize
from centspan.optimizer.proposal import Proposal


@dataclass(frozen=True)
class Sayer:
    """A lever that always says the same."""

    said: tuple[Any, ...]
    id: str = "sayer"

    def examine(self, study):
        return iter(self.said)


def saving(baseline, saved, low="0.01"):
    """A proposal to save so much of so much, with an interval from `low`, or without one."""
    return Proposal(
        lever="sayer",
        scope={"feature": "f"},
        change="say less",
        baseline_usd=Decimal(baseline),
        saving_usd=Decimal(saved),
        interval=low and Interval(Decimal(low), Decimal(1)),
        users=1,
        evidence="replayed",
        calls=1,
        quality="",
        latency="",
        effort="hours",
    )


@pytest.mark.parametrize(
    ("baseline", "saved", "low", "worth"),
    [
        ("20", "0.99", "0.01", False),
        ("20", "1.00", "-0.01", True),
        ("1000", "1", None, True),
        ("2", "0.10", "0.01", True),
        ("2", "0.10", "-0.01", False),
        ("2", "0.10", None, False),
        ("2", "0.09", "0.01", False),
        ("0", "0", None, False),
    ],
)
def test_a_little_money_is_worth_it_where_it_is_a_good_share(baseline, saved, low, worth):
    """What saves less than $1 a month is proposed only where it surely saves, and 5 % of its scope's cost; else told as not worth it."""
    found = optimize(cast("Any", None), [Sayer((saving(baseline, saved, low),))])
    assert (len(found.proposals), len(found.declined)) == ((1, 0) if worth else (0, 1))


def test_a_floor_that_is_said_holds_for_all():
    """With a least saving nothing below it is proposed, whatever its share, and the largest saving comes first."""
    said = (saving("2", "1"), saving("100", "30"), saving("100", "40"))
    found = optimize(cast("Any", None), [Sayer(said)], Decimal(30))
    assert [each.saving_usd for each in found.proposals] == [40, 30]
    assert "less than $30" in found.declined[0].why
