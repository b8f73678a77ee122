"""How often hits may be wrong at the most, by those that were judged."""

import math


def upper_bound(wrong: int, judged: int, doubt: float) -> float:
    """The rate that fewer than `doubt` of such samples would come from, were it higher (Clopper & Pearson, one-sided).

    1 where none was judged.
    """
    if wrong >= judged:
        return 1.0
    low, high = wrong / judged, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, judged, middle) > doubt else (low, middle)
    return high


def hits_needed(rate: float, doubt: float) -> int:
    """Hits to judge, none of them wrong, until the bound is at `rate`."""
    return math.ceil(math.log(doubt) / math.log1p(-rate))


def _at_most(wrong: int, judged: int, rate: float) -> float:
    """The probability of so many wrong ones, or fewer."""
    of_each = (
        math.lgamma(judged + 1)
        - math.lgamma(k + 1)
        - math.lgamma(judged - k + 1)
        + k * math.log(rate)
        + (judged - k) * math.log1p(-rate)
        for k in range(wrong + 1)
    )
    return math.fsum(math.exp(each) for each in of_each)
