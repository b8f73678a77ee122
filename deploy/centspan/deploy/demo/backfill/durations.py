"""How long calls take."""

import numpy as np

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.calls import (
    ABANDONED,
    RATE_LIMITED,
    SERVER_ERROR,
    TIMED_OUT,
    Calls,
    Floats,
    Ints,
)
from centspan.deploy.demo.backfill.mixing import bell
from centspan.deploy.demo.backfill.models import MODELS

READ_MS_PER_TOKEN = 0.04
TIMEOUT_SECONDS = 30
REFUSED_SECONDS = {RATE_LIMITED: 1.4, SERVER_ERROR: 2.1}
"""Three attempts and the waits between them."""


def first_token(calls: Calls) -> Ints:
    """Nanoseconds until the first token."""
    first = np.array([model.first_ms for model in MODELS], float)[calls.model]
    reading = READ_MS_PER_TOKEN * (calls.rest + calls.system)
    return _nanoseconds((first + reading) / 1000 * np.exp(0.3 * bell(calls.content, 1)))


def durations(calls: Calls) -> Ints:
    """Nanoseconds from request to end, by size, model and ending."""
    pace = np.array([model.ms_per_token for model in MODELS])[calls.model] / 1000
    thinks = np.array([model.thinks for model in MODELS])[calls.model]
    writing = pace * calls.output * (1 + thinks) * np.exp(0.25 * bell(calls.content, 2))
    writing = np.where(calls.ending == ABANDONED, 0.4 * writing, writing)
    seconds = first_token(calls) / SECOND + writing
    for ending, refused in REFUSED_SECONDS.items():
        seconds = np.where(calls.ending == ending, refused, seconds)
    seconds = np.where(calls.ending == TIMED_OUT, TIMEOUT_SECONDS, seconds)
    waited = 0.6 * (calls.attempts > 1) * (calls.ending != TIMED_OUT)
    return _nanoseconds(seconds + waited)


def _nanoseconds(seconds: Floats) -> Ints:
    return (seconds * SECOND).astype(np.int64)
