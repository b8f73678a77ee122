"""What an alert rule is: a question of the store, asked again and again, and what its answer means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

from centspan.alerts.payload import Severity
from centspan.collector.query import Query, load

DIMENSIONS: Final = ("environment", "feature", "tenant", "team", "user", "model", "route")
"""What a scope is made of, in the order in which it is told."""
MISSING_EVALUATIONS: Final = 2
"""Evaluations without a row after which an alert is over, as in Grafana."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Its id names its question (`alert_<id>.sql`), its runbook and its cases.

    The question takes `end`, the moment that is judged, and `values`. Each row is a scope, and says
    in `value` how far it is: above 1 it alerts. `labels` are the columns, all text, by which one alert
    is known from another. `observed` and `expected` (the usual level, or the limit) are in `unit`,
    and `since` is where the judged time begins. A row may say `severity`, `unit`, `learning` (too
    young to be judged) and `also`, a sentence of its own.
    """

    id: str
    title: str
    says: str
    """The headline, of {scope}, {observed}, {expected}, {change} and {since}."""
    labels: tuple[str, ...]
    severity: Severity = "ticket"
    unit: str = "usd"
    every: timedelta = timedelta(minutes=5)
    pending: timedelta = timedelta(0)
    """How long it must hold before it fires."""
    keep: timedelta = timedelta(0)
    """How long it goes on firing after it held last."""
    repeats: bool = True
    """Whether one that fires on is told of again."""
    board: str
    """The board that shows it."""
    about: Literal["", "evals", "retries", "failures", "cut off", "repeats"] = ""
    """Which of its scope's calls it is about; all where it does not say. What drives them is told."""
    baseline: timedelta = timedelta(days=7)
    """How far back the time lies that contributors are compared with."""
    values: Mapping[str, int | float | str] = field(default_factory=dict[str, int | float | str])

    @property
    def query(self) -> Query:
        """Its question."""
        return load(f"alert_{self.id}")
