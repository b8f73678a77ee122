"""Numbers that look random and depend only on what went in: the demo's hashes."""

from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def mix(*columns: Any) -> Words:
    """Hash equal rows of `columns` (whole numbers, or one number for all rows) to equal words."""
    mixed = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            mixed = _scramble(mixed ^ np.asarray(column).astype(np.int64).view(np.uint64))
    return mixed


def unit(*columns: Any) -> npt.NDArray[np.float64]:
    """As `mix`, as a number from 0 until before 1."""
    return (mix(*columns) >> np.uint64(11)).astype(np.float64) / 2.0**53


def bell(*columns: Any) -> npt.NDArray[np.float64]:
    """As `mix`, as a number near the normal distribution (the sum of four uniform ones)."""
    return np.sqrt(3.0) * (sum(unit(*columns, part) for part in range(4)) - 2.0)


def _scramble(words: Words) -> Words:
    words = words + _STEP
    words = (words ^ (words >> np.uint64(30))) * _FACTORS[0]
    words = (words ^ (words >> np.uint64(27))) * _FACTORS[1]
    return words ^ (words >> np.uint64(31))
