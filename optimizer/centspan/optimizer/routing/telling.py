"""What a chosen switch loses, with the luck taken off that chose it.

A model is chosen by one half of the judged items, where its loss `x` was small enough: x <= c. Told from both halves alike
that loss would flatter; told from the other half alone it wastes the first. The estimate here is the one of least variance
among those that are right in the mean given the choice (Cohen & Sackrowitz 1989): the mean of both halves, plus
s2² ÷ √(s1² + s2²) · φ(a) ÷ Φ(a), where a tells how far that mean is from c. As the other half must not contradict either,
which flatters a little again, what that adds is taken off by quadrature.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from centspan.optimizer.interval import student
from centspan.optimizer.routing.comparing import ONE_SIDED, Loss

POINTS: Final = 31
"""Of each half's distribution, by which an estimate's own error is found."""
_NORMAL: Final = NormalDist()
_FAR: Final = -8.0
"""Deviations below which φ ÷ Φ is its asymptote."""


@dataclass(frozen=True, slots=True)
class Told:
    """A loss, and the 95 % interval of what as many other answers will lose."""

    mean: float
    low: float
    high: float
    items: int
    paired: bool


@dataclass(frozen=True, slots=True)
class _Halves:
    chosen_by: float
    """Standard errors."""
    apart: float
    most: float

    @property
    def limit(self) -> float:
        return self.most - ONE_SIDED * self.chosen_by

    def estimate(self, first: float, second: float) -> float:
        s1, s2 = self.chosen_by**2, self.apart**2
        pooled = (first * s2 + second * s1) / (s1 + s2)
        root = math.sqrt(s1 + s2)
        return pooled + s2 / root * _mills((self.limit - pooled) * root / s1)


def told(chosen_by: Loss, apart: Loss, most: float) -> Told | None:
    """What the switch that `chosen_by` holds loses; None where the other half contradicts it."""
    halves = _Halves(chosen_by.error, apart.error, most)
    raw = halves.estimate(chosen_by.mean, apart.mean)
    flattery, error = _error(halves, raw)
    mean = raw - flattery
    if apart.mean > most or mean > most:
        return None
    again = 1 / (1 / chosen_by.error**2 + 1 / apart.error**2)
    items = chosen_by.items + apart.items
    reach = student(items - 2) * math.sqrt(error**2 + again)
    return Told(mean, mean - reach, mean + reach, items, apart.paired)


def plainly(lost: Loss) -> Told:
    """The loss of answers that chose nothing."""
    reach = student(lost.items - 1) * lost.error * math.sqrt(2)
    return Told(lost.mean, lost.mean - reach, lost.mean + reach, lost.items, lost.paired)


def _error(halves: _Halves, mean: float) -> tuple[float, float]:
    """By how much the estimate is off in the mean, and its standard error, were `mean` the truth."""
    firsts = list(_below(mean, halves.chosen_by, halves.limit))
    seconds = list(_below(mean, halves.apart, halves.most))
    every = np.array([halves.estimate(first, second) for first in firsts for second in seconds])
    return float(every.mean()) - mean, float(every.std())


def _below(mean: float, error: float, limit: float) -> Iterator[float]:
    whole = max(_NORMAL.cdf((limit - mean) / error), 1e-9)
    for point in range(POINTS):
        yield mean + error * _NORMAL.inv_cdf(whole * (point + 0.5) / POINTS)


def _mills(a: float) -> float:
    return _NORMAL.pdf(a) / _NORMAL.cdf(a) if a > _FAR else -a
