"""How well spikes are found: seasonal series with planted spikes, judged hour by hour by the real rule.

Forty features of eight weeks, half with a multiplicative and half with an additive season, weekday factors
and heavy tails; in the last four weeks of each, six spikes of 3 to 8 times the cost for one to six hours.
An alarm within two hours of a spike's first hour finds it; an episode that touches no spike is false.

    python benchmarks/spike_alerts.py [--seed 1] [--series 40]
"""

import argparse
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.progress import track
from stack.spikes_at_once import SpikesAtOnce

from centspan.alerts.rules import rule
from centspan.alerts.state import advance
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.roll import roll

HOUR = timedelta(hours=1)
WEEK = 168
HOURS = 8 * WEEK
START = datetime(2026, 9, 7, tzinfo=UTC)
COLUMNS = ("Timestamp", "TraceId", "SpanId", "SpanName", "SpanAttributes", "Duration")


@dataclass(frozen=True)
class Series:
    """Dollars an hour, and its spikes as (first hour, hours)."""

    usd: np.ndarray
    spikes: list[tuple[int, int]]


def series(chosen: np.random.Generator, multiplicative: bool) -> Series:
    """One feature's eight weeks."""
    hours = np.arange(HOURS)
    level, tide = chosen.uniform(4, 30), chosen.uniform(0.3, 0.8)
    daily = np.sin(2 * np.pi * (hours % 24 - chosen.uniform(0, 24)) / 24)
    weekly = np.where(hours // 24 % 7 >= 5, chosen.uniform(0.3, 0.8), 1.0)
    noise = chosen.choice([0.1, 0.2, 0.3]) * chosen.standard_t(4, HOURS) / 2**0.5
    usual = level * (1 + tide * daily) * weekly
    usd = usual * np.exp(noise) if multiplicative else np.maximum(usual + level * noise, 0)
    spikes: list[tuple[int, int]] = []
    while len(spikes) < 6:
        long = int(chosen.integers(1, 7))
        first = int(chosen.integers(4 * WEEK, HOURS - long))
        if all(abs(first - other) > 24 for other, _ in spikes):
            spikes.append((first, long))
            usd[first : first + long] *= chosen.uniform(3, 8)
    return Series(usd, spikes)


def fill(client, every):
    """One billed call an hour and feature."""
    rows = [
        _span(number * HOURS + hour, f"feature-{number}", hour, usd)
        for number, one in enumerate(every)
        for hour, usd in enumerate(one.usd)
        if round(usd, 6) > 0
    ]
    client.insert(
        "otel_traces",
        rows,
        column_names=COLUMNS,
        settings={"max_partitions_per_insert_block": 0},
    )
    roll(client, settle_seconds=-2)


def _span(number, feature, hour, usd):
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.id": f"answer-{number}",
        "centspan.tokens.output": "100",
        "centspan.usage.source": "provider",
        "gen_ai.usage.cost.amount": f"{usd:.6f}",
        "gen_ai.usage.cost.source": "gateway",
        "centspan.feature": feature,
    }
    at = START + hour * HOUR + timedelta(minutes=30)
    return [at, f"{number + 1:032x}", f"{number + 1:016x}", "chat", attributes, 10**9]


def episodes(client, hours):
    """Hours in which each feature fired, one list an episode."""
    spike = rule("feature_spike")
    judge = SpikesAtOnce(client, spike).judge
    standing, found = {}, {}
    for hour in track(hours, "judging"):
        at = START + (hour + 1) * HOUR
        stands = advance(spike, standing, judge(at), at)
        for each in stands:
            if each.state == "firing":
                key = (each.labels["feature"], each.started_at)
                found.setdefault(key, []).append(hour)
        standing = {each.dedup_key: each for each in stands if each.state != "resolved"}
    return found


def scored(every, found):
    """Recall, precision, false episodes a series and week."""
    hits = true = 0
    for number, one in enumerate(every):
        own = [hours for (feature, _), hours in found.items() if feature == f"feature-{number}"]
        hits += sum(
            any(set(range(first, first + 2)) & set(hours) for hours in own)
            for first, _ in one.spikes
        )
        true += sum(
            any(hours[0] < first + long and hours[-1] >= first for first, long in one.spikes)
            for hours in own
        )
    false = len(found) - true
    return hits / sum(len(one.spikes) for one in every), true / len(found), false / len(every) / 4


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--series", type=int, default=40)
    said = asked.parse_args()
    chosen = np.random.default_rng(said.seed)
    every = [series(chosen, number % 2 == 0) for number in range(said.series)]
    with tempfile.TemporaryDirectory(prefix="centspan-spikes-") as folder:
        engine = Engine(Path(folder) / "store")
        with engine.client() as client:
            migrate(client)
            fill(client, every)
            recall, precision, false = scored(every, episodes(client, range(4 * WEEK, HOURS)))
        engine.close()
    print(
        f"{said.series} series, seed {said.seed}: recall {recall:.3f}, precision {precision:.3f}, "
        f"{false:.3f} false episodes a series and week"
    )


if __name__ == "__main__":
    main()
