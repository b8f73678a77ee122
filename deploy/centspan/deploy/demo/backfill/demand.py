"""Who asks for what, and when, before anything special happens."""

from dataclasses import replace
from typing import Any

import numpy as np

from centspan.deploy.demo.backfill.arrivals import MINUTE, SECOND, Period, begin_times
from centspan.deploy.demo.backfill.calls import ABANDONED, FINE, NONE, Calls, Flags, Floats, Ints
from centspan.deploy.demo.backfill.dice import dice
from centspan.deploy.demo.backfill.durations import durations
from centspan.deploy.demo.backfill.feature import Feature
from centspan.deploy.demo.backfill.features import FEATURES, feature_number
from centspan.deploy.demo.backfill.models import model_number
from centspan.deploy.demo.backfill.people import ENVIRONMENTS, TENANTS, USERS_PER_TENANT
from centspan.deploy.demo.backfill.profile import profile

IDS_PER_FEATURE = 10_000_000
MOST_STEPS = 12
TOOL_CALL_TOKENS = 40
TURN_TOKENS = 220
"""Median of what a turn or a tool's result adds to a conversation."""
MOST_OUTPUT = 4000
USER_ZIPF = 0.7
CHAT_CALLS_TOOL_SHARE = 0.25
STRAGGLERS = 3 * MINUTE
"""What is left before the end for calls made again."""


def demand(seed: int, count: int, when: Period) -> Calls:
    """Draw `count` calls, each feature its share, the largest what is left."""
    counts = [round(feature.share * count) for feature in FEATURES]
    counts[0] += count - sum(counts)
    drawn = [
        feature_demand(dice(seed, "demand", feature.name), feature, calls, when)
        for feature, calls in zip(FEATURES, counts, strict=True)
        if calls > 0
    ]
    whole = drawn[0]
    for calls in drawn[1:]:
        whole = whole.also(calls)
    return whole


