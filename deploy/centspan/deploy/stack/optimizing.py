"""The optimizer as background work: once a day on all calls of 30 days, and what was adopted is verified."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from centspan.collector.prices.sources import Sources
from centspan.collector.whole_hours import whole_hours
from centspan.deploy.stack.background import Job
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.life import planned
from centspan.optimizer.life.record import record
from centspan.optimizer.life.settled import settled
from centspan.optimizer.life.stored import Stored, standing
from centspan.optimizer.life.verify import record as record_verified
from centspan.optimizer.life.verify import verify
from centspan.optimizer.optimize import Outcome, optimize
from centspan.optimizer.plan.chosen import best
from centspan.optimizer.plan.joint import Plan, together
from centspan.optimizer.study import study

log = logging.getLogger(__name__)
SINCE: Final = timedelta(days=30)
LOOK_SECONDS: Final = 60.0
SETTLE: Final = timedelta(minutes=10)
"""A stack that was just started has other work first."""
BUSY_LOAD: Final = 1.0
"""Of a processor, on average of a minute: a run on a machine that is busier waits for a quieter minute …"""
PATIENCE: Final = timedelta(hours=1)
"""… but no longer than so."""
AFTER_FAILURE: Final = timedelta(hours=1)
"""How long after a run that failed the next one is."""


class Optimizing:
    """Looks every minute whether a run is due: `every` after the last, whose plan tells when that was."""

    def __init__(
        self, make_client: Callable[[], Any], prices: Sources, every: timedelta | None
    ) -> None:
        """`every` None: never."""
        self._make_client, self._prices, self._every = make_client, prices, every
        self._client: Any = None
        self._due = datetime.now(UTC) + SETTLE
        self.jobs = (Job("optimizer", LOOK_SECONDS, self.look),) if every else ()

    def look(self) -> str:
        """Run where it is due; returns what went wrong with a part of it."""
        now = datetime.now(UTC)
        if self._every is None or now < self._due:
            return ""
        if self._client is None:
            self._client = self._make_client()
        if self._told(now) < self._every:
            self._due = now + self._every - self._told(now)
            return ""
        if busy() and now < self._due + PATIENCE:
            return ""
        self._due = now + min(AFTER_FAILURE, self._every)
        problems = run(self._client, self._prices, now)
        self._due = now + self._every
        return problems

    def _told(self, now: datetime) -> timedelta:
        """How long ago a run was last carried through: a stack that starts again goes on with its day.

        The plan is what a run stores last, so one that was killed before it is made again.
        """
        plan = planned.newest(self._client)
        return now - (plan.planned_at if plan else datetime.fromtimestamp(0, UTC))


def busy() -> bool:
    """Whether more wants to run on this machine than it has processors for."""
    try:
        return os.getloadavg()[0] > BUSY_LOAD * (os.cpu_count() or 1)
    except OSError:  # without /proc
        return False


def run(client: Any, prices: Sources, now: datetime) -> str:
    """Pull every lever on the last 30 days, store what is proposed, verify what was adopted; logs one line.

    Returns what could not be verified, '' when all was well.
    """
    try:
        told = propose(client, prices, now)
    except CentspanError as nothing:
        log.info("the optimizer found nothing to look at: %s", nothing)
        return ""
    problems = tuple(filter(None, (_verified(client, each, now) for each in _adopted(client))))
    log.info(
        "the optimizer made %d proposals, together USD %.2f a month",
        len(told.found.proposals),
        told.plan.saving_usd,
    )
    return "; ".join(problems)


@dataclass(frozen=True, slots=True)
class Told:
    """What a run proposes, without what was decided already, and what that saves together."""

    found: Outcome
    plan: Plan


def propose(client: Any, prices: Sources, now: datetime) -> Told:
    """Pull every lever on the last 30 days, store what is proposed and what it saves together.

    Raises CentspanError without a call.
    """
    start, end = whole_hours(now - SINCE, now)
    run_id = f"{now:%Y%m%dT%H%M%SZ}"
    with study(client, start, end, sources=prices) as calls:
        found = optimize(calls)
        left = settled(found, standing(client))
        record(client, found, [each.id for each in LEVERS], now, run_id)
        plan = together(calls, best(left.open.proposals, LEVERS, left.adopted), LEVERS)
    planned.record(client, plan, now, run_id)
    return Told(left.open, plan)


def _adopted(client: Any) -> list[Stored]:
    return [each for each in standing(client).values() if each.status == "adopted"]


def _verified(client: Any, each: Stored, now: datetime) -> str:
    try:
        record_verified(client, verify(client, each.id, now), now)
    except CentspanError as problem:
        return f"{each.id}: {problem}"
    return ""
