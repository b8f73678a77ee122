"""A store with the demo's month in it, made inside this process: the calls, releases and budgets of one seed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate
from centspan.collector.prices.resolve import resolve
from centspan.collector.receiver.limits import Limits
from centspan.collector.receiver.receiver import Receiver, outcome
from centspan.collector.roll import roll
from centspan.deploy.demo import budgets
from centspan.deploy.demo.backfill.payloads import payloads
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.stories.story import Story
from centspan.deploy.demo.backfill.traffic import Traffic, traffic
from centspan.deploy.demo.changes import post_releases

DAYS = 30
KEY_ID = "0a0b0c0d"
PATIENT = Limits(answer_seconds=600)
"""Nobody waits for an answer here, however busy the machine is."""
MADE = "made-at"
"""Of a kept store the moment that its traffic ends; it is made once and read as often as one likes."""


@contextmanager
def demo_store(
    folder: Path,
    seed: int,
    calls: int,
    stories: tuple[Story, ...] = STORIES,
    ends: datetime | None = None,
) -> Iterator[tuple[Any, Traffic]]:
    """A client of the month that `seed` draws out of `stories`, kept in `folder`, and what was drawn.

    A new month `ends` then, or now where nothing is said: what a seed draws moves with the date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MADE
    known = mark.exists()
    now = datetime.fromisoformat(mark.read_text().strip()) if known else ends or datetime.now(UTC)
    made = traffic(seed, now, DAYS, calls, stories)
    engine = Engine(folder / "store")
    with engine.client() as client:
        if not known:
            _fill(engine, client, made, folder, now)
            mark.write_text(now.isoformat())
        yield client, made
    engine.close()


def _fill(engine: Engine, client: Any, made: Traffic, folder: Path, now: datetime) -> None:
    migrate(client)
    receiver = Receiver(engine, PATIENT)
    for _, body in payloads(made, KEY_ID):
        outcome(receiver.take_in("traces", "protobuf", "", body))
    receiver.close()
    resolve(client)
    post_releases(client, made.releases)
    roll(client, settle_seconds=-2)
    budgets.put(client, folder, now)
