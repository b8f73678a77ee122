"""What entries of a file of budgets say that does not fit together, or no call."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from centspan.alerts.budgets import allocation
from centspan.alerts.budgets.fields import nearest
from centspan.alerts.budgets.model import Budget, BudgetsFile, Goal, Silence
from centspan.alerts.budgets.names import named
from centspan.alerts.budgets.problem import Problem
from centspan.alerts.budgets.scope import ROLLUPS, in_words, matches, rollup
from centspan.alerts.rules import RULES
from centspan.collector.query import load

LOOKED_BACK = timedelta(days=90)
"""How far calls are looked for that a scope is about."""


def check(
    file: BudgetsFile,
    client: Any = None,
    *,
    at: datetime | None = None,
) -> tuple[Problem, ...]:
    """Every problem, in the order of lines; with a client also scopes that no call of 90 days has."""
    now = at or datetime.now(UTC)
    found = [
        *_doubled(file),
        *_unknown_channels(file),
        *allocation.problems(file.budgets),
        *_never_known(file.budgets),
        *_over(file, now),
        *_unknown_rules(file.silences),
        *(_without_calls(file, client, now) if client else ()),
    ]
    return tuple(sorted(found, key=lambda each: each.line or 0))


def _doubled(file: BudgetsFile) -> Iterator[Problem]:
    entries = [*named(file), *((f'channel "{each.name}"', each) for each in file.channels)]
    counted = Counter(name for name, _ in entries)
    said = set[str]()
    for name, entry in entries:
        if counted[name] > 1 and name in said:
            line = getattr(entry, "line", None)
            text = f"expected one entry for it, found {counted[name]}; take one out or rename it"
            yield Problem(line, name, text)
        said.add(name)


def _unknown_channels(file: BudgetsFile) -> Iterator[Problem]:
    known = tuple(each.name for each in file.channels)
    for name, entry in _who(file):
        if entry.channel and entry.channel not in known:
            text = (
                f"expected a channel of this file ({', '.join(known) or 'it has none'}), found "
                f'"{entry.channel}"{nearest(entry.channel, known)}; add a [[channel]] or correct it'
            )
            yield Problem(entry.line, name, text)


def _who(file: BudgetsFile) -> Iterator[tuple[str, Budget | Goal]]:
    yield from ((f'budget "{each.id}"', each) for each in file.budgets)
    yield from ((f'goal "{each.id}"', each) for each in file.goals)


def _never_known(budgets: Sequence[Budget]) -> Iterator[Problem]:
    for each in budgets:
        where = f'budget "{each.id}"'
        if not (kept := rollup(each.scope)):
            sets = "; ".join(", ".join(names) for names in ROLLUPS.values())
            text = (
                f"expected a scope whose spend is kept (out of: {sets}), found "
                f"{', '.join(each.scope)} together; leave one out"
            )
            yield Problem(each.line, where, text)
        elif kept == "user_spend" and each.timezone != "UTC":
            text = (
                f"{in_words(each.scope)} is kept by days of UTC: its {each.period} begins then, not "
                f"in {each.timezone}"
            )
            yield Problem(each.line, where, text, is_error=False)


def _over(file: BudgetsFile, now: datetime) -> Iterator[Problem]:
    for name, entry in named(file):
        ends = getattr(entry, "ends", None)
        if ends and ends <= now:
            text = f"it ended {ends:%Y-%m-%d %H:%M} UTC and does nothing any more; take it out"
            yield Problem(entry.line, name, text, is_error=False)


def _unknown_rules(silences: Sequence[Silence]) -> Iterator[Problem]:
    rules = tuple(rule.id for rule in RULES)
    for each in silences:
        if each.rule not in ("*", *rules):
            hint = nearest(each.rule, rules)
            text = (
                f'expected * or a rule ({", ".join(rules)}), found "{each.rule}"{hint}; correct it'
            )
            yield Problem(each.line, f'silence of "{each.rule}"', text)


def _without_calls(file: BudgetsFile, client: Any, now: datetime) -> Iterator[Problem]:
    scopes = [entry.scope for _, entry in _who(file)]
    rows = load("alert_scopes", live=True).rows(
        client,
        start=now - LOOKED_BACK,
        end=now,
        those_tenants=sorted({each["tenant"] for each in scopes if "tenant" in each}),
        those_users=sorted({each["user"] for each in scopes if "user" in each}),
    )
    for name, entry in _who(file):
        kept = rollup(entry.scope)
        if kept and not any(row["kept"] == kept and matches(entry.scope, row) for row in rows):
            text = (
                f"no call of the last {LOOKED_BACK.days} days is in its scope "
                f"({in_words(entry.scope)}); look for a typing error, or leave it for calls to come"
            )
            yield Problem(entry.line, name, text, is_error=False)
