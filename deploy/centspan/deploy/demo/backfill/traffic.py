"""The whole back-fill as columns: made from a seed and a moment, ready to be said as spans."""

from dataclasses import dataclass
from datetime import datetime

from centspan.deploy.demo.backfill.arrivals import Period, period
from centspan.deploy.demo.backfill.calls import Calls
from centspan.deploy.demo.backfill.consequences import (
    Consequences,
    Tasks,
    consequences,
    in_order,
    tasks,
)
from centspan.deploy.demo.backfill.demand import demand
from centspan.deploy.demo.backfill.dice import dice
from centspan.deploy.demo.backfill.fingerprints import Fingerprints, fingerprints
from centspan.deploy.demo.backfill.mishaps import mishaps
from centspan.deploy.demo.backfill.releases import Releases, releases
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.stories.casting import Happened, tell
from centspan.deploy.demo.backfill.stories.story import Story


@dataclass(frozen=True, slots=True)
class Traffic:
    """Calls in order of time with all that follows from them; `happened` is the truth."""

    seed: int
    when: Period
    calls: Calls
    follows: Consequences
    tasks: Tasks
    prints: Fingerprints
    releases: Releases
    happened: tuple[Happened, ...]


def traffic(
    seed: int, now: datetime, days: int, count: int, stories: tuple[Story, ...] = STORIES
) -> Traffic:
    """Draw `days` days of traffic that end `now`: `count` calls, and those that stories add."""
    when = period(now, days)
    calls = mishaps(dice(seed, "mishaps"), demand(seed, count, when))
    calls, happened = tell(calls, seed, when, stories)
    calls = in_order(calls)
    released = releases(seed, when, tuple(each for h in happened for each in h.releases))
    follows = consequences(calls, released)
    return Traffic(
        seed=seed,
        when=when,
        calls=calls,
        follows=follows,
        tasks=tasks(calls, follows, when),
        prints=fingerprints(calls, follows),
        releases=released,
        happened=happened,
    )
