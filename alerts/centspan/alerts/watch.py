"""One look at a store: the rules that are due are judged, what changed is kept, and who must know is told."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from centspan.alerts.address import Places
from centspan.alerts.budgets.channel import Channel
from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.due import due
from centspan.alerts.enrich.belonging import Belonging
from centspan.alerts.enrich.ground import Ground, ground
from centspan.alerts.evaluate import Finding, judge
from centspan.alerts.events import note
from centspan.alerts.memory import Kept, Memory, Young, recall, remember
from centspan.alerts.notify.deliver import enqueue
from centspan.alerts.notify.grouping import Pace
from centspan.alerts.notify.notification import Notification
from centspan.alerts.rule import Rule
from centspan.alerts.rules import RULES
from centspan.alerts.silenced import acks, with_ack
from centspan.alerts.state import Standing, advance
from centspan.alerts.telling import Going, Telling
from centspan.instrumentation.errors import CentspanError

log = logging.getLogger(__name__)
ACKED_WITHIN: Final = timedelta(days=90)
"""How long somebody has an alert that goes on."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a file and the one who starts it say: channels, whose the rest is, and where boards are."""

    channels: Mapping[str, Channel] = field(default_factory=dict[str, Channel])
    defaults: Belonging = field(default_factory=Belonging)
    places: Places = field(default_factory=Places)


def given(file: BudgetsFile | None, places: Places) -> Given:
    """What a file of budgets says of channels and of alerts that nobody else is responsible for."""
    if file is None:
        return Given(places=places)
    channels = {each.name: each for each in file.channels}
    return Given(channels, Belonging(file.owner, file.channel), places)


def pace(rules: Iterable[Rule]) -> Pace:
    """How often groups are told of, given which rules nobody is reminded of."""
    return Pace(once=frozenset(rule.id for rule in rules if not rule.repeats))


class Watch:
    """All rules of one store, from one look to the next; it goes on where another one stopped."""

    def __init__(
        self, client: Any, rules: tuple[Rule, ...] = RULES, going: Going = lambda: True
    ) -> None:
        """A look ends with CentspanError, and changes nothing, once `going` says no."""
        self._client = client
        self._going = going
        self._rules = {rule.id: rule for rule in rules}
        self._memory = recall(client)
        self._judged: dict[str, datetime] = {}
        self._telling = Telling(going)
        self.failures: dict[str, str] = {}
        """Rules that could not be judged last, and why."""

    @property
    def memory(self) -> Memory:
        """How everything stands."""
        return self._memory

    def look(self, said: Given, at: datetime) -> tuple[Notification, ...]:
        """Judge what is due at this moment; returns what is to be told, which is stored to be sent."""
        rules = due(tuple(self._rules.values()), self._judged, at)
        if not rules:
            return ()
        around = ground(self._client, at, said.defaults, said.places)
        standing, young = self._next(rules, at)
        kept = self._kept(standing, around)
        before, self._memory = self._memory, Memory(kept, young)
        alerts = (each.alert for each in kept.values())
        told = enqueue(self._client, alerts, said.channels, at, pace(self._rules.values()))
        note(self._client, before, self._memory, at)
        remember(self._client, before, self._memory, at)
        return told

    def _next(
        self, rules: Iterable[Rule], at: datetime
    ) -> tuple[dict[str, Standing], frozenset[Young]]:
        """Everything that stands after the rules were judged, and all that is learning."""
        every = (each.standing for each in self._memory.alerts.values())
        standing = {each.dedup_key: each for each in every if each.state != "resolved"}
        young = {each for each in self._memory.young if each.rule in self._rules}
        for rule in rules:
            found = self._judge(rule, at)
            if found is None:
                continue
            before = self._memory.of(rule.id)
            standing = {key: each for key, each in standing.items() if key not in before}
            standing |= {each.dedup_key: each for each in advance(rule, before, found, at)}
            young = {each for each in young if each.rule != rule.id} | {*_young(found)}
        return standing, frozenset(young)

    def _judge(self, rule: Rule, at: datetime) -> tuple[Finding, ...] | None:
        """What the rule finds; None where it could not be asked, which is logged once."""
        if not self._going():
            raise CentspanError("stopped before every rule was judged")
        self._judged[rule.id] = at
        try:
            found = judge(self._client, rule, at)
        except Exception as failure:
            if not self._going():
                raise
            reason = (str(failure).splitlines() or [type(failure).__name__])[0]
            if self.failures.get(rule.id) != reason:
                log.exception("rule %s could not be judged", rule.id)
            self.failures[rule.id] = reason
            return None
        self.failures.pop(rule.id, None)
        return found

    def _kept(self, standing: Mapping[str, Standing], around: Ground) -> dict[str, Kept]:
        taken = acks(self._client, around.at - ACKED_WITHIN)
        known = {
            key: with_ack(each, taken) for key, each in standing.items() if each.rule in self._rules
        }
        return self._telling.all(known, self._memory, self._rules, around)


def _young(found: Iterable[Finding]) -> Iterable[Young]:
    return (
        Young(each.dedup_key, each.rule, tuple(sorted(each.labels.items())))
        for each in found
        if each.learning
    )
