"""Unit costs of a feature: calls, tokens, conversations, tasks"""

from collections import defaultdict

import pytest
from sums import INPUTS, by, cost, count, dearest, named, per, priced, share, ter, tokens


def spend_total(rows, before):
    return [
        {
            "calls": count(rows),
            "before_calls": count(before),
            "effective_usd": cost(rows),
            "before_usd": cost(before),
            "per_call_usd": per(cost(rows), count(priced(rows))),
            "before_per_call_usd": per(cost(before), count(priced(before))),
            "unpriced_calls": count(row for row in rows if row["price_status"] == "unpriced"),
        }
    ]


def cost_per_call_over_time(rows, _):
    return [
        {
            "time": hour.replace(tzinfo=None),
            "feature": name,
            "per_call_usd": per(cost(each), count(priced(each))),
        }
        for hour, step in sorted(by(rows, "hour").items())
        for name, each in sorted((named(name), each) for name, each in by(step, "feature").items())
        if priced(each)
    ]


def tokens_over_time(rows, _):
    buckets = {
        "cache read": INPUTS[1:2],
        "cache write": INPUTS[2:],
        "output": ("output",),
        "reasoning": ("reasoning",),
    }
    return [
        {"time": hour.replace(tzinfo=None), "bucket": bucket, "tokens": tokens(step, *parts)}
        for hour, step in sorted(by(rows, "hour").items())
        for bucket, parts in (*buckets.items(), ("uncached input", INPUTS[:1]))
    ]


def _side_by_side(rows, dimension):
    groups = by(rows, "feature", dimension)
    return [
        {
            "feature": named(feature),
            dimension: named(other),
            "calls": count(each),
            "effective_usd": cost(each),
            "per_call_usd": per(cost(each), count(priced(each))),
            "input_per_call_tokens": share(tokens(each, *INPUTS), count(each)),
            "output_per_call_tokens": share(tokens(each, "output"), count(each)),
            "ter": ter(each),
            "error_share": share(
                count(row for row in each if row["status"] == "error"), count(each)
            ),
        }
        for feature, other in dearest(groups)
        for each in (groups[feature, other],)
    ]


def prompt_versions(rows, _):
    return _side_by_side(rows, "prompt_version")


def routes(rows, _):
    return _side_by_side(rows, "route")


def conversations(rows, _):
    groups = by([row for row in rows if row["session_id"]], "session_id").values()
    known = sum(max(row["weight"] for row in each) for each in groups if priced(each))
    stand_for = sum(max(row["weight"] for row in each) for each in groups)
    return [
        {
            "conversations_count": stand_for,
            "per_conversation_usd": per(cost(row for each in groups for row in each), known),
            "calls_per_conversation_count": share(sum(map(count, groups)), stand_for),
        }
    ]


def tasks(rows, _):
    groups = by([row for row in rows if row["task_id"]], "task_id").values()
    ends = defaultdict(float)
    for each in groups:
        ends[each[0]["task_outcome"]] += max(row["weight"] for row in each)
    known = ends["succeeded"] + ends["failed"]
    return [
        {
            "tasks": sum(ends.values()),
            "succeeded_count": ends["succeeded"],
            "failed_count": ends["failed"],
            "known_outcome_share": share(known, sum(ends.values())),
            "success_share": share(ends["succeeded"], known),
            "per_successful_task_usd": per(
                cost(row for each in groups for row in each), ends["succeeded"]
            ),
        }
    ]


def latency_over_time(rows, _):
    return [
        {
            "time": hour.replace(tzinfo=None),
            "p50_ms": pytest.approx(_quantile(step, 0.5), rel=0.046),
            "p95_ms": pytest.approx(_quantile(step, 0.95), rel=0.046),
        }
        for hour, step in sorted(by(rows, "hour").items())
    ]


def _quantile(rows, level):
    before = 0
    for row in sorted(rows, key=lambda row: row["duration_ms"]):
        before += row["weight"]
        if before >= level * count(rows):
            return max(1, row["duration_ms"])
    return None


BRUTE = (
    latency_over_time,
    spend_total,
    cost_per_call_over_time,
    tokens_over_time,
    prompt_versions,
    routes,
    conversations,
    tasks,
)


@pytest.mark.parametrize("brute", BRUTE, ids=lambda brute: brute.__name__)
def test_figures_equal_sums_over_calls(brute, limits, equals):
    """Unit costs of a feature: what panels show equals sums over single calls, money to the last digit."""
    equals(brute, **limits)
