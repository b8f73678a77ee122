"""Calls that give every lever something to propose, in environments that differ in what must not matter."""

import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "dashboards" / "viewer"))
sys.path.insert(0, str(Path(__file__).parent / "support"))

from case_files import NOON
from relations import SHIFT, fill, related

from centspan.collector.engine import Engine
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
CHAIN = "".join(f"{number:016x}" for number in range(160, 180))
DAYS = timedelta(days=12)


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


ENVIRONMENTS = {
    **related(calls(), chats()),
    "one-tenant": [{**call, "tenant": "a"} for call in calls()],
}


@pytest.fixture(scope="session")
def stored(tmp_path_factory, new_store):
    """A store with every environment's calls and those of `base` four weeks before, and what their models cost."""
    path = new_store(tmp_path_factory.mktemp("together") / "store")
    return path, fill(path, ENVIRONMENTS)


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
def days():
    """How long the calls of a study go on."""
    return DAYS


@pytest.fixture(scope="module")
def studied(client):
    """Studies the calls of twelve days before noon, or of so much earlier."""

    def begin(earlier=timedelta(0)):
        end = NOON - earlier
        return study(client[0], end - DAYS, end, sources=client[1])

    return begin


@pytest.fixture(scope="module")
def shifted(studied):
    """The study of the calls four weeks before."""
    with studied(SHIFT) as calls:
        yield calls


@pytest.fixture(scope="module")
def proposals(shifted):
    """What is proposed of them, by saving."""
    return optimize(shifted, LEVERS, Decimal(0)).proposals
