"""How good answers are: the truth that an optimizer may find in the evaluations.

An answer misses by MOST_MISSED × sigmoid(STEEPNESS × (difficulty − strength + MARGIN)), less what a
story adds. A judge's score is that with noise; `pass` from PASS_MARK on.
"""

from typing import Any

import numpy as np

from centspan.deploy.demo.backfill.calls import Calls, Floats
from centspan.deploy.demo.backfill.mixing import bell
from centspan.deploy.demo.backfill.models import MODELS

MOST_MISSED = 0.45
STEEPNESS = 14.0
MARGIN = 0.2
NOISE = 0.05
PASS_MARK = 0.7


def quality(strength: Any, difficulty: Any) -> Any:
    """The expected quality (0 to 1) of a model's answer to a task."""
    return 1 - MOST_MISSED / (1 + np.exp(-STEEPNESS * (difficulty - strength + MARGIN)))


def answers(calls: Calls) -> Floats:
    """The expected quality of each call's answer."""
    strength = np.array([model.strength for model in MODELS])[calls.model]
    return np.clip(quality(strength, calls.difficulty) + calls.shift, 0, 1)


def scores(expected: Floats, *key: Any) -> Floats:
    """What a judge says, with two decimals; the same key gives the same noise."""
    return np.round(np.clip(expected + NOISE * bell(*key), 0, 1), 2)


def truth() -> dict[str, Any]:
    """The formula's numbers, for the ledger."""
    return {
        "most_missed": MOST_MISSED,
        "steepness": STEEPNESS,
        "margin": MARGIN,
        "noise": NOISE,
        "pass_mark": PASS_MARK,
        "strength": {model.name: model.strength for model in MODELS},
    }
