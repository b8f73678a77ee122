"""From an entry as it was read to what everyone works with; what does not fit together is a Problem."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from centspan.alerts.budgets.channel import KINDS, Channel, is_reference
from centspan.alerts.budgets.entries import Said
from centspan.alerts.budgets.model import (
    DEFAULT_TASK_LIMIT,
    SEVERITIES,
    TOTAL,
    Budget,
    Goal,
    Silence,
    TaskLimit,
    TokenBudget,
    Window,
    below_goal,
)
from centspan.alerts.budgets.problem import Problem


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for every entry: the file's own keys, its defaults, and its folder."""

    timezone: str
    fiscal_year_starts: str | None
    defaults: Mapping[str, Any]
    folder: Path

    def who(self, said: Said) -> dict[str, str]:
        """Owner and channel of an entry."""
        both = {**self.defaults, **said.values}
        return {key: both.get(key, "") for key in ("owner", "channel")}

    def when(self, said: Said) -> dict[str, datetime]:
        """Beginning and end of an entry, in UTC."""
        zone = ZoneInfo(self.timezone)
        return {
            name: (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
            for name, at in (("begins", said.values["from"]), ("ends", said.values["to"]))
        }


def problems(table: str, said: Said, common: Common) -> Iterator[Problem]:
    """What the values of one entry say that cannot hold together."""
    get = said.values.get
    if table == "budget":
        yield from _budget_problems(said, common)
    if table == "channel":
        yield from _channel_problems(said)
    if table == "goal" and get("alert_below", 0) > get("ter", 1):
        yield said.problem(
            "alert_below", f"expected at most the goal, {get('ter')}, found {get('alert_below')}"
        )
    if table == "task_limit" and "usd" not in said.values and "calls" not in said.values:
        yield said.problem("", "expected usd, calls or both, found neither; add one")
    if table in ("window", "silence") and {"from", "to"} <= said.values.keys():
        when = common.when(said)
        if when["ends"] <= when["begins"]:
            yield said.problem("to", f"expected a time after {get('from')}, found {get('to')}")


def budget(said: Said, common: Common) -> Budget:
    """Return a `[[budget]]`."""
    get = said.values.get
    return Budget(
        said.values["id"],
        get("scope", {}),
        said.values["amount"],
        get("unit", "usd"),
        said.values["period"],
        get("timezone", common.timezone),
        common.fiscal_year_starts or "01-01",
        get("expected"),
        get("parent", ""),
        get("overcommit", False),
        **common.who(said),
        severity=get("severity") or common.defaults.get("severity") or SEVERITIES,
        line=said.line,
    )


def goal(said: Said, common: Common) -> Goal:
    """Return a `[[goal]]`."""
    ter = said.values["ter"]
    below = said.values.get("alert_below", below_goal(ter))
    who = common.who(said)
    return Goal(said.values["id"], said.values["scope"], ter, below, **who, line=said.line)


def window(said: Said, common: Common) -> Window:
    """Return a `[[window]]`."""
    get = said.values.get
    told = {"expect": said.values["expect"], "reason": get("reason", "")}
    return Window(get("scope", {}), **common.when(said), **told, line=said.line)


def silence(said: Said, common: Common) -> Silence:
    """Return a `[[silence]]`."""
    get = said.values.get
    told = {"reason": get("reason", ""), "by": get("by", "")}
    when = common.when(said)
    return Silence(said.values["rule"], get("scope", {}), **when, **told, line=said.line)


def task_limit(said: Said, _: Common) -> TaskLimit:
    """Return a `[[task_limit]]`; the one of usd and calls that it does not say stays the default."""
    get, usual = said.values.get, DEFAULT_TASK_LIMIT
    return TaskLimit(
        get("scope", {}), get("usd", usual.usd), get("calls", usual.calls), line=said.line
    )


def token_budget(said: Said, _: Common) -> TokenBudget:
    """Return a `[[token_budget]]`."""
    get = said.values.get
    return TokenBudget(
        get("scope", {}), get("section", TOTAL), said.values["tokens"], line=said.line
    )


def channel(said: Said, common: Common) -> Channel:
    """Return a `[[channel]]`; files with secrets are looked for beside the file of budgets."""
    told = {key: _beside(value, common.folder) for key, value in said.values.items()}
    settings = {key: told[key] for key in told if key not in ("name", "kind", "url")}
    return Channel(told["name"], told["kind"], told.get("url", ""), settings)


def _beside(value: str, folder: Path) -> str:
    return f"file:{folder / value.removeprefix('file:')}" if value.startswith("file:") else value


def _budget_problems(said: Said, common: Common) -> Iterator[Problem]:
    get = said.values.get
    if str(get("period", "")).startswith("fiscal") and not common.fiscal_year_starts:
        yield said.problem(
            "period",
            f'expected fiscal_year_starts at the top of the file beside "{get("period")}", found '
            'none; add it, as fiscal_year_starts = "04-01"',
        )
    for key in ("amount", "expected"):
        found = get(key, Decimal(0))
        if get("unit") == "tokens" and found % 1:
            yield said.problem(key, f"expected whole tokens, found {found}")


def _channel_problems(said: Said) -> Iterator[Problem]:
    if not (kind := KINDS.get(said.values.get("kind", ""))):
        return
    of = f"of kind {said.values['kind']}"
    allowed = ("name", "kind", *kind.required, *kind.optional)
    for key in said.values:
        if key not in allowed:
            yield said.problem(
                key, f"expected only {', '.join(allowed)} in a channel {of}; take it out"
            )
    for key in kind.required:
        if key not in said.values:
            yield said.problem("", f"expected {key} in a channel {of}, found none; add it")
    for key in kind.secret:
        if key in said.values and not is_reference(said.values[key]):
            yield said.problem(
                key,
                'expected a reference to a secret, as "env:NAME" or "file:PATH", found it in plain '
                "text; put it there",
            )
