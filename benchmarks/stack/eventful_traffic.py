"""Fills a store with two months in which much is wrong, so that every rule has something to fire at.

Each month is the demo's, with all of its stories, and between them nothing arrives for two days. Budgets are those
that `centspan alerts suggest` writes and some far too small ones; there are a goal, limits, and prices that double.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.alerts.budgets.suggest import suggest
from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.receiver.receiver import Receiver, outcome
from centspan.collector.roll import roll
from centspan.deploy.demo.backfill.payloads import payloads
from centspan.deploy.demo.backfill.traffic import traffic
from centspan.deploy.demo.changes import post_releases

CALLS = 25_000
"""A month."""
KEY_ID = "00000001"
WRITTEN = """
[[budget]]
id = "tight-month"
scope = { team = "support" }
amount = 20
period = "month"

[[budget]]
id = "tight-week"
amount = 15
period = "week"
parent = "small-parent"

[[budget]]
id = "small-parent"
amount = 30
period = "month"
overcommit = true

[[budget]]
id = "tight-day"
scope = { environment = "production" }
amount = 3
period = "day"
timezone = "Europe/Berlin"

[[budget]]
id = "tokens-a-day"
amount = 2_000_000
unit = "tokens"
period = "day"

[[goal]]
id = "ter-far"
scope = { environment = "production" }
ter = 0.4
alert_below = 0.3

[[task_limit]]
usd = 0.5
calls = 12

[[token_budget]]
section = "total"
tokens = 6_000
"""
DEARER = """
INSERT INTO prices SELECT * REPLACE ({from:DateTime('UTC')} AS valid_from, version + 1000 AS version,
  uncached_input * 2 AS uncached_input, output * 2 AS output, 'the benchmark' AS source)
FROM prices
WHERE model IN (SELECT model FROM llm_calls GROUP BY model ORDER BY count() DESC LIMIT 2)
  AND valid_from < {from:DateTime('UTC')} AND valid_to > {from:DateTime('UTC')}
"""


def fill(engine: Engine, client: Any, end: datetime, folder: Path) -> None:
    """Store and price both months, of which the second ends at `end`, and let budgets stand."""
    receiver = Receiver(engine)
    for seed, days, until in ((1, 28, end - timedelta(days=32)), (2, 30, end)):
        made = traffic(seed, until, days, CALLS)
        _send(receiver, (body for _, body in payloads(made, KEY_ID)))
        post_releases(client, made.releases)
    receiver.close()
    resolve(client, load_sources())
    client.command(DEARER, parameters={"from": f"{end - timedelta(days=20):%Y-%m-%d %H}:00:00"})
    roll(client, settle_seconds=-2)
    _budgets(client, end, folder / "budgets.toml")


def _send(receiver: Receiver, bodies: Iterable[bytes]) -> None:
    for body in bodies:
        outcome(receiver.take_in("traces", "protobuf", "", body))


def _budgets(client: Any, end: datetime, path: Path) -> None:
    path.write_text(suggest(client, end.astimezone(UTC)) + WRITTEN, "utf-8")
    store(client, read(path), "the benchmark")
