"""Efficiency: TER, trouble, caching, waste"""

from collections import defaultdict
from decimal import Decimal

import pytest
from sums import INPUTS, by, cost, count, dearest, named, share, ter, tokens, within
from unit_calls import END, START

from centspan.collector.query import load

SECTIONS = "SELECT lower(hex(span_id)), section_names, section_chars FROM call_prefixes FINAL"


def goal(feature):
    return 0.05 if feature == "o'b" else 0.2


def trouble_over_time(rows, _):
    steps = sorted(by(rows, "hour").items())
    return [{"time": hour.replace(tzinfo=None), **_troubles(step)} for hour, step in steps]


def _troubles(rows):
    retries = sum((row["is_retry"] + row["attempts"] - 1) * row["weight"] for row in rows)
    return {
        "error_share": share(count(row for row in rows if row["status"] == "error"), count(rows)),
        "retry_share": share(retries, count(rows)),
        "abandoned_share": share(count(row for row in rows if row["abandoned"]), count(rows)),
        "capped_share": share(
            count(row for row in rows if row["finish_reason"] != "stop"), count(rows)
        ),
    }


def efficiency(rows, _):
    groups = by(rows, "feature")
    return [
        {
            "feature": named(name),
            "calls": count(groups[name]),
            "effective_usd": cost(groups[name]),
            "ter": ter(groups[name]),
            "goal_share": goal(name),
            "cache_read_share": share(
                tokens(groups[name], "cache_read"), tokens(groups[name], *INPUTS)
            ),
            **_troubles(groups[name]),
        }
        for name in dearest(groups)
    ]


def ter_over_time(rows, _):
    return [
        {
            "time": hour.replace(tzinfo=None),
            "feature": named(name),
            "ter": ter(each),
            "goal_share": goal(name),
        }
        for hour, step in sorted(by(rows, "hour").items())
        for name, each in sorted(
            by(step, "feature").items(), key=lambda group: named(group[0]).encode()
        )
        if ter(each) is not None
    ]


def waste(rows, _):
    answer = []
    for name, each in by(rows, "feature").items():
        failed = [row for row in each if row["status"] == "error" and not row["abandoned"]]
        again = [
            row
            for row in each
            if row["is_retry"] and row["status"] == "ok" and not row["abandoned"]
        ]
        unseen = [
            row["unseen_estimate_usd"] * int(row["weight"])
            for row in each
            if row["unseen_estimate_usd"] is not None
        ]
        parts = [
            cost(part) or Decimal(0)
            for part in (failed, [row for row in each if row["abandoned"]], again)
        ]
        answer.append(
            {
                "feature": named(name),
                "waste_usd": sum(parts),
                "waste_share": share(sum(parts), cost(each)),
                **dict(zip(("failed_usd", "abandoned_usd", "retry_usd"), parts, strict=True)),
                "unseen_estimate_usd": sum(unseen) if unseen else None,
                "effective_usd": cost(each),
            }
        )
    return sorted(answer, key=lambda row: -row["waste_usd"])


def caching(rows, _):
    saved, premium = _saved(rows)
    return [
        {
            "cache_read_share": share(tokens(rows, "cache_read"), tokens(rows, *INPUTS)),
            "saved_usd": saved - premium,
            "read_saved_usd": saved,
            "write_premium_usd": premium,
        }
    ]


def caching_by_feature(rows, _):
    groups = by(rows, "feature", "model")
    lines = [
        {
            "feature": named(feature),
            "model": model,
            "input_tokens": tokens(each, *INPUTS),
            "cache_read_tokens": tokens(each, "cache_read"),
            "cache_write_tokens": tokens(each, *INPUTS[2:]),
            **(
                caching(each, ())[0]
                if any(row["price"] for row in each if not row["served_from"])
                else _unpriced(each)
            ),
        }
        for (feature, model), each in groups.items()
    ]
    read = [line for line in lines if line["input_tokens"]]
    return sorted(read, key=lambda line: -line["input_tokens"])


def _unpriced(rows):
    unknown = dict.fromkeys(("saved_usd", "read_saved_usd", "write_premium_usd"))
    return {"cache_read_share": share(tokens(rows, "cache_read"), tokens(rows, *INPUTS)), **unknown}


def _saved(rows):
    """What cache reads cost less than they would have in full, and what cache writes cost more."""
    read = written = Decimal(0)
    for row in rows:
        if (price := row["price"]) and not row["served_from"]:
            full, times = price["uncached_input"], int(row["weight"])
            read += times * row["cache_read_tokens"] * (full - price["cache_read"])
            for bucket in INPUTS[2:]:
                written += times * row[f"{bucket}_tokens"] * (price[bucket] - full)
    return read, written


def escalation(rows, _):
    went_on = _escalated(rows)
    yes, all_tasks = (sum(weight for weight, up in went_on if up or not only) for only in (1, 0))
    return [
        {
            "tasks": all_tasks,
            "escalated_count": yes,
            "escalation_share": share(yes, all_tasks),
        }
    ]


def escalation_by_feature(rows, _):
    lines = [
        {"feature": named(feature), **escalation(each, ())[0]}
        for feature, each in by(rows, "feature").items()
        if _escalated(each)
    ]
    return sorted(
        lines, key=lambda line: (-line["escalated_count"] / line["tasks"], -line["tasks"])
    )


def _escalated(rows):
    """Of each task in each feature: how many it stands for, and whether it went on to a dearer model."""
    steps = by([row for row in rows if row["task_id"] and row["price"]], "feature", "task_id")
    return [(max(row["weight"] for row in each), _dearer(each)) for each in steps.values()]


def _dearer(rows):
    rows = sorted(rows, key=lambda row: (row["started_at"], row["span_id"]))
    both = [row["price"]["uncached_input"] + row["price"]["output"] for row in rows]
    models = [row["model"] for row in rows]
    return any(models[i] != models[i - 1] and both[i] > both[i - 1] for i in range(1, len(rows)))


BRUTE = (
    caching,
    caching_by_feature,
    escalation,
    escalation_by_feature,
    trouble_over_time,
    efficiency,
    ter_over_time,
    waste,
)


@pytest.mark.parametrize("brute", BRUTE, ids=lambda brute: brute.__name__)
def test_figures_equal_sums_over_calls(brute, limits, equals):
    """Efficiency: what panels show equals sums over single calls, money to the last digit."""
    equals(brute, **limits)


@pytest.mark.parametrize("limits", [{}, {"features": ["o'b", "(none)"]}], ids=["all", "limited"])
def test_sections_split_the_input(limits, client, every_call):
    """Sections share the input tokens of each feature by characters, those of the prompt adding up to all of it."""
    rows = within(every_call, START, END, **limits)
    shares = defaultdict(float)
    for each in by(rows, "feature").values():
        ids = {row["span_id"] for row in each}
        chars = defaultdict(int)
        for span_id, names, counts in client.query(SECTIONS).result_rows:
            for name, characters in zip(names, counts, strict=True) if span_id in ids else ():
                chars[name] += characters
        whole = sum(chars[name] for name in ("system", "history", "user"))
        for name, characters in chars.items():
            shares[name] += tokens(each, *INPUTS) * characters / whole
    answer = load("sections").rows(client, start=START, end=END, **limits)
    assert {row["section"]: row["input_tokens"] for row in answer} == pytest.approx(dict(shares))
    assert sum(
        row["input_share"] for row in answer if row["kind"] == "of the prompt"
    ) == pytest.approx(1)
    assert {row["calls"] for row in answer} == {len(rows)}
