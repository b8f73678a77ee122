"""What is used of each budget in its period, against sums over single calls"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from budget_calls import END, HOUR

from centspan.alerts.budgets.store import store
from centspan.alerts.evaluate import judge
from centspan.alerts.rules import rule
from centspan.collector.query import load

ENDS = [END - timedelta(hours=hours) for hours in (0, 24 * 6 + 3, 24 * 19 + 11)]
"""Moments within the last three weeks."""
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
FISCAL = (END - timedelta(days=50)).date().replace(day=6)
"""A fiscal year that began within the stored days."""


def first_day(period, day):
    """The first day of the period that `day` lies in."""
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    if period == "month":
        return day.replace(day=1)
    months = {"fiscal_month": 1, "fiscal_quarter": 3, "fiscal_year": 12}[period]
    starts = FISCAL
    while (later := _months_on(starts, months)) <= day:
        starts = later
    while starts > day:
        starts = _months_on(starts, -months)
    return starts


def _months_on(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


def begins(period, zone, end):
    """The beginning, in UTC, of the period that the last second before `end` lies in."""
    day = (end - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    return datetime.combine(first_day(period, day), time(), ZoneInfo(zone)).astimezone(UTC)


def hour_of(call):
    return call.at.replace(minute=0, second=0, microsecond=0)


def within(calls, starts, end):
    """Calls of hours that begin between two moments."""
    return [call for call in calls if starts <= hour_of(call) < end]


def apply(client, said, *budgets):
    tables = "".join(f"\n[[budget]]\n{text}\n" for text in budgets)
    store(client, said(f'fiscal_year_starts = "{FISCAL:%m-%d}"\n{tables}'), "me")


@pytest.mark.parametrize(
    "period", ["day", "week", "month", "fiscal_month", "fiscal_quarter", "fiscal_year"]
)
def test_a_period_begins_at_midnight_of_its_own_zone(spent, every_call, said, period):
    """A budget's use begins with the first hour of its period in its own time zone, fiscal ones included."""
    apply(
        spent,
        said,
        *(
            f'id = "b{n}"\namount = 100\nperiod = "{period}"\ntimezone = "{zone}"'
            for n, zone in enumerate(ZONES)
        ),
    )
    for end in ENDS:
        used = {row["budget"]: row["used_usd"] for row in load("budgets_used").rows(spent, end=end)}
        assert used == {
            f"b{n}": sum(
                (call.usd for call in within(every_call, begins(period, zone, end), end)),
                Decimal(0),
            )
            for n, zone in enumerate(ZONES)
        }


def test_a_budget_counts_what_its_scope_names(spent, every_call, said):
    """Routes, tokens, tenants and users are counted, by days of UTC where no hours are kept, and else unknown."""
    scopes = {
        "route": {"feature": "chat", "route": "/a", "environment": "staging"},
        "tenant": {"tenant": "tenant-1", "team": "support"},
        "user": {"user": "user-1", "feature": "code"},
        "tokens": {"feature": "code"},
    }
    apply(spent, said, *(_weekly(name, scope) for name, scope in scopes.items()))
    end = END - 30 * HOUR
    rows = {row["id"]: row for row in load("alert_budgets").rows(spent, end=end)}
    starts = begins("week", "UTC", end)
    for name, scope in scopes.items():
        until = _next_day(end) if name == "user" else end
        calls = [
            call
            for call in within(every_call, starts, until)
            if all(getattr(call, dimension) == value for dimension, value in scope.items())
        ]
        tokens = sum(call.tokens_in + call.tokens_out for call in calls)
        assert rows[name]["used"] == (tokens if name == "tokens" else sum(c.usd for c in calls))
        assert (rows[name]["calls"], rows[name]["scope"]) == (len(calls), scope)
        assert rows[name]["begins_at"].replace(tzinfo=UTC) == starts
        assert rows[name]["ends_at"] - rows[name]["begins_at"] == timedelta(days=7)
    board = {row["budget"]: row["used_usd"] for row in load("budgets_used").rows(spent, end=end)}
    assert board.keys() == {"route", "tenant", "user"}
    assert (board["user"], board["route"]) == (None, rows["route"]["used"])


def _weekly(name, scope):
    listed = ", ".join(f'{dimension} = "{value}"' for dimension, value in scope.items())
    unit = "tokens" if name == "tokens" else "usd"
    return f'id = "{name}"\namount = 100\nperiod = "week"\nunit = "{unit}"\nscope = {{ {listed} }}'


def _next_day(end):
    return datetime.combine(end.date() + timedelta(days=1), time(), UTC)


def test_the_month_left_is_that_of_the_budgets_own_zone(spent, every_call, said):
    """What is left of the budget for everything counts from the first of the month in its zone, parts left out."""
    text = 'amount = 900\nperiod = "month"\ntimezone = "Pacific/Kiritimati"'
    apply(
        spent,
        said,
        f'id = "all"\n{text}',
        'id = "part"\nparent = "all"\namount = 5\nperiod = "month"',
        'id = "one"\namount = 5\nperiod = "month"\nscope = { feature = "chat" }',
    )
    for end in ENDS:
        (row,) = load("budget_left").rows(spent, end=end)
        calls = within(every_call, begins("month", "Pacific/Kiritimati", end), end)
        assert (row["budget_usd"], row["spent_usd"]) == (900, sum(call.usd for call in calls))
        assert row["left_usd"] == 900 - row["spent_usd"]


def test_an_alert_tells_the_use_that_the_budget_has(spent, said):
    """What an alert says is used of a budget is its use to the last digit, whatever its period, zone and scope."""
    scopes = ('{ feature = "chat" }', '{ tenant = "tenant-1" }', '{ user = "user-1" }', "{}")
    periods = ("fiscal_year", "fiscal_quarter", "month", "week")
    apply(
        spent,
        said,
        *(
            f'id = "b{n}"\namount = 100\nperiod = "{periods[(n + n // 4) % 4]}"\ntimezone = "{zone}"\n'
            f'scope = {scope}\nunit = "{"tokens" if n % 3 == 2 else "usd"}"'
            for n, (zone, scope) in enumerate(product(ZONES, scopes))
        ),
    )
    for end in ENDS[:2]:
        used = {row["id"]: row["used"] for row in load("alert_budgets").rows(spent, end=end)}
        found = {each.labels["budget"]: each for each in judge(spent, rule("budget_used"), end)}
        assert {id_: each.observed for id_, each in found.items()} == used
        assert len(used) == 16


def test_without_a_budget_nothing_is_said(spent, said):
    """A store without budgets answers with no row, and with the month's spend beside no budget."""
    apply(spent, said)
    for question in ("budgets_used", "alert_budgets"):
        assert load(question).rows(spent, end=END) == []
    (row,) = load("budget_left").rows(spent, end=END)
    assert row["budget_usd"] is None
    assert row["left_usd"] is None
