"""What proposals save together: carried out one after the other, each on what those before it left."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.interval import Interval, Spread, interval
from centspan.optimizer.lever import Lever, Replayable
from centspan.optimizer.monthly import Monthly
from centspan.optimizer.plan.chosen import Chosen, LeftOut
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import Study, spread

MANY_DAYS: Final = 7
MOST: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Step:
    """One proposal of a plan, and the USD a month that it saves of what those before it left."""

    proposal: Proposal
    saving_usd: Decimal
    days: int
    """On which its feature had calls."""
    best_day: date
    """The day that saves most."""
    best_day_share: Decimal
    """Of what it saves."""

    @property
    def once(self) -> bool:
        """Whether most of it is of one day of many: another month may not have such a day."""
        return self.days >= MANY_DAYS and self.best_day_share > MOST


@dataclass(frozen=True, slots=True)
class FeatureCost:
    """What a feature costs in USD a month, now and with the plan."""

    environment: str
    feature: str
    before_usd: Decimal
    after_usd: Decimal


@dataclass(frozen=True, slots=True)
class Plan(Monthly):
    """Proposals carried out together. Amounts are USD a month; the interval is of the saved share of all cost."""

    baseline_usd: Decimal
    saving_usd: Decimal
    interval: Interval | None
    calls: int
    users: int
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]
    features: tuple[FeatureCost, ...]
    held_usd: Decimal = Decimal(0)
    """What of it is saved on calls of no known user: they are no draw, and the interval holds them as they are."""
    adopted: tuple[Proposal, ...] = ()
    """What was carried out before the first step, as it is done already: the baseline is the cost with it."""


def together(study: Study, chosen: Chosen, levers: Sequence[Lever]) -> Plan:
    """Replay the same calls through the chosen proposals in their order, on what was adopted."""
    able = {lever.id: lever for lever in levers if isinstance(lever, Replayable)}
    steps: list[Step] = []
    with ExitStack() as changes:
        now = study
        for each in chosen.adopted:
            now = changes.enter_context(_lever(able, each).apply(now, each))
        base = now
        for each in chosen.proposals:
            before, now = now, changes.enter_context(_lever(able, each).apply(now, each))
            steps.append(_step(each, before, now))
        total, *features = base.ask("plan_saved", after=now.table)
        found = spread(total)
    return Plan(
        baseline_usd=study.monthly(found.cost_usd),
        saving_usd=study.monthly(found.saved_usd),
        interval=interval(found) if steps else None,
        calls=total["calls"],
        users=found.users,
        steps=tuple(steps),
        left_out=chosen.left_out,
        features=tuple(
            _feature(study, row["environment"], row["feature"], spread(row)) for row in features
        ),
        held_usd=study.monthly(total["held_usd"]),
        adopted=chosen.adopted,
    )


def _step(each: Proposal, before: Study, after: Study) -> Step:
    of = {name: each.scope.get(name, "") for name in ("environment", "feature")}
    rows = before.ask("plan_step", after=after.table, **of)
    saved = sum((row["saved_usd"] for row in rows), Decimal(0))
    share = rows[0]["saved_usd"] / saved if saved > 0 else Decimal(0)
    return Step(each, before.monthly(saved), len(rows), rows[0]["day"], share)


def _lever(able: dict[str, Replayable], each: Proposal) -> Replayable:
    if each.lever not in able:
        raise CentspanError(
            f"expected proposals that can be replayed on calls, found {each.id}: leave it out of the plan"
        )
    return able[each.lever]


def _feature(study: Study, environment: str, feature: str, found: Spread) -> FeatureCost:
    before, saved = study.monthly(found.cost_usd), study.monthly(found.saved_usd)
    return FeatureCost(environment, feature, before, before - saved)
