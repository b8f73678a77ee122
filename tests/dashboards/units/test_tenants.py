"""Tenants, users and teams: shares, changes, what nobody claims"""

from decimal import Decimal

import pytest
from sums import HOUR, INPUTS, by, cost, count, dearest, named, per, priced, share, tokens, within
from unit_calls import END

from centspan.collector.query import load


def top_teams(rows, before):
    groups, earlier = by(rows, "team"), by(before, "team")
    return [_moved("team", name, groups[name], earlier[name], rows) for name in dearest(groups)]


def top_tenants(rows, before):
    groups, earlier = by(rows, "tenant"), by(before, "tenant")
    for name in earlier:
        groups[name]  # a tenant of the time before only has a line as well
    first = dearest(groups)[:20]
    rest = [name for name in groups if name not in first]
    others = [[row for name in rest for row in each[name]] for each in (groups, earlier)]
    lines = [_moved("tenant", name, groups[name], earlier[name], rows) for name in first]
    return [*lines, _moved("tenant", "other", *others, rows)]


def _moved(dimension, name, rows, earlier, all_rows):
    before = cost(earlier)
    return {
        dimension: named(name),
        "calls": count(rows),
        "effective_usd": cost(rows),
        "spend_share": share(cost(rows), cost(all_rows)),
        "before_usd": before,
        "change_share": pytest.approx(float(cost(rows) or 0) / float(before) - 1)
        if before
        else None,
    }


def top_users(rows, _):
    groups = by(rows, "user_id")
    order = dearest(groups)
    lines = [(named(name), groups[name]) for name in order[:20]]
    if rest := order[20:]:
        lines.append(("other", [row for name in rest for row in groups[name]]))
    return [
        {
            "user_id": name,
            "calls": count(each),
            "effective_usd": cost(each),
            "spend_share": share(cost(each), cost(rows)),
        }
        for name, each in lines
    ]


def concentration(rows, _):
    spent = sorted(
        (cost(each) or Decimal(0) for name, each in by(rows, "tenant").items() if name),
        reverse=True,
    )
    shares = {f"top_{most}_share": share(sum(spent[:most]), sum(spent)) for most in (1, 10, 100)}
    return [{"tenants_count": len(spent), **shares}]


def unallocated(rows, _):
    columns = {"feature": "feature", "team": "team", "tenant": "tenant", "user": "user_id"}
    answer = []
    for without, column in columns.items():
        nobodys = [row for row in rows if not row[column]]
        usd = None if without == "user" else cost(nobodys) if nobodys else Decimal(0)
        answer.append(
            {
                "without": without,
                "calls": count(nobodys),
                "calls_share": share(count(nobodys), count(rows)),
                "effective_usd": usd,
                "spend_share": share(usd, cost(rows)),
            }
        )
    return answer


def showback(rows, _):
    groups = by(rows, "team", "feature", "model")
    listed = {
        key: [row["list_usd"] * int(row["weight"]) for row in each if row["list_usd"] is not None]
        for key, each in groups.items()
    }
    lines = [
        {
            **dict(zip(("team", "feature", "model"), map(named, key), strict=True)),
            "calls": count(each),
            "input_tokens": tokens(each, *INPUTS),
            "output_tokens": tokens(each, "output", "reasoning"),
            "list_usd": sum(listed[key]) if listed[key] else None,
            "effective_usd": cost(each),
            "per_call_usd": per(cost(each), count(priced(each))),
            "unpriced_calls": count(row for row in each if row["price_status"] == "unpriced"),
        }
        for key, each in groups.items()
    ]
    unknown = Decimal(-1)
    return sorted(
        lines,
        key=lambda row: (
            -(row["effective_usd"] if row["effective_usd"] is not None else unknown),
            -row["calls"],
            row["team"],
            row["feature"],
        ),
    )


def tenants_over_time(rows, _):
    dear = dearest(by(rows, "tenant"))[:8]
    return [
        {"time": hour.replace(tzinfo=None), "tenant": named(tenant), "effective_usd": cost(each)}
        for hour, step in sorted(by(rows, "hour").items())
        for tenant, each in sorted(by(step, "tenant").items(), key=lambda g: named(g[0]).encode())
        if tenant in dear and cost(each) is not None
    ]


BRUTE = (tenants_over_time, top_tenants, top_teams, top_users, concentration, unallocated, showback)


@pytest.mark.parametrize("brute", BRUTE, ids=lambda brute: brute.__name__)
def test_figures_equal_sums_over_calls(brute, limits, equals):
    """Tenants, users and teams: what panels show equals sums over single calls, money to the last digit."""
    equals(brute, **limits)


def test_budgets_are_used_by_what_their_scope_names(client, every_call):
    """A budget's use is what its scope spent since its period began, and unknown where no rollup can say."""
    day = (END - HOUR).replace(hour=0)
    since = {"f": day, "t": day - day.weekday() * 24 * HOUR, "all": day.replace(day=1)}
    rows = {name: within(every_call, begin, END) for name, begin in since.items()}
    spent = {
        "all": cost(rows["all"]),
        "f": cost(row for row in rows["f"] if row["feature"] == "o'b"),
        "t": cost(
            row
            for row in rows["t"]
            if (row["tenant"], row["environment"]) == ("tenant-1", "production")
        ),
        "odd": None,
    }
    answer = load("budgets_used").rows(client, end=END, environments=["nothing"])
    assert {row["budget"]: row["used_usd"] for row in answer} == {
        name: usd or (None if name == "odd" else 0) for name, usd in spent.items()
    }
    for row in answer:
        assert row["used_usd"] is None or row["left_usd"] == row["budget_usd"] - row["used_usd"]
