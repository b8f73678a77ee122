"""Everyday trouble: a few calls fail and are made again, a few questions are asked twice."""

from dataclasses import replace

import numpy as np

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import (
    FINE,
    RATE_LIMITED,
    SERVER_ERROR,
    TIMED_OUT,
    Calls,
    Flags,
    Ints,
)
from centspan.deploy.demo.backfill.models import EMBEDDER, model_number
from centspan.deploy.demo.backfill.profile import profile

FAILED_SHARE = 0.012
AGAIN_SHARE = 0.6
RETRIED_INSIDE_SHARE = 0.012
ENDINGS = (RATE_LIMITED, SERVER_ERROR, TIMED_OUT)
ENDING_SHARES = (0.45, 0.3, 0.25)
ATTEMPTS_OF_SDK = 3
"""What the SDKs try by default before they give up."""


def mishaps(random: np.random.Generator, calls: Calls) -> Calls:
    """Let what happens everywhere happen."""
    calls = _ask_again(random, calls)
    calls = calls.where(random.random(len(calls)) < RETRIED_INSIDE_SHARE, attempts=2)
    failing = (random.random(len(calls)) < FAILED_SHARE) & (calls.ending == FINE)
    calls = fail(random, calls, failing)
    repeated = calls.take(failing & (random.random(len(calls)) < AGAIN_SHARE))
    return calls.also(made_again(repeated, random.integers(4, 40, len(repeated))))


def fail(random: np.random.Generator, calls: Calls, failing: Flags) -> Calls:
    """Let the calls of a mask fail, each in its way."""
    endings = random.choice(ENDINGS, len(calls), p=ENDING_SHARES)
    embeds = calls.model == model_number(EMBEDDER)
    endings = np.where(embeds & (endings == TIMED_OUT), SERVER_ERROR, endings)
    # A stream that breaks off is not made again by the SDK: the app has seen part of it.
    attempts = np.where((endings == TIMED_OUT) & calls.stream, 1, ATTEMPTS_OF_SDK)
    return calls.where(failing, ending=endings, attempts=attempts)


def made_again(calls: Calls, seconds: Ints) -> Calls:
    """The same requests some seconds later, and this time they work."""
    fine = np.full(len(calls), FINE)
    later = calls.started + seconds * SECOND
    return replace(calls, started=later, ending=fine, attempts=np.ones_like(fine))


def copy_requests(calls: Calls, rows: Ints, sources: Ints) -> Calls:
    """Let the calls in `rows` ask, and be answered, exactly what those in `sources` were."""
    changed: dict[str, object] = {}
    for name in ("content", "chain", "rest", "history", "output", "model", "difficulty"):
        column = getattr(calls, name).copy()
        column[rows] = column[sources]
        changed[name] = column
    return replace(calls, **changed)


def _ask_again(random: np.random.Generator, calls: Calls) -> Calls:
    """Make the profile's share of single requests exact duplicates within feature and tenant."""
    single = calls.chain == calls.content
    rows = np.flatnonzero(single & (random.random(len(calls)) < profile().duplicate_share))
    order = np.lexsort((calls.started, calls.tenant, calls.feature))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    before = order[np.maximum(place[rows] - random.integers(1, 6, len(rows)), 0)]
    alike = (
        (calls.feature[before] == calls.feature[rows])
        & (calls.tenant[before] == calls.tenant[rows])
        & single[before]
        & (before != rows)
    )
    return copy_requests(calls, rows[alike], before[alike])
