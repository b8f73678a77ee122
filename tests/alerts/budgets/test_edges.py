"""Where periods begin and end, to the second."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from centspan.alerts.budgets.store import store
from centspan.collector.query import load

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
"""Lord Howe's clocks change by half an hour, Kathmandu's midnight is at 18:15 UTC."""
PERIODS = ("day", "week", "month", "fiscal_quarter", "fiscal_year")
LOOKED_AT = (
    ("UTC", date(2024, 2, 29)),
    ("America/New_York", date(2026, 3, 8)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Europe/Berlin", date(2026, 10, 25)),
)
"""A leap day, and days on which clocks change."""
SECOND = timedelta(seconds=1)


def edges(period, day):
    """The first day of the period that `day` lies in, and that of the next one."""
    if period == "day":
        return day, day + timedelta(days=1)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    month = date(day.year, day.month, 1)
    if period == "month":
        return month, _later(month, 1)
    starts = date(day.year - (day < date(day.year, 4, 6)), 4, 6)
    months = {"fiscal_quarter": 3, "fiscal_year": 12}[period]
    while _later(starts, months) <= day:
        starts = _later(starts, months)
    return starts, _later(starts, months)


def _later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


def midnight(day, zone):
    """The first second of a day there, as UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def budgets():
    """One for each zone and period, as budgets.toml says them."""
    return "".join(
        f'\n[[budget]]\nid = "{period.replace("_", "-")}-{n}"\namount = 1\nperiod = "{period}"\ntimezone = "{zone}"\n'
        for n, zone in enumerate(ZONES)
        for period in PERIODS
    )


def test_a_period_has_the_midnights_of_its_zone(empty, said):
    """From its first to its last second, on leap days and where clocks change, a period lies between midnights of its zone."""
    store(empty, said(f'fiscal_year_starts = "04-06"\n{budgets()}'), "me")
    for zone, day in LOOKED_AT:
        first, last = midnight(day, zone) + SECOND, midnight(day + timedelta(days=1), zone)
        for end in (first, last):
            rows = load("alert_budgets").rows(empty, end=end)
            assert {row["id"]: (row["begins_at"], row["ends_at"]) for row in rows} == expected(end)


def expected(end):
    """By id, when each budget's period begins and ends that the last second before `end` lies in."""
    told = {}
    for n, zone in enumerate(ZONES):
        day = (end - SECOND).astimezone(ZoneInfo(zone)).date()
        for period in PERIODS:
            both = (midnight(each, zone).replace(tzinfo=None) for each in edges(period, day))
            told[f"{period.replace('_', '-')}-{n}"] = tuple(both)
    return told
