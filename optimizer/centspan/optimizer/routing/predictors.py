"""Which requests a cheaper model would answer worse, foretold from what is known before or just after it answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from centspan.optimizer.routing.scores import Floats, Scores

Rows = Sequence[int]
SHRUNK_BY: Final = 20.0
"""Items' worth of the overall mean in the mean of a class, and the ridge of rules."""
NEIGHBOURS: Final = 40
LENGTHS: Final = (0.2, 0.4, 0.6, 0.8)
"""Quantiles of length between which a rule tells requests apart."""
WORDS: Final = {
    "has code": r"```|\bdef |\bclass |[{};]\s*$",
    "has numbers": r"\d",
    "asks why or how": r"\b(?:why|how|explain|prove|compare|analy[sz]e|warum|wie|porqu[eé]|pourquoi)\b",
    "asks for a plain job": r"\b(?:translate|summari[sz]e|classify|extract|list|rewrite)\b",
    "has formulas": r"[=+*/^∑∫√≤≥]",
}
"""What a rule looks for in a text."""
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-ZÀ-ÿ]")


class Predictor(Protocol):
    """Foretells the score that is lost on some items from the loss on others."""

    def foretell(self, known: Rows, lost: Floats, asked: Rows) -> Floats:
        """What is lost on each of the items `asked`; `lost` is what was on those `known`."""
        ...


@dataclass(frozen=True, slots=True)
class ByClass:
    """The mean of the item's class."""

    classes: tuple[str, ...]

    def foretell(self, known: Rows, lost: Floats, asked: Rows) -> Floats:
        """The class's mean, drawn to that of all."""
        overall = float(lost.mean())
        sums: dict[str, float] = {}
        counts: dict[str, int] = {}
        for row, each in zip(known, lost.tolist(), strict=True):
            name = self.classes[row]
            sums[name] = sums.get(name, 0.0) + each
            counts[name] = counts.get(name, 0) + 1
        return np.array(
            [
                (sums.get(name, 0.0) + SHRUNK_BY * overall) / (counts.get(name, 0) + SHRUNK_BY)
                for name in (self.classes[row] for row in asked)
            ]
        )


@dataclass(frozen=True, slots=True)
class ByRules:
    """What rules on length, language and words say, weighed by ridge regression."""

    signs: Floats
    """A row for each item, a column for each rule: 1 where it is so."""
    names: tuple[str, ...]

    def foretell(self, known: Rows, lost: Floats, asked: Rows) -> Floats:
        """The rules' sum."""
        middle = self.signs[np.asarray(known)].mean(axis=0)
        said = (self.signs[np.asarray(asked)] - middle) @ self.weights(known, lost)
        return np.asarray(float(lost.mean()) + said, float)

    def weights(self, known: Rows, lost: Floats) -> Floats:
        """What each rule adds to the loss where it is so."""
        signs = self.signs[np.asarray(known)]
        away = signs - signs.mean(axis=0)
        ridge = away.T @ away + SHRUNK_BY * np.eye(away.shape[1])
        return np.asarray(np.linalg.solve(ridge, away.T @ (lost - lost.mean())), float)


@dataclass(frozen=True, slots=True)
class ByNeighbours:
    """The mean of the nearest items by their embeddings."""

    vectors: Floats

    def foretell(self, known: Rows, lost: Floats, asked: Rows) -> Floats:
        """The neighbours' mean, nearer ones for more, drawn to that of all."""
        near = self.vectors[np.asarray(asked)] @ self.vectors[np.asarray(known)].T
        count = min(NEIGHBOURS, near.shape[1])
        places = np.argpartition(-near, count - 1, axis=1)[:, :count]
        weights = np.clip(np.take_along_axis(near, places, axis=1), 0, None)
        said = (weights * lost[places]).sum(axis=1) + lost.mean()
        return np.asarray(said / (weights.sum(axis=1) + 1), float)


@dataclass(frozen=True, slots=True)
class BySign:
    """A judge's word on each item as it is: the higher, the more is lost."""

    sign: Floats

    def foretell(self, known: Rows, lost: Floats, asked: Rows) -> Floats:
        """The judge's word; nothing is learnt but where to cut."""
        return self.sign[np.asarray(asked)]


def by_rules(scores: Scores, usual: str) -> ByRules:
    """The signs that rules see of each item: its length, and of kept text its language and words."""
    texts = [scores.texts.get(item, "") for item in scores.items]
    length = np.array([float(len(text)) for text in texts])
    unit = "characters"
    if not length.any():
        length, unit = np.nan_to_num(scores.of(usual, "input_tokens")), "tokens"
    edges = np.unique(np.quantile(length, LENGTHS)).tolist() if len(length) else []
    signs = {f"longer than {edge:.0f} {unit}": length > edge for edge in edges}
    signs["is not in Latin letters"] = np.array(
        [len(_FOREIGN.findall(text)) > len(text) / 5 for text in texts]
    )
    for name, words in WORDS.items():
        found = re.compile(words, re.IGNORECASE | re.MULTILINE)
        signs[name] = np.array([bool(found.search(text)) for text in texts])
    return ByRules(np.array([*signs.values()], float).T, tuple(signs))
