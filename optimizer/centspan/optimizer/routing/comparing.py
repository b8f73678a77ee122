"""How much worse one model answers than another, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from centspan.optimizer.routing.scores import Floats, Scores

FEWEST: Final = 100
"""Items of a half below which a difference says nothing: of 0s and 1s the mean is far from normal before."""
ONE_SIDED: Final = 1.6448536269514722
"""The 95 % quantile of the normal distribution."""
NEVER_SEEN: Final = 1.8213
"""Errors of one answer in n that stay possible, in deviations, where none was seen: up to 3 of n (95 %, rule of three)."""
KNOWN: Final = 30
"""Answers that must differ from the usual one before the largest of them says how large those may be that were never seen."""


@dataclass(frozen=True, slots=True)
class Loss:
    """The mean score that is lost, 0 to 1 (below 0 it is won), with its standard error over `items`."""

    mean: float
    error: float
    items: int
    paired: bool
    """Whether both models answered the same items."""

    def holds(self, most: float) -> bool:
        """Whether it is at most `most` with 95 % confidence."""
        return self.mean + ONE_SIDED * self.error <= most


def loss(scores: Scores, usual: str, instead: str) -> Loss | None:
    """What is lost with `instead` where `usual` answers; None where too few items say.

    Of items that both answered where there are enough, else of the means of each (Welch).
    """
    if usual not in scores.models or instead not in scores.models:
        return None
    ours, theirs = scores.of(usual), scores.of(instead)
    both = ours - theirs
    both = both[~np.isnan(both)]
    if len(both) >= FEWEST:
        return lost(both)
    ours, theirs = ours[~np.isnan(ours)], theirs[~np.isnan(theirs)]
    if min(len(ours), len(theirs)) < FEWEST:
        return None
    error = math.hypot(_error(ours), _error(theirs))
    return Loss(float(ours.mean() - theirs.mean()), error, min(len(ours), len(theirs)), False)


def lost(differences: Floats) -> Loss:
    """The loss of items that say it each."""
    return Loss(float(differences.mean()), _error(differences), len(differences), True)


def _error(values: Floats) -> float:
    n = len(values)
    return math.hypot(float(values.std(ddof=1)) / math.sqrt(n), NEVER_SEEN * _largest(values) / n)


def _largest(values: Floats) -> float:
    """How far one may lie from the usual one: as far as any does, or by a whole point where few do at all."""
    away = np.abs(values - np.median(values))
    return float(away.max()) if np.count_nonzero(away) >= KNOWN else 1.0
