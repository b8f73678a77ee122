"""Ways to choose a model for each request, as far as verdicts allow them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.comparing import FEWEST
from centspan.optimizer.routing.predictors import (
    ByClass,
    ByNeighbours,
    BySign,
    Predictor,
    by_rules,
)
from centspan.optimizer.routing.scores import Floats, Scores
from centspan.optimizer.semantic.embedder import Embedder

MOST_TEXTS: Final = 1000
"""Items whose texts are embedded."""
MOST_LETTERS: Final = 1000
"""Of a text that is embedded."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of requests beside how good their answers are."""

    confidence: Scores | None
    """How sure each model's answer is, by a judge, once it is there."""
    difficulty: Scores | None
    """How hard each request is, by a judge, before it is answered."""
    judge_usd: Decimal
    """What a judge's word costs where verdicts do not say."""
    vectors: Mapping[str, Floats]
    """Embeddings of what was asked, by item."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way, and the items that it can tell apart."""

    name: str
    predictor: Predictor
    scores: Scores
    judge_usd: float = 0.0
    """What it costs a request."""

    @property
    def cascade(self) -> bool:
        """Whether the cheaper model answers first, and the usual one again what is not sure."""
        return self.name == "cascade"


@dataclass(frozen=True, slots=True)
class NoWay:
    """A way that cannot be tried, and what it lacks."""

    name: str
    why: str


def embedded(scores: Scores, embedder: Embedder) -> dict[str, Floats]:
    """Embeddings of what was asked, where its text is kept."""
    items = [item for item in scores.items if scores.texts.get(item)][:MOST_TEXTS]
    if not items:
        return {}
    vectors = embedder.embed([scores.texts[item][:MOST_LETTERS] for item in items])
    return dict(zip(items, np.asarray(vectors, float), strict=True))


def ways(move: Move, scores: Scores, signs: Signs) -> Iterator[Way | NoWay]:
    """Every way for a move: by class, by one of three predictors, or by how sure its answer is."""
    both = scores.answered_by(move.usual, move.instead)
    if len(set(both.classes)) > 1:
        yield Way("class", ByClass(both.classes), both)
    else:
        yield NoWay("class", "verdicts name no classes of work")
    seen = by_rules(both, move.usual)
    if len(both.items) and np.ptp(seen.signs, axis=0).any():
        yield Way("rules", seen, both)
    else:
        yield NoWay(
            "rules", "nothing tells requests apart: verdicts say no tokens, no text is kept"
        )
    yield _embedding(both, signs)
    yield _judge(both, signs)
    yield _cascade(both, signs, move)


def _embedding(both: Scores, signs: Signs) -> Way | NoWay:
    known = np.array([item in signs.vectors for item in both.items], bool)
    if known.sum() < 2 * FEWEST:
        return NoWay(
            "embedding", "the text of too few judged requests is kept (CENTSPAN_CAPTURE_CONTENT)"
        )
    kept = both.only(known)
    return Way("embedding", ByNeighbours(np.array([signs.vectors[i] for i in kept.items])), kept)


def _judge(both: Scores, signs: Signs) -> Way | NoWay:
    if not signs.difficulty:
        return NoWay("judge", "no verdicts say how hard a request is")
    usd = _judge_usd(signs.difficulty, signs.judge_usd)
    if usd is None:
        return NoWay(
            "judge", "nothing says what its word costs: cost_usd of its verdicts, or judge_usd"
        )
    return _signed("judge", _sign(signs.difficulty, None, both.items), both, usd)


def _cascade(both: Scores, signs: Signs, move: Move) -> Way | NoWay:
    if not signs.confidence or move.instead not in signs.confidence.models:
        return NoWay("cascade", "no verdicts say how sure its answers are")
    usd = _judge_usd(signs.confidence, signs.judge_usd)
    sure = _sign(signs.confidence, move.instead, both.items)
    return _signed("cascade", -sure, both, usd or 0.0)


def _signed(name: str, sign: Floats, both: Scores, usd: float) -> Way | NoWay:
    known = np.asarray(~np.isnan(sign), bool)
    if known.sum() < 2 * FEWEST:
        return NoWay(name, f"of {int(known.sum())} requests alone is it known")
    return Way(name, BySign(sign[known]), both.only(known), usd)


def _sign(said: Scores, model: str | None, items: Sequence[str]) -> Floats:
    values = said.of(model) if model else _mean(said.matrix)
    by_item = dict(zip(said.items, values.tolist(), strict=True))
    return np.array([by_item.get(item, np.nan) for item in items])


def _mean(matrix: Floats) -> Floats:
    said = ~np.isnan(matrix)
    count = np.where(said.any(axis=1), said.sum(axis=1), np.nan)
    return np.asarray(np.where(said, matrix, 0).sum(axis=1) / count)


def _judge_usd(said: Scores, otherwise: Decimal) -> float | None:
    known = said.kinds["cost_usd"][~np.isnan(said.kinds["cost_usd"])]
    if len(known):
        return float(known.mean())
    return float(otherwise) if otherwise else None
