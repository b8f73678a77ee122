"""When each rule is judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from centspan.alerts.due import MOST, due
from centspan.alerts.rules.spikes import FEATURE_SPIKE

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
RULES = tuple(replace(FEATURE_SPIKE, id=f"rule_{n}") for n in range(12))


def looks(rules, seconds, until):
    """At which of the looks each rule was judged, and how many at once."""
    judged, times, most = {}, {rule.id: [] for rule in rules}, 0
    for second in range(0, until, seconds):
        at = NOON + timedelta(seconds=second)
        now = due(rules, judged, at)
        most = max(most, len(now))
        for rule in now:
            judged[rule.id] = at
            times[rule.id].append(second)
    return times, most


def test_every_rule_keeps_its_pace_and_few_are_judged_at_once():
    """After a start every rule is judged within seconds, then at its own pace, and few at a time."""
    often = replace(FEATURE_SPIKE, id="often", every=timedelta(minutes=1))
    times, most = looks((*RULES, often), 5, 3600)
    assert most <= MOST
    assert max(first for first, *_ in times.values()) <= 15
    assert {len(each) for name, each in times.items() if name != "often"} <= {12, 13}
    assert len(times["often"]) in (60, 61)


def test_rules_of_the_same_pace_take_turns():
    """Once they run, rules of the same pace are not judged at the same moment."""
    times, _ = looks(RULES, 5, 1800)
    later = [second for each in times.values() for second in each if second > 600]
    assert max(map(later.count, later)) == 1
