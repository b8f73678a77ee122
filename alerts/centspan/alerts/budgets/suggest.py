"""A first `budgets.toml` from what was spent so far."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from centspan.alerts.budgets.history import ENOUGH, LOOKED_BACK, History, Level, history
from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError

GOAL: Final = Decimal("0.2")
BELOW: Final = Decimal("0.15")
CALLS: Final = 50
"""Calls of four weeks from which on a TER says something."""
AT_MOST: Final = 40
"""Features that get a budget of their own, dearest first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One suggested budget."""

    id: str
    scope: Mapping[str, str]
    level: Level
    amount: Decimal
    parent: str = ""
    owner: str = ""


def suggest(client: Any, at: datetime) -> str:
    """Return the text of a file of budgets that fits the whole days before `at` (UTC).

    Raises CentspanError where less than three weeks are stored, or nothing that costs a dollar a month.
    """
    known = history(client, at)
    if not known.everything.is_enough:
        raise CentspanError(
            f"expected {ENOUGH} days of calls that cost $1 a month or more, found {known.everything.days} "
            f"days at ${known.everything.month_usd:,.2f} a month: come back later, or write budgets.toml "
            "by hand (docs/budgets.md)"
        )
    taken = set[str]()
    parts = _parts(known, taken)
    rows = load("efficiency", live=True).rows(client, start=at - timedelta(days=28), end=at)
    lines = [*_head(at), *_of_parts(parts), *_left_out(known, parts), *_goals(rows, taken)]
    return "\n".join([*lines, ""])


def _parts(known: History, taken: set[str]) -> tuple[Part, ...]:
    """The budget for everything, one a team, one a feature; each large enough for its parts."""
    top = _new_id("everything", taken)
    team_ids = {
        team: _new_id(f"team-{team}", taken)
        for team, level in _dearest(known.teams)
        if team and level.is_enough
    }
    features = tuple(_features(known, team_ids, top, taken))
    teams = tuple(
        _parent(Part(id_, {"team": team}, known.teams[team], Decimal(0), top, team), features)
        for team, id_ in team_ids.items()
    )
    everything = Part(top, {}, known.everything, Decimal(0))
    return (_parent(everything, (*teams, *features)), *teams, *features)


def _features(
    known: History, team_ids: Mapping[str, str], top: str, taken: set[str]
) -> Iterator[Part]:
    wanted = [each for each in _dearest(known.features) if each[0] and each[1].is_enough]
    for feature, level in wanted[:AT_MOST]:
        teams = known.teams_of[feature]
        team = next(iter(teams)) if len(teams) == 1 else ""
        scope = {"feature": feature, **({"team": team} if team else {})}
        parent = team_ids.get(team, "") if team else (top if not any(teams) else "")
        yield Part(_new_id(feature, taken), scope, level, level.amount, parent, team)


def _parent(part: Part, others: tuple[Part, ...]) -> Part:
    given = sum((each.amount for each in others if each.parent == part.id), Decimal(0))
    amount = max(part.level.amount, given)
    return Part(part.id, part.scope, part.level, amount, part.parent, part.owner)


def _new_id(name: str, taken: set[str]) -> str:
    """An id that is not taken yet; the next one of the same name gets a number."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:56].strip("-") or "budget"
    numbered = (plain if n == 1 else f"{plain}-{n}" for n in range(1, len(taken) + 2))
    found = next(each for each in numbered if each not in taken)
    taken.add(found)
    return found


def _dearest(levels: Mapping[str, Level]) -> list[tuple[str, Level]]:
    return sorted(levels.items(), key=lambda each: (-each[1].month_usd, each[0]))


def _head(at: datetime) -> Iterator[str]:
    yield f"# A first file, written by `centspan alerts suggest` on {at.astimezone(UTC):%Y-%m-%d}: read it,"
    yield "# correct it, name owners, then `centspan alerts check` and `centspan alerts apply`."
    yield "# A month's amount: what the last four weeks cost a day (or the last two, where they cost more)"
    yield "# times 30.4 days, two fifths more, rounded up to two digits, and at least what its parts come to."
    yield f"# Of {LOOKED_BACK} days of history; nothing that comes at once, such as a launch, is in it."
    yield 'timezone = "UTC"'
    yield ""
    yield "# [defaults]"
    yield '# channel = "slack-platform"'
    yield ""
    yield "# [[channel]]"
    yield '# name = "slack-platform"'
    yield '# kind = "slack"'
    yield '# url = "env:SLACK_URL"'


def _of_parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        level = part.level
        yield ""
        yield "[[budget]]"
        yield (
            f"# {level.days} days of history; the last four weeks cost ${level.recent_usd:,.2f}, a month "
            f"${level.month_usd:,.2f}."
        )
        yield f"id = {_text(part.id)}"
        if part.scope:
            listed = ", ".join(f"{name} = {_text(value)}" for name, value in part.scope.items())
            yield f"scope = {{ {listed} }}"
        yield f"amount = {part.amount:f}"
        yield 'period = "month"'
        yield f"expected = {round(level.month_usd, 2):f}"
        yield from (f"parent = {_text(part.parent)}",) if part.parent else ()
        yield from (f"owner = {_text(part.owner)}",) if part.owner else ()


def _left_out(known: History, parts: tuple[Part, ...]) -> Iterator[str]:
    with_one = {part.scope.get("feature") for part in parts}
    without = [(name, each) for name, each in _dearest(known.features) if name not in with_one]
    if without:
        yield ""
        yield "# Without a budget of their own:"
    for name, level in without[:AT_MOST]:
        why = f"${level.month_usd:,.2f} a month"
        if level.days < ENOUGH:
            why = f"{level.days} days of history, {ENOUGH} are needed"
        if not name:
            why += "; name the feature in the app, with label(…)"
        yield f"# {_text(name or '(none)')}: {why}"


def _goals(rows: list[dict[str, Any]], taken: set[str]) -> Iterator[str]:
    yield ""
    yield f"# Token efficiency (TER): a goal of {GOAL:.0%} where the last four weeks reached it. A feature far below by its"
    yield "# nature, such as code completion, gets none: it is compared with its own past instead."
    for row in rows:
        if row["feature"] == "(none)" or row["calls"] < CALLS or row["ter"] is None:
            continue
        if row["ter"] < GOAL:
            yield f"# {_text(row['feature'])}: {row['ter']:.1%}, no goal"
            continue
        yield ""
        yield "[[goal]]"
        yield f"# {row['ter']:.1%} in the last four weeks."
        yield f"id = {_text(_new_id('ter-' + row['feature'], taken))}"
        yield f"scope = {{ feature = {_text(row['feature'])} }}"
        yield f"ter = {GOAL}"
        yield f"alert_below = {BELOW}"


def _text(value: str) -> str:
    """A TOML string: JSON's, with the one control character it leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
