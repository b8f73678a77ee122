"""How many answers have to be judged before a switch can be shown to be as good."""

import math
from statistics import NormalDist
from typing import Final

from centspan.optimizer.routing.comparing import NEVER_SEEN, ONE_SIDED, Loss

POWER: Final = NormalDist().inv_cdf(0.8)
"""Four switches of five that are good enough are to be found."""
DISAGREE: Final = 0.1
"""The share of answers that one of two like models has right and the other wrong, where nothing is known."""


def requests_needed(most: float, expected: float = 0.0, deviation: float | None = None) -> int:
    """Requests that both models have to answer, so that a loss of at most `most` shows with 95 % confidence in four of five
    trials, where the loss is really `expected`; 0 where no number would do.

    Half of them choose, the other half tells. `deviation` is that of one answer's difference.
    """
    if expected >= most:
        return 0
    spread = math.sqrt(DISAGREE) if deviation is None else deviation
    by_chance = ((ONE_SIDED + POWER) * spread / (most - expected)) ** 2
    never_less = NEVER_SEEN * ONE_SIDED / (most - expected)
    return 2 * math.ceil(max(by_chance, never_less))


def more_needed(found: Loss, most: float) -> int:
    """The same, where the loss and its spread are as `found`."""
    return requests_needed(most, found.mean, found.error * math.sqrt(found.items))
