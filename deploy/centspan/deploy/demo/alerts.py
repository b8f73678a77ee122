"""What the rules find in the demo's month: judged around the hours in which its stories play, and now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from centspan.alerts.address import Places
from centspan.alerts.enrich.belonging import BUDGET, Belonging
from centspan.alerts.enrich.fill import filled
from centspan.alerts.enrich.ground import Ground, ground
from centspan.alerts.enrich.outline import outline
from centspan.alerts.evaluate import judge
from centspan.alerts.events import write
from centspan.alerts.payload import Alert
from centspan.alerts.rule import Rule
from centspan.alerts.rules import RULES
from centspan.alerts.rules.waste import FAILED_BUT_BILLED
from centspan.alerts.state import Standing, advance
from centspan.deploy.demo.answers import ANSWERS
from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.traffic import Traffic

HOUR: Final = timedelta(hours=1)
AFTER: Final[Mapping[str, tuple[timedelta, ...]]] = {
    "start": (2 * HOUR,),
    "end": (0 * HOUR,),
    "at": (24 * HOUR, 72 * HOUR),
}
"""How long after a story's moments its rules are judged: within its hours, days after a release."""


OF_STORIES: Final = tuple(
    each for each in RULES if each.id in {FAILED_BUT_BILLED.id, *(one.rule for one in ANSWERS)}
)
"""What alerts around a story; the other rules are judged at the month's end alone, which takes a third of the time."""


def moments(made: Traffic) -> tuple[datetime, ...]:
    """Whole hours at which the rules are judged, the oldest first; the last is the end of the traffic."""
    end = _hour(made.when.end)
    after = {
        _hour(each.facts[name]) + later
        for each in made.happened
        for name, lengths in AFTER.items()
        if name in each.facts
        for later in lengths
    }
    return tuple(sorted({each for each in after if each < end} | {end}))


def fired(
    client: Any,
    at: Iterable[datetime],
    places: Places,
    judged: Callable[[int], object] = lambda count: None,
    rules: tuple[Rule, ...] = RULES,
    whose: Belonging | None = None,
    around: tuple[Rule, ...] | None = None,
) -> tuple[Alert, ...]:
    """What fires at these moments, each alert once, as events of the store; the oldest first.

    At all but the last moment only the rules `around` are judged, where they are said. `whose` are
    those that no budget covers.
    """
    told: dict[str, Alert] = {}
    for moment, now in judgements(at, rules, around):
        stands = ground(client, moment, whose or Belonging(), places)
        for rule in now:
            new = [each for each in _firing(client, rule, moment) if each.dedup_key not in told]
            alerts = [_alert(rule, each, stands) for each in new]
            write(client, alerts, moment)
            told |= {each.dedup_key: each for each in alerts}
            judged(1)
    return tuple(told.values())


def judgements(
    at: Iterable[datetime],
    rules: tuple[Rule, ...] = RULES,
    around: tuple[Rule, ...] | None = None,
) -> tuple[tuple[datetime, tuple[Rule, ...]], ...]:
    """Which rules are judged when: those of budgets, which stand since the demo's end, only then."""
    *before, last = sorted(at)
    others = tuple(each for each in around or rules if BUDGET not in each.labels)
    return (*((moment, others) for moment in before), (last, rules))


def _firing(client: Any, rule: Rule, moment: datetime) -> Iterator[Standing]:
    """What fires then: of a rule that waits, what held as long before too."""
    standing: dict[str, Standing] = {}
    for at in sorted({moment - rule.pending, moment}):
        now = advance(rule, standing, judge(client, rule, at), at)
        standing = {each.dedup_key: each for each in now}
    return (each for each in standing.values() if each.state == "firing")


def _alert(rule: Rule, standing: Standing, around: Ground) -> Alert:
    assert standing.finding is not None  # it was just judged
    alert = outline(rule, standing, standing.finding, around)
    return filled(rule, alert, standing.finding, around)


def _hour(nanoseconds: int) -> datetime:
    moment = datetime.fromtimestamp(nanoseconds // SECOND, UTC)
    return moment.replace(minute=0, second=0, microsecond=0)
