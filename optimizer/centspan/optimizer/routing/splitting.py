"""Some requests to a cheaper model, the others as ever: learnt on one half of the verdicts, told on the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from centspan.optimizer.interval import NORMAL
from centspan.optimizer.routing.comparing import FEWEST, lost
from centspan.optimizer.routing.predictors import ByClass, Predictor
from centspan.optimizer.routing.scores import Floats, Mask

CUTS: Final = 40
"""Places at which a threshold is tried."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Requests that both models answered: what is lost with the cheaper one on each, and what each model's answer cost."""

    lost: Floats
    usual_usd: Floats
    instead_usd: Floats
    first: Mask
    """Whether an item is in the half that learns."""

    def half(self, first: bool) -> list[int]:
        """The items of a half."""
        return np.flatnonzero(self.first if first else ~self.first).tolist()


@dataclass(frozen=True, slots=True)
class Split:
    """Which of some items went to the cheaper model, and what that took of each model's cost."""

    rows: tuple[int, ...]
    moved: Mask
    cascade: bool
    """Whether the cheaper model answers every request first, and the usual one again what is not sure."""

    def lost(self, answers: Answers) -> Floats:
        """The score that is lost on each."""
        return np.where(self.moved, answers.lost[list(self.rows)], 0.0)

    def lost_by_moved(self, answers: Answers) -> float:
        """The mean score that those lose which went to the cheaper model; 0 where none did."""
        return float(answers.lost[list(self.rows)][self.moved].mean()) if self.moved.any() else 0.0

    def spared(self, answers: Answers) -> tuple[float, float]:
        """The share of the usual model's cost that is no longer paid, with its standard error."""
        cost = answers.usual_usd[list(self.rows)]
        share = float((cost * self.moved).sum() / cost.sum())
        each = cost * (self.moved - share) / cost.mean()
        return share, float(each.std(ddof=1) / math.sqrt(len(each)))

    def taken_up(self, answers: Answers) -> float:
        """The share of the cheaper model's cost, had it answered all, that is paid."""
        cost = answers.instead_usd[list(self.rows)]
        return 1.0 if self.cascade else float((cost * self.moved).sum() / cost.sum())

    def saved(self, answers: Answers, instead_share: float, judge_share: float) -> float:
        """The share of the usual model's cost that is saved, where the other costs `instead_share` of it for all."""
        if not self.moved.any():
            return 0.0
        return self.spared(answers)[0] - instead_share * self.taken_up(answers) - judge_share

    def reach(self, answers: Answers) -> float:
        """How far the saved share may be off for the requests drawn, with 95 % confidence."""
        return NORMAL * self.spared(answers)[1]


def learnt(
    answers: Answers, predictor: Predictor, most: float, *, first: bool, cascade: bool
) -> tuple[float, Split] | None:
    """The threshold that one half learns (`first`), and what it does to the other; None where none holds.

    The threshold is cut on what was foretold from the rest of its own half, so that it fits as well as it will later.
    """
    own, other = answers.half(first), answers.half(not first)
    if min(len(own), len(other)) < FEWEST:
        return None
    risk = _from_the_rest(answers, predictor, own)
    cut = _cut(risk, answers.lost[own], most)
    if cut is None:
        return None
    if isinstance(predictor, ByClass):
        cut = min(cut, most)  # each class that is moved has to be as good, not all together
    moved = predictor.foretell(own, answers.lost[own], other) <= cut
    return cut, Split(tuple(other), moved, cascade)


def on_all(answers: Answers, predictor: Predictor, cut: float, *, cascade: bool) -> Split:
    """What the threshold that the first half learnt does to both halves.

    Of what is lost only the other half tells, as the first chose by it; what answers cost chose nothing.
    """
    own, every = answers.half(first=True), np.arange(len(answers.lost)).tolist()
    return Split(tuple(every), predictor.foretell(own, answers.lost[own], every) <= cut, cascade)


def _from_the_rest(answers: Answers, predictor: Predictor, own: Sequence[int]) -> Floats:
    risk = np.empty(len(own))
    places = np.arange(len(own))
    for fold in (0, 1):
        told, asked = places[places % 2 == fold], places[places % 2 != fold]
        known = [own[place] for place in told]
        risk[asked] = predictor.foretell(known, answers.lost[known], [own[p] for p in asked])
    return risk


def _cut(risk: Floats, each: Floats, most: float) -> float | None:
    """The highest threshold below which answers lose no more than `most`, with 95 % confidence; None where there is none.

    It goes by those below it alone: beside enough requests that stay, a few may go to any model, however bad.
    """
    places = np.unique(np.quantile(risk, np.linspace(0, 1, CUTS + 1)[1:]))
    for cut in places[::-1].tolist():
        below = each[risk <= cut]
        if len(below) >= FEWEST and lost(below).holds(most):
            return float(cut)
    return None
