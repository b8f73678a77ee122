"""The truth about the traffic, for tests and for people; nothing of the product reads it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import Flags, Ints
from centspan.deploy.demo.backfill.endings import FAILURES
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.models import MODELS
from centspan.deploy.demo.backfill.money import Cost, list_cost
from centspan.deploy.demo.backfill.people import ENVIRONMENTS
from centspan.deploy.demo.backfill.quality import truth
from centspan.deploy.demo.backfill.stories import STORIES
from centspan.deploy.demo.backfill.stories.casting import Happened
from centspan.deploy.demo.backfill.traffic import Traffic

FILE = "demo-ledger.json"
MOMENTS = ("start", "end", "at")
DIMENSIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("by_feature", "feature", tuple(feature.name for feature in FEATURES)),
    ("by_model", "model", tuple(model.name for model in MODELS)),
    ("by_environment", "environment", tuple(name for name, _ in ENVIRONMENTS)),
)


def ledger(traffic: Traffic) -> dict[str, Any]:
    """Everything that is true of the traffic; money as exact text, times in ISO."""
    cost = list_cost(traffic.calls, traffic.follows)
    every = np.ones(len(traffic.calls), np.bool_)
    return {
        "about": "The truth about the demo's back-filled traffic. The product never reads this.",
        "seed": traffic.seed,
        "start": iso(traffic.when.start),
        "end": iso(traffic.when.end),
        "tasks": len(traffic.tasks.number),
        "totals": totals(traffic, cost, every),
        **{
            name: _by(
                getattr(traffic.calls, column), values, lambda rows: totals(traffic, cost, rows)
            )
            for name, column, values in DIMENSIONS
        },
        "stories": stories(traffic, cost),
        "releases": [
            {
                "at": iso(release.at),
                "feature": FEATURES[release.feature].name,
                "version": f"v{release.version}",
            }
            for release in traffic.releases.since
        ],
        "quality": truth(),
    }


def totals(traffic: Traffic, cost: Cost, rows: Flags) -> dict[str, Any]:
    """Counts, tokens by bucket and list price of some calls."""
    follows = traffic.follows
    return {
        "calls": int(rows.sum()),
        "errors": int((rows & _failed(traffic)).sum()),
        "uncached_input_tokens": int(follows.uncached[rows].sum()),
        "cache_read_tokens": int(follows.read[rows].sum()),
        "cache_write_5m_tokens": int(follows.written[rows].sum()),
        "output_tokens": int(follows.output[rows].sum()),
        "reasoning_tokens": int(follows.reasoning[rows].sum()),
        "list_usd": str(cost.usd(rows)),
        "unpriced_calls": int((rows & ~cost.priced).sum()),
    }


def stories(traffic: Traffic, cost: Cost) -> dict[str, Any]:
    """Each story there is: whether it happened, and if so where, when and how large."""
    happened = {each.story: each for each in traffic.happened}
    return {
        story.name: _story(traffic, cost, happened[story.name])
        if story.name in happened
        else {"happened": False}
        for story in STORIES
    }


def write(traffic: Traffic, folder: Path) -> dict[str, Any]:
    """Write the ledger into the data folder and return it."""
    known = ledger(traffic)
    (folder / FILE).write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    return known


def iso(nanoseconds: int) -> str:
    """A moment on a whole second, as text."""
    return datetime.fromtimestamp(nanoseconds // SECOND, UTC).isoformat()


def _story(traffic: Traffic, cost: Cost, happened: Happened) -> dict[str, Any]:
    rows = (traffic.calls.story & happened.bit) != 0
    facts = {
        name: iso(value) if name in MOMENTS else value for name, value in happened.facts.items()
    }
    return {
        "happened": True,
        "feature": happened.feature,
        "calls": int(rows.sum()),
        "list_usd": str(cost.usd(rows)),
        "facts": facts,
    }


def _failed(traffic: Traffic) -> Flags:
    return np.isin(traffic.calls.ending, list(FAILURES))


def _by(
    column: Ints, values: tuple[str, ...], measure: Callable[[Flags], dict[str, Any]]
) -> dict[str, Any]:
    return {
        value: measure(column == number)
        for number, value in enumerate(values)
        if (column == number).any()
    }
