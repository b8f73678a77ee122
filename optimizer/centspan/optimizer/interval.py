"""How sure a saving is: a 95 % interval for the share of cost that it saves, from users drawn anew.

Calls of one user are alike, so users are what is drawn, never calls. The share S ÷ C is a ratio of
sums over users; its variance is that of the linearised ratio, Σ ((s − S/C · c) ÷ (1 − c/C))² ÷ C²
(jackknife form, MacKinnon & White 1985), and its quantile Student's t with the effective number of users
(Kish 1965: C² ÷ Σ c²) less one, as a few users often make most of the cost. Simulated: docs/optimizer.md.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

NORMAL: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
FEWEST_USERS: Final = 3.0
"""Effective users below which 90 % coverage cannot be had (simulated)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the store sums over users: cost and saving in USD, and two sums of squares."""

    users: int
    cost_usd: Decimal
    saved_usd: Decimal
    cost_squares: float
    """Σ c²."""
    residual_squares: float
    """Σ ((s − S/C · c) ÷ (1 − c/C))²."""

    @property
    def effective_users(self) -> float:
        """How many users of equal cost would be as sure."""
        cost = float(self.cost_usd)
        return cost * cost / self.cost_squares if self.cost_squares else 0.0

    @property
    def share(self) -> Decimal:
        """The share of cost that is saved."""
        return self.saved_usd / self.cost_usd if self.cost_usd else Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval for a share of cost, 0 to 1; it may lie below 0."""

    low: Decimal
    high: Decimal


def interval(spread: Spread) -> Interval | None:
    """The interval of the saved share; None where users are too few for it to mean anything."""
    if spread.effective_users < FEWEST_USERS:
        return None
    error = math.sqrt(spread.residual_squares) / float(spread.cost_usd)
    reach = Decimal(str(round(student(spread.effective_users - 1) * error, 12)))
    return Interval(spread.share - reach, spread.share + reach)


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's t, within 0.8 % from 2 degrees up (Abramowitz & Stegun 26.7.5)."""
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))
