"""When a rule would have fired: judged over stored history, at the pace given, from state to state."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from centspan.alerts.evaluate import Finding, judge
from centspan.alerts.rule import Rule
from centspan.alerts.state import Standing, advance


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """One time that an alert fired; `ended` is None where it still did at the end."""

    began: datetime
    ended: datetime | None
    labels: Mapping[str, str]
    worst: Finding
    """What was found where it was farthest."""


def moments(start: datetime, end: datetime, every: timedelta) -> tuple[datetime, ...]:
    """When a rule is judged between two moments: at whole multiples of `every`, the end included."""
    first = start + (datetime.min.replace(tzinfo=UTC) - start) % every
    return tuple(first + every * n for n in range(max(0, (end - first) // every + 1)))


def replay(
    client: Any,
    rule: Rule,
    at: Iterable[datetime],
    judged: Callable[[int], object] = lambda count: None,
) -> tuple[Fired, ...]:
    """Judge a rule at these moments, in order; returns what fired, the oldest first."""
    standing: dict[str, Standing] = {}
    worst: dict[str, Finding] = {}
    fired: list[Fired] = []
    for moment in at:
        now = advance(rule, standing, judge(client, rule, moment), moment)
        worst = _worst(worst, now)
        fired += (_fired(each, worst) for each in now if each.state == "resolved")
        standing = {each.dedup_key: each for each in now if each.state != "resolved"}
        judged(1)
    fired += (_fired(each, worst) for each in standing.values() if each.state == "firing")
    return tuple(sorted(fired, key=lambda each: (each.began, sorted(each.labels.items()))))


def _worst(known: Mapping[str, Finding], now: Iterable[Standing]) -> dict[str, Finding]:
    """The farthest finding of each alert that stands."""
    return dict(_farthest(known, now))


def _farthest(
    known: Mapping[str, Finding], now: Iterable[Standing]
) -> Iterator[tuple[str, Finding]]:
    for each in now:
        was = known.get(each.dedup_key)
        found = [finding for finding in (was, each.finding) if finding]
        yield each.dedup_key, max(found, key=lambda finding: finding.value)


def _fired(standing: Standing, worst: Mapping[str, Finding]) -> Fired:
    return Fired(
        began=standing.started_at or standing.pending_since,
        ended=standing.resolved_at,
        labels=standing.labels,
        worst=worst[standing.dedup_key],
    )
