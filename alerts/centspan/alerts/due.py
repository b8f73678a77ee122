"""Which rules are to be judged now: each at its own pace, and not all at the same moment."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from centspan.alerts.rule import Rule

EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
MOST: Final = 5
"""Rules of one look: after a start the others follow in the next, so that nobody waits long for a core."""


def due(rules: tuple[Rule, ...], judged: Mapping[str, datetime], at: datetime) -> tuple[Rule, ...]:
    """Rules whose turn has come since they were judged last, the longest waiting first; MOST at once."""
    spread = ((rule, rule.every * place / len(rules)) for place, rule in enumerate(rules))
    waiting = [
        rule
        for rule, later in spread
        if rule.id not in judged
        or _turn(at, rule.every, later) > _turn(judged[rule.id], rule.every, later)
    ]
    return tuple(sorted(waiting, key=lambda rule: judged.get(rule.id, EPOCH))[:MOST])


def _turn(at: datetime, every: timedelta, later: timedelta) -> int:
    return (at - EPOCH - later) // every