def feature_demand(
    random: np.random.Generator,
    feature: Feature,
    count: int,
    when: Period,
    begins: Ints | None = None,
    first_id: int = 0,
) -> Calls:
    """Draw `count` calls of one feature; `begins` overrules when its tasks begin."""
    if begins is None:
        begins = begin_times(random, count, feature.hours, when)
    steps = _steps(random, feature, count)
    task = np.repeat(np.arange(len(steps)), steps)
    begins = np.sort(random.choice(begins, len(steps), replace=False))
    step = np.arange(count) - np.repeat(np.cumsum(steps) - steps, steps)
    last = np.repeat(steps, steps) - 1 == step
    base = feature_number(feature.name) * IDS_PER_FEATURE + first_id
    rest, history, output = _sizes(random, feature, steps, task, step, last)
    tenant, user = _people(random, feature, len(steps))
    stream = random.random(count) < feature.stream_share
    pauses = _pauses(random, feature, count, step)
    abandoned = stream & (random.random(count) < feature.abandoned_share)
    several = np.repeat(steps > 1, steps)
    content = base + np.arange(count)
    calls = Calls(
        feature=np.full(count, feature_number(feature.name)),
        environment=_pick(random, [share for _, share in ENVIRONMENTS], len(steps))[task],
        model=_models(random, feature, len(steps))[task],
        tenant=tenant[task],
        user=user[task],
        route=random.integers(len(feature.routes), size=len(steps))[task],
        task=(base + task) if feature.task else np.full(count, NONE),
        step=step,
        started=begins[task],
        chain=np.where(several, base + task + IDS_PER_FEATURE // 2, content),
        content=content,
        rest=rest,
        history=history,
        system=np.full(count, feature.system_tokens),
        called=_called(random, feature, last),
        output=output,
        ending=np.where(abandoned, ABANDONED, FINE),
        difficulty=_difficulty(random, feature, len(steps))[task],
        stream=stream,
        **_untouched(count),
    )
    return _one_after_the_other(calls, task, pauses, when)


def _untouched(count: int) -> dict[str, Any]:
    """What only stories and mishaps change."""
    return {
        "extra_tools": np.zeros(count, np.int64),
        "attempts": np.ones(count, np.int64),
        "shift": np.zeros(count),
        "marked": np.ones(count, np.bool_),
        "standard": np.zeros(count, np.bool_),
        "story": np.zeros(count, np.int64),
    }


def _one_after_the_other(calls: Calls, task: Ints, pauses: Ints, when: Period) -> Calls:
    """Let each step begin when the one before has ended, and every task end in time."""
    lengths = durations(calls)
    ends = np.cumsum(lengths + pauses)
    first = np.flatnonzero(calls.step == 0)
    started = calls.started + ends - lengths - (ends - lengths)[first][task]
    last_ends = np.maximum.reduceat(started + lengths, first)
    overdue = np.maximum(last_ends - (when.end - STRAGGLERS), 0)
    return replace(calls, started=started - overdue[task])


def _steps(random: np.random.Generator, feature: Feature, count: int) -> Ints:
    """How many calls each task makes; they sum to `count`."""
    if feature.steps == 1.0:
        return np.ones(count, np.int64)
    drawn = np.minimum(random.geometric(1 / feature.steps, count), MOST_STEPS)
    enough = int(np.searchsorted(np.cumsum(drawn), count)) + 1
    steps = drawn[:enough]
    steps[-1] -= steps.sum() - count
    return steps


def _sizes(
    random: np.random.Generator, feature: Feature, steps: Ints, task: Ints, step: Ints, last: Ints
) -> tuple[Ints, Ints, Ints]:
    """Draw input behind the system prompt, how much of it is history, and output."""
    sizes = profile().tokens[feature.tokens]
    normal = random.standard_normal((2, len(task)))
    first = np.exp(sizes.input_mu + sizes.input_sigma * normal[0][np.cumsum(steps) - steps])
    mixed = sizes.correlation * normal[0] + np.sqrt(1 - sizes.correlation**2) * normal[1]
    said = np.exp(sizes.output_mu + sizes.output_sigma * mixed)
    if feature.tools and feature.task:  # an agent: every step but the last calls a tool
        said = np.where(last, said, TOOL_CALL_TOKENS * np.exp(0.4 * normal[1]))
    output = np.clip(said, 1, MOST_OUTPUT).astype(np.int64)
    if feature.operation == "embeddings":
        output[:] = 0
    added = np.exp(np.log(TURN_TOKENS) + 0.8 * random.standard_normal(len(task))).astype(np.int64)
    grown = np.cumsum(np.roll(output + added, 1))
    grown -= np.repeat(grown[step == 0], steps)
    limit = feature.input_limit
    opening = np.clip(first, 8, limit).astype(np.int64)[task]
    history = np.where(step > 0, opening + grown - np.roll(added, 1), 0)
    return np.minimum(opening + grown, 2 * limit), np.minimum(history, 2 * limit), output


def _people(random: np.random.Generator, feature: Feature, tasks: int) -> tuple[Ints, Ints]:
    """Draw tenant and user of each task; work without a customer has neither."""
    if feature.purpose or not feature.name:
        return np.full(tasks, NONE), np.full(tasks, NONE)
    ranks = random.permutation(len(TENANTS))
    slope = profile().zipf[feature.zipf]
    tenant = ranks[_pick(random, zipf_shares(len(TENANTS), slope), tasks)]
    if feature.root_kind != "server":
        return tenant, np.full(tasks, NONE)
    user = _pick(random, zipf_shares(USERS_PER_TENANT, USER_ZIPF), tasks)
    return tenant, tenant * USERS_PER_TENANT + user


def zipf_shares(count: int, slope: float) -> list[float]:
    """Shares of `count` clients whose size falls with their rank to the power of `slope`."""
    weights = np.arange(1, count + 1, dtype=float) ** -slope
    return (weights / weights.sum()).tolist()


def _models(random: np.random.Generator, feature: Feature, tasks: int) -> Ints:
    numbers = np.array([model_number(model) for model, _ in feature.models])
    return numbers[_pick(random, [share for _, share in feature.models], tasks)]


def _pauses(random: np.random.Generator, feature: Feature, count: int, step: Ints) -> Ints:
    if not feature.pause_seconds:
        return np.zeros(count, np.int64)
    seconds = feature.pause_seconds * np.exp(0.7 * random.standard_normal(count))
    return np.where(step > 0, seconds * SECOND, 0).astype(np.int64)


def _called(random: np.random.Generator, feature: Feature, last: Flags) -> Ints:
    """An agent calls a tool in every step but the last, a chat now and then."""
    if not feature.tools:
        return np.full(len(last), NONE)
    which = random.integers(len(feature.tools), size=len(last))
    calls_one = ~last if feature.task else random.random(len(last)) < CHAT_CALLS_TOOL_SHARE
    return np.where(calls_one, which, NONE)


def _difficulty(random: np.random.Generator, feature: Feature, tasks: int) -> Floats:
    mean = min(max(feature.difficulty, 0.02), 0.98)
    return random.beta(8 * mean, 8 * (1 - mean), tasks)


def _pick(random: np.random.Generator, shares: list[float], count: int) -> Ints:
    return random.choice(len(shares), count, p=np.array(shares) / sum(shares))
