"""What a file of budgets says, as everyone works with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from centspan.alerts.budgets.channel import Channel

Scope = Mapping[str, str]
"""Dimension → value; a dimension that is left out is not limited."""
Severity = Literal["page", "ticket"]
DIMENSIONS: Final = ("environment", "feature", "tenant", "team", "user", "model", "route")
YEAR: Final = Fraction(1461, 4)
PERIODS: Final[Mapping[str, Fraction]] = {
    "day": Fraction(1),
    "week": Fraction(7),
    "month": YEAR / 12,
    "fiscal_month": YEAR / 12,
    "fiscal_quarter": YEAR / 4,
    "fiscal_year": YEAR,
}
"""Each period with its length in days, by which amounts of different periods are compared."""
UNITS: Final = ("usd", "tokens")
SEVERITIES: Final[Mapping[int, Severity]] = {80: "ticket", 95: "ticket", 100: "page"}
"""Percent used → how loud, for budgets that do not say."""
TOTAL: Final = "total"
"""The section of a token budget that is for a whole call."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a scope may spend in each period: `amount` of `unit`, USD or tokens."""

    id: str
    scope: Scope
    amount: Decimal
    unit: str = "usd"
    period: str = "month"
    timezone: str = "UTC"
    fiscal_year_starts: str = "01-01"
    expected: Decimal | None = None
    parent: str = ""
    overcommit: bool = False
    owner: str = ""
    channel: str = ""
    severity: Mapping[int, Severity] = field(default_factory=lambda: SEVERITIES)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Goal:
    """The TER a scope is meant to have, and below which it alerts; shares from 0 to 1."""

    id: str
    scope: Scope
    ter: Decimal
    alert_below: Decimal
    owner: str = ""
    channel: str = ""
    line: int | None = field(default=None, compare=False)


def below_goal(ter: Decimal) -> Decimal:
    """Where a goal alerts that does not say: below three quarters of itself (15 % of a goal of 20 %)."""
    return round(ter * Decimal("0.75"), 6)


@dataclass(frozen=True, slots=True)
class Window:
    """A planned time, UTC, in which a scope is expected to cost `expect` times the usual."""

    scope: Scope
    begins: datetime
    ends: datetime
    expect: Decimal
    reason: str = ""
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """A time, UTC, in which a rule (`*`: any) tells nobody about a scope."""

    rule: str
    scope: Scope
    begins: datetime
    ends: datetime
    reason: str = ""
    by: str = ""
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TaskLimit:
    """What one task of a scope may cost and how many calls it may make; None: no limit."""

    scope: Scope
    usd: Decimal | None
    calls: int | None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """Input tokens that a section of one call (`total`: the call) of a scope may have."""

    scope: Scope
    section: str
    tokens: int
    line: int | None = field(default=None, compare=False)


DEFAULT_TASK_LIMIT: Final = TaskLimit({}, Decimal(10), 100)
"""For tasks that no limit of the file is about."""


@dataclass(frozen=True, slots=True)
class BudgetsFile:
    """Everything one file says; `name` is how messages call it."""

    name: str
    timezone: str = "UTC"
    fiscal_year_starts: str = "01-01"
    channels: tuple[Channel, ...] = ()
    budgets: tuple[Budget, ...] = ()
    goals: tuple[Goal, ...] = ()
    windows: tuple[Window, ...] = ()
    silences: tuple[Silence, ...] = ()
    task_limits: tuple[TaskLimit, ...] = ()
    token_budgets: tuple[TokenBudget, ...] = ()
    owner: str = ""
    """Of alerts that no budget or goal is about; where they are told is `channel`."""
    channel: str = ""
