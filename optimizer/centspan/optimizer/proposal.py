"""What the optimizer says: a change that would have cost less, or why it proposes none."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from centspan.optimizer.interval import Interval
from centspan.optimizer.monthly import Monthly

Evidence = Literal["replayed", "experiment", "assumed"]
"""Replayed on the calls themselves; a saving that needs an experiment first; or assumed."""
Effort = Literal["hours", "days", "weeks"]
Scope = Mapping[str, str]
IDENTITY: Final = 12
"""Characters of an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Monthly):
    """One change. Amounts are USD a month of 30 days; the interval is of the saved share of `baseline_usd`."""

    lever: str
    scope: Scope
    change: str
    """The exact change, in a sentence."""
    key: str = ""
    """What tells it from other changes of the same lever in the same scope."""
    baseline_usd: Decimal
    saving_usd: Decimal
    interval: Interval | None
    users: int
    evidence: Evidence
    calls: int
    """How many calls it was found on."""
    quality: str
    """The effect on quality, and its evidence."""
    latency: str
    effort: Effort
    assumptions: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    """Levers whose saving on the same scope may not be added to this one."""
    do: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What its policy would do."""
    figures: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What else was found, by name."""

    @property
    def id(self) -> str:
        """The same for the same change of the same scope, whenever it is found."""
        said = json.dumps([self.lever, sorted(self.scope.items()), self.key])
        return f"{self.lever}-{hashlib.sha256(said.encode()).hexdigest()[:IDENTITY]}"


@dataclass(frozen=True, slots=True)
class Declined:
    """What was considered and not proposed, and why."""

    lever: str
    scope: Scope
    why: str
    figures: Mapping[str, Any] = field(default_factory=dict[str, Any])


def words(scope: Scope) -> str:
    """A scope as people read it."""
    return ", ".join(scope.values()) or "everything"
