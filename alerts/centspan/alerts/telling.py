"""What each standing alert tells: asked of the store where it is news or old, else as it was."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from centspan.alerts.enrich.fill import filled, still
from centspan.alerts.enrich.ground import Ground
from centspan.alerts.enrich.outline import outline
from centspan.alerts.memory import Kept, Memory
from centspan.alerts.payload import Alert
from centspan.alerts.rule import Rule
from centspan.alerts.silenced import silenced_by
from centspan.alerts.state import Standing

log = logging.getLogger(__name__)
MOST_AT_ONCE: Final = 20
"""Alerts that are filled in one look, pages first: a flood must not keep those who wait."""
FRESH: Final = timedelta(hours=1)
"""How long what drives an alert is taken to be the same."""


Going = Callable[[], bool]
"""Whether to go on: not where the process is about to end."""


class Telling:
    """Remembers when each alert was filled last."""

    def __init__(self, going: Going = lambda: True) -> None:
        self._going = going
        self._filled: dict[str, datetime] = {}

    def all(
        self,
        standing: Mapping[str, Standing],
        before: Memory,
        rules: Mapping[str, Rule],
        around: Ground,
    ) -> dict[str, Kept]:
        """Every alert as it stands and what it tells, by dedup key."""
        self._filled = {key: at for key, at in self._filled.items() if key in standing}
        kept = {
            key: Kept(each, _told(rules[each.rule], each, before.alerts.get(key), around))
            for key, each in standing.items()
        }
        return kept | {
            key: self._whole(kept[key], rules, around) for key in self._next(kept, before)
        }

    def _next(self, kept: Mapping[str, Kept], before: Memory) -> Iterable[str]:
        """Firing alerts that are new, graver than before, or whose facts are old."""
        wanted = [key for key, each in kept.items() if self._stale(key, each, before)]
        return sorted(wanted, key=lambda key: (kept[key].alert.severity != "page", key))[
            :MOST_AT_ONCE
        ]

    def _stale(self, key: str, each: Kept, before: Memory) -> bool:
        finding = each.standing.finding
        if each.alert.state != "firing" or finding is None or not finding.breached:
            return False
        was, last = before.alerts.get(key), self._filled.get(key)
        graver = was is not None and was.alert.severity != each.alert.severity
        return last is None or graver or each.standing.at - last >= FRESH

    def _whole(self, kept: Kept, rules: Mapping[str, Rule], around: Ground) -> Kept:
        standing = kept.standing
        assert standing.finding is not None  # `_stale` saw to it
        self._filled[standing.dedup_key] = standing.at
        try:
            alert = filled(rules[standing.rule], kept.alert, standing.finding, around)
        except Exception:
            if not self._going():
                raise
            log.exception("%s is told without what drives it", standing.dedup_key)
            return kept
        return replace(kept, alert=alert)


def _told(rule: Rule, standing: Standing, was: Kept | None, around: Ground) -> Alert:
    """What was found last while it held; an end, or a moment's calm, says nothing new."""
    finding = standing.finding
    if finding is not None and (finding.breached or was is None):
        alert = outline(rule, standing, finding, around)
        return still(alert, was.alert) if was else alert
    assert was is not None  # what has no finding was read back with what it told
    return replace(
        was.alert,
        state=standing.state,
        started_at=standing.started_at or standing.pending_since,
        at=standing.at,
        resolved_at=standing.resolved_at,
        acked_by=standing.acked_by,
        silenced_by=silenced_by(standing, around.stands.silences, around.at),
    )
