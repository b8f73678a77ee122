"""Figures of panels beside a brute-force answer from `SELECT * FROM calls`, to the last digit."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest

from centspan.collector.query import load

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = ({}, {"environments": ["o'b"], "features": ["o'b", "(none)", "100%", 'a"b\\c']})
ONE = {"environments": "environment", "features": "feature", "teams": "team", "models": "model"}


def named(name):
    return name or "(none)"


def cost(rows):
    """What calls cost together; None where no amount is known."""
    known = [row.effective_usd * int(row.weight) for row in rows if row.effective_usd is not None]
    return sum(known, Decimal(0)) if known else None


def count(rows):
    return int(sum(row.weight for row in rows))


def by(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def ranked(rows, key, most):
    """(name, rows) by cost, those behind the first `most` together as `other`; unpriced ones left out."""
    groups = by(rows, key)
    dear = sorted(groups, key=lambda name: (-(cost(groups[name]) or Decimal(-1)), name.encode()))
    dear = sorted(dear, key=lambda name: cost(groups[name]) is None)
    merged = [(name, groups[name]) for name in dear[:most]]
    merged.append(("other", [row for name in dear[most:] for row in groups[name]]))
    return [(name, each) for name, each in merged if cost(each) is not None]


def spend_by_feature(calls, start, end):
    return [
        {"feature": name, "calls": count(rows), "effective_usd": cost(rows)}
        for name, rows in ranked(calls(start, end), lambda row: named(row.feature), 8)
    ]


def spend_by_model(calls, start, end):
    return [
        {"model": name, "calls": count(rows), "effective_usd": cost(rows)}
        for name, rows in ranked(calls(start, end), lambda row: named(row.model), 12)
    ]


def spend_over_time(calls, start, end):
    rows = calls(start, end)
    lines = ranked(rows, lambda row: named(row.feature), 8)
    steps = {
        (hour.replace(tzinfo=None), name): cost(each)
        for name, line in lines
        for hour, each in by(line, lambda row: row.hour).items()
    }
    return [
        {"time": time, "feature": name, "effective_usd": usd}
        for (time, name), usd in sorted(
            steps.items(), key=lambda step: (step[0][0], step[0][1].encode())
        )
        if usd is not None
    ]


def top_features(calls, start, end):
    earlier = by(calls(start - (end - start), start), lambda row: named(row.feature))
    top = ranked(calls(start, end), lambda row: named(row.feature), 99)[:5]
    return [
        {"place_count": place, "feature": name, "calls": count(rows), **_moved(rows, earlier[name])}
        for place, (name, rows) in enumerate(top, 1)
    ]


def _moved(rows, earlier):
    spent, before = cost(rows), cost(earlier)
    priced = count([row for row in rows if row.effective_usd is not None])
    return {
        "effective_usd": spent,
        "before_usd": before,
        "change_usd": spent - (before or 0),
        "change_share": pytest.approx(float(spent) / float(before) - 1) if before else None,
        "per_call_usd": pytest.approx(spent / priced, abs=Decimal("1e-12")),
    }


def spend_today(calls, start, end):
    since = (end - timedelta(seconds=1)).replace(hour=0, minute=0, second=0)
    before = cost(calls(since - DAY, end - DAY))
    return [{"effective_usd": cost(calls(since, end)), "before_usd": before}]


def spend_month(calls, start, end):
    since = (end - timedelta(seconds=1)).replace(day=1, hour=0, minute=0, second=0)
    former = (since - DAY).replace(day=1)
    before = cost(calls(former, min(since, former + (end - since))))
    return [{"effective_usd": cost(calls(since, end)), "before_usd": before}]


def spend_now(calls, start, end):
    return [
        {
            "per_hour_usd": cost(calls(end - HOUR, end)),
            "before_usd": cost(calls(end - 2 * HOUR, end - HOUR)),
        }
    ]


def trust_shares(calls, start, end):
    rows = calls(start, end)
    doubts = {
        "unpriced": lambda row: row.price_status == "unpriced",
        "assumed": lambda row: row.price_status == "assumed",
        "estimated": lambda row: row.usage_source == "estimated",
        "no_usage": lambda row: (
            row.usage_source == "none" and row.status == "ok" and not row.served_from
        ),
        "inconsistent": lambda row: row.usage_status == "inconsistent",
        "unattributed": lambda row: row.feature == "",
    }
    shares = {name: count(filter(doubt, rows)) / count(rows) for name, doubt in doubts.items()}
    again = count(calls(start, end, counted=0))
    shares["duplicate"] = again / (count(rows) + again)
    return [{"calls": count(rows), **{f"{name}_share": share for name, share in shares.items()}}]


def doubts_over_time(calls, start, end):
    steps = sorted(by(calls(start, end), lambda row: row.hour))
    shares = [trust_shares(calls, hour, hour + HOUR)[0] for hour in steps]
    names = ("unpriced", "assumed", "estimated", "no_usage", "inconsistent")
    return [
        {"time": hour.replace(tzinfo=None)}
        | {f"{name}_share": pytest.approx(share[f"{name}_share"]) for name in names}
        for hour, share in zip(steps, shares, strict=True)
    ]


def duplicates_over_time(calls, start, end):
    hours = by(calls(start, end, counted=0), lambda row: row.hour)
    return [
        {
            "time": hour.replace(tzinfo=None),
            "reason": "same_response_id",
            "duplicate_calls": count(rows),
        }
        for hour, rows in sorted(hours.items())
    ]


def budget_left(calls, start, end):
    spent = spend_month(calls, start, end)[0]["effective_usd"] or Decimal(0)
    left = {"left_usd": 1000 - spent, "used_share": pytest.approx(float(spent) / 1000)}
    limited = calls is not calls.everything
    unknown = dict.fromkeys(("budget_usd", *left))
    return [{"spent_usd": spent, **(unknown if limited else {"budget_usd": 1000, **left})}]


# Each question that boards ask of spend, by name; what answers it in plain Python.
BRUTE = (
    spend_now,
    spend_today,
    spend_month,
    budget_left,
    spend_by_feature,
    spend_by_model,
    spend_over_time,
    top_features,
    trust_shares,
    doubts_over_time,
    duplicates_over_time,
)


class Calls:
    """The store's calls in memory: those whose hour begins in a time, within what a reader asks for."""

    def __init__(self, rows, limits=None, everything=None):
        self.everything = everything or self
        self.rows = [
            row for row in rows if all(_within(row, *each) for each in (limits or {}).items())
        ]

    def __call__(self, start, end, counted=1):
        return [row for row in self.rows if start <= row.hour < end and row.counted == counted]


def _within(row, limit, names):
    return named(getattr(row, ONE[limit])) in names


@pytest.fixture(scope="module")
def everything(every_call):
    return Calls(list(every_call.itertuples(index=False)))


@pytest.mark.parametrize("brute", BRUTE, ids=lambda brute: brute.__name__)
def test_figures_are_those_of_the_calls(brute, everything, filled, now):
    """Over hours and weeks, limited to odd names or not, a question's rows are what its calls add up to."""
    noon = now.replace(minute=0, second=0)
    for limits in LIMITS:
        calls = Calls(everything.rows, limits, everything) if limits else everything
        for first, last in ((36 * HOUR, HOUR), (31 * DAY, 2 * HOUR)):
            start, end = noon - first, noon - last
            found = load(brute.__name__).rows(filled, start=start, end=end, **limits)
            assert found, (limits, start, end)
            assert found == brute(calls, start, end), (limits, start, end)
