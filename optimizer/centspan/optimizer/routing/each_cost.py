"""What each answer cost, as far as verdicts say."""

import numpy as np

from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.scores import Floats, Scores


def each_usd(scores: Scores, move: Move) -> tuple[Floats, Floats]:
    """What the answers of the usual model and of the other cost: as said, by their tokens, or all alike.

    Each in a unit of its own: what one model costs beside the other is what the move's calls say.
    """
    usual = _each(scores, move.usual, move.usual_per_token)
    return usual, _each(scores, move.instead, move.instead_per_token)


def _each(scores: Scores, model: str, per_token: tuple[float, float]) -> Floats:
    said = scores.of(model, "cost_usd")
    if np.isnan(said).any():
        read, made = scores.of(model, "input_tokens"), scores.of(model, "output_tokens")
        said = read * per_token[0] + made * per_token[1]
    known = said[~np.isnan(said)]
    if not len(known) or known.sum() <= 0:
        return np.ones(len(said))
    return np.where(np.isnan(said), known.mean(), said)
