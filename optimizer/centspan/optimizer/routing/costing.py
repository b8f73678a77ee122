"""How many tokens, and what cost, one model takes for one of another's, by answers to the same requests."""

import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from centspan.optimizer.routing.comparing import FEWEST
from centspan.optimizer.routing.scores import Floats, Scores


@dataclass(frozen=True, slots=True)
class Taken:
    """What it takes instead of one of the usual model's; None where verdicts do not say."""

    input_tokens: Decimal | None = None
    output_tokens: Decimal | None = None
    usd: float | None = None
    unsure: float = 0.0
    """The standard error of what it costs, as a share of that, by the answers that were judged."""


def taken(scores: Scores, usual: str, instead: str) -> Taken:
    """Of requests that both answered where those are enough, else of all that each answered."""
    if usual not in scores.models or instead not in scores.models:
        return Taken()
    read, made, usd = (
        _times(scores, usual, instead, kind)
        for kind in ("input_tokens", "output_tokens", "cost_usd")
    )
    unsure = made.unsure if made else usd.unsure if usd else 0.0
    return Taken(_rounded(read), _rounded(made), usd.times if usd else None, unsure)


def mean(scores: Scores, model: str, kind: str) -> float | None:
    """The mean of what is said of a model's answers; None where nothing is."""
    if model not in scores.models:
        return None
    said = scores.of(model, kind)
    said = said[~np.isnan(said)]
    return float(said.mean()) if len(said) else None


@dataclass(frozen=True, slots=True)
class _Times:
    times: float
    unsure: float


def _times(scores: Scores, usual: str, instead: str, kind: str) -> _Times | None:
    ours, theirs = scores.of(usual, kind), scores.of(instead, kind)
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    if both.sum() >= FEWEST:
        ours, theirs = ours[both], theirs[both]
        if ours.sum() > 0 and theirs.sum() > 0:
            away = theirs / theirs.mean() - ours / ours.mean()
            return _Times(float(theirs.mean() / ours.mean()), _error(away))
    ours, theirs = ours[~np.isnan(ours)], theirs[~np.isnan(theirs)]
    if min(len(ours), len(theirs)) < 2 or ours.sum() <= 0 or theirs.sum() <= 0:
        return None
    unsure = math.hypot(_error(theirs / theirs.mean()), _error(ours / ours.mean()))
    return _Times(float(theirs.mean() / ours.mean()), unsure)


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / math.sqrt(len(values)))


def _rounded(found: _Times | None) -> Decimal | None:
    return None if found is None else Decimal(str(round(found.times, 6)))
