"""Calls that give every lever something to propose, in environments that differ in what must not matter."""

import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "dashboards" / "viewer"))

from case_files import COLUMNS, NOON, Case

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.optimizer.optimize import optimize
from centspan.optimizer.study import study
from centspan.optimizer.tuning import tuned

LEVERS = tuned(
    [
        *("sample.margin=0.3", "trim.fewest_calls=10", "cap.most_truncated=0.05"),
        *("cache_exact.least_saving=0.001", "batch.fewest_days=2"),
    ],
    ["retry", "cache_exact", "trim", "prompt_cache", "cap", "sample", "batch"],
)
PRICES = """
[[price]]
provider = "anthropic"
model = "study-base"
input = 3
output = 15
cache_read = 0.3
cache_write_5m = 3.75
cache_write_1h = 6

[[price]]
provider = "anthropic"
model = "study-twice"
input = 6
output = 30
cache_read = 0.6
cache_write_5m = 7.5
cache_write_1h = 12

[[multiplier]]
provider = "anthropic"
tier = "batch"
factor = 0.5
"""
MADE = {"provider": "anthropic", "model": "study-base"}
CHAIN = "".join(f"{number:016x}" for number in range(160, 180))
DAYS = timedelta(days=12)
SHIFT = timedelta(days=28)


def chats():
    """Questions that come again, some sent twice, one with a very long answer."""
    for number in range(60):
        said = {
            "feature": "chat",
            "tenant": "ab"[number % 2],
            "user": f"u{number % 8}",
            "temperature": 0,
            "output": 9000 if number == 20 else 100,
            "centspan.fingerprint.request": f"{number % 7 + 1:016x}",
        }
        minutes = 14400 - 180 * number
        yield {**said, "at": f"-{minutes}m"}
        if number % 10 == 0:
            yield {**said, "at": f"-{minutes - 2}m"}


def calls():
    """A feature for each lever that has something to propose of it."""
    yield from chats()
    for user in range(4):
        night = {"feature": "night", "user": f"n{user}", "root_kind": "internal", "n": 2}
        yield {**night, "from": "-9d", "to": "0h", "every": "1d"}
        judge = {"feature": "judge", "user": f"j{user}", "purpose": "eval"}
        yield {**judge, "from": f"-{9000 - user}m", "to": "0h", "every": "6h"}
        yield {
            "feature": "agent",
            "user": f"a{user}",
            "input": 9750,
            "centspan.request.has_tools": "true",
            "centspan.tools": "00000000000000a1:500:0",
            "centspan.sections": "tools:500,user:9500",
            "centspan.fingerprint.key_id": "00000001",
            "centspan.fingerprint.prefixes": CHAIN,
            "from": f"-{110 - user}m",
            "to": "-60m",
            "every": "10m",
        }


def renamed(call):
    """The same call of another feature and tenant."""
    tenant = {"tenant": f"z{call['tenant']}"} if "tenant" in call else {}
    return {**call, **tenant, "feature": f"old {call['feature']}"}


ENVIRONMENTS = {
    "base": list(calls()),
    "shuffled": list(calls())[::-1],
    "renamed": [renamed(call) for call in calls()],
    "twice": [{**call, "model": "study-twice"} for call in calls()],
    "more": [*calls(), *({**call, "feature": "unrelated"} for call in chats())],
    "one-tenant": [{**call, "tenant": "a"} for call in calls()],
}


@pytest.fixture(scope="session")
def stored(tmp_path_factory, new_store):
    """A store with every environment's calls and those of `base` four weeks before, and the file of their prices."""
    path = new_store(tmp_path_factory.mktemp("together") / "store")
    file = path.with_name("prices.toml")
    file.write_text(PRICES)
    said = {"shifted": ENVIRONMENTS["base"], **ENVIRONMENTS}
    rows = []
    for name, of in said.items():
        at = NOON - SHIFT if name == "shifted" else NOON
        case = Case("", name, {"at": at, "calls": [{**MADE, **call} for call in of]})
        rows += case.spans(len(rows))
    engine = Engine(path)
    with engine.client() as connected:
        connected.insert("otel_traces", rows, column_names=COLUMNS)
        resolve(connected, load_sources(file))
        roll(connected, settle_seconds=-2)
    engine.close()
    return path, load_sources(file)


@pytest.fixture(scope="module")
def client(stored):
    """The store, and what its models cost."""
    path, sources = stored
    engine = Engine(path)
    with engine.client() as connected:
        yield connected, sources
    engine.close()


@pytest.fixture(scope="module")
def levers():
    """Every lever that these calls have something for, with thresholds for so few of them."""
    return LEVERS


@pytest.fixture(scope="module")
def studied(client):
    """Studies the calls of twelve days before noon, or of so much earlier."""

    def begin(earlier=timedelta(0)):
        end = NOON - earlier
        return study(client[0], end - DAYS, end, sources=client[1])

    return begin


@pytest.fixture(scope="module")
def everything(studied, levers):
    """What is proposed of all environments but the shifted one."""
    with studied() as calls:
        return optimize(calls, levers, Decimal(0)).proposals


@pytest.fixture(scope="module")
def shifted(studied):
    """The study of the calls four weeks before."""
    with studied(SHIFT) as calls:
        yield calls


@pytest.fixture(scope="module")
def proposals(shifted):
    """What is proposed of them, by saving."""
    return optimize(shifted, LEVERS, Decimal(0)).proposals
