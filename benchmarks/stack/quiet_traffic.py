"""Fills a store with weeks of ordinary traffic in which nothing is wrong: six features, three teams, forty tenants.

Days and weeks have their hours, noise is log-normal by the hour and by the day, use grows slowly, the last days of
a month bring more of what is billed then, one week is a holiday. A few calls in a hundred fail, are repeated or
cut off, prompts change their version every few weeks, and a part is evaluation. Calls are made inside the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from rich.progress import track
from stack.traffic import price, roll_day


@dataclass(frozen=True)
class Feature:
    """One feature: what a call of it is like, and how many there are in an hour of a usual day."""

    name: str
    team: str
    model: str
    calls: float
    weight: float
    tokens_in: int
    tokens_out: int
    cached: float
    tide: float
    weekend: float
    month_end: float = 1.0
    hours: tuple[int, ...] = tuple(range(24))
    task_calls: int = 0


FEATURES = (
    Feature("chat", "support", "gpt-4o", 60, 10, 3000, 700, 0.4, 0.6, 0.6),
    Feature("search", "web", "gpt-4.1-mini", 70, 20, 2500, 300, 0.5, 0.5, 0.8),
    Feature("code", "tools", "gpt-4.1", 40, 10, 9000, 120, 0.6, 0.8, 0.15),
    Feature("classify", "support", "gpt-4o-mini", 80, 40, 900, 60, 0.0, 0.5, 0.7),
    Feature("agent", "tools", "gpt-4o", 40, 1, 16000, 800, 0.5, 0.7, 0.3, task_calls=8),
    Feature(
        "summaries",
        "web",
        "gpt-4o",
        160,
        5,
        7000,
        900,
        0.0,
        0.0,
        0.7,
        month_end=1.6,
        hours=(2, 3, 4),
    ),
)
GROWTH = 0.004
"""A week."""
NOISE_HOUR, NOISE_DAY = 0.15, 0.07
HOLIDAY_SHARE = 0.45

_PLAN = """
CREATE TABLE IF NOT EXISTS planned_calls (
  hour DateTime('UTC'), feature String, team String, model String, calls UInt32, weight Float64, tokens_in UInt32,
  tokens_out UInt32, cached Float64, task_calls UInt32, prompt_version String, first UInt64
) ENGINE = Memory
"""
_CALLS = """
INSERT INTO llm_calls (started_at, trace_id, span_id, request_id, environment, service, feature, team, tenant,
  user_id, task_id, prompt_version, purpose, provider, model, operation, status, finish_reason, attempts, is_retry,
  max_tokens, uncached_input_tokens, cache_read_tokens, output_tokens, requests, usage_source, usage_status, weight,
  counted, duration_us, time_to_first_token_us, request_fingerprint, system_fingerprint, fingerprint_key_id)
SELECT
  hour + toIntervalMicrosecond(rand64(1) % 3600000000), unhex(leftPad(hex(number + 1), 32, '0')),
  unhex(leftPad(hex(number + 1), 16, '0')), concat('req-', toString(number)), 'production',
  concat(team, '-service'), feature, team, concat('tenant-', toString(toUInt32(40 * pow(rand(3) / 4294967296, 2)))),
  concat('user-', toString(rand(4) % 400)),
  if(task_calls = 0, '', concat('task-', toString(intDiv(number, task_calls)))), prompt_version,
  if(rand(5) % 100 < 3, 'eval', ''), 'openai', model, 'chat', if(rand(6) % 100 = 0, 'error', 'ok'),
  if(rand(7) % 200 = 0, 'length', 'stop'), 1, rand(8) % 100 = 0, 4096,
  toUInt32(tokens_in * (1 - cached) * size), toUInt32(tokens_in * cached * size),
  toUInt32(tokens_out * exp(0.4 * randNormal(0, 1))), 1, 'provider', 'ok', weight, 1,
  300000 + rand(12) % 6000000, 100000 + rand(13) % 900000, if(rand(14) % 100 = 0, 1, rand64(15)),
  cityHash64(feature, prompt_version), 1
FROM (
  SELECT *, first + each AS number, exp(0.4 * randNormal(0, 1, each)) AS size
  FROM planned_calls ARRAY JOIN range(calls) AS each
)
"""
COLUMNS = (
    *("hour", "feature", "team", "model", "calls", "weight", "tokens_in", "tokens_out", "cached"),
    *("task_calls", "prompt_version", "first"),
)


def fill(client: Any, first: date, weeks: int, seed: int) -> None:
    """Store `weeks` of calls from `first` on, price and roll them up; the last third has the holiday week."""
    chosen = np.random.default_rng(seed)
    client.command(_PLAN)
    number = 0
    for day in track(range(weeks * 7), "storing quiet weeks"):
        rows = list(_planned(chosen, first, day, weeks, number))
        number += sum(row[4] for row in rows)
        client.command("TRUNCATE TABLE planned_calls")
        client.insert("planned_calls", rows, column_names=COLUMNS)
        client.command(_CALLS)
        if not day:
            price(client)
        roll_day(client, first + timedelta(days=day))
    price(client)
    client.command("DROP TABLE planned_calls")


def _planned(
    chosen: np.random.Generator, first: date, day: int, weeks: int, number: int
) -> Iterator[tuple[Any, ...]]:
    at = first + timedelta(days=day)
    for place, feature in enumerate(FEATURES):
        of_day = _of_day(feature, at, day, weeks) * np.exp(NOISE_DAY * chosen.standard_normal())
        for hour in feature.hours:
            tide = 1 + feature.tide * np.sin(2 * np.pi * (hour - 8) / 24)
            usual = feature.calls * of_day * tide * np.exp(NOISE_HOUR * chosen.standard_normal())
            calls = int(chosen.poisson(usual))
            version = f"v{1 + (day + 5 * place) // 24}"
            drift = 1 + 0.03 * ((day + 5 * place) // 24 % 3 - 1)
            yield (
                datetime(at.year, at.month, at.day, hour, tzinfo=UTC),
                *(feature.name, feature.team, feature.model, calls, feature.weight),
                *(int(feature.tokens_in * drift), feature.tokens_out, feature.cached),
                *(feature.task_calls, version, number),
            )
            number += calls


def _of_day(feature: Feature, at: date, day: int, weeks: int) -> float:
    usual = (1 + GROWTH) ** (day / 7) * (feature.weekend if at.weekday() >= 5 else 1.0)
    if day // 7 == weeks * 2 // 3:
        usual *= HOLIDAY_SHARE
    return usual * (feature.month_end if (at + timedelta(days=2)).month != at.month else 1.0)
