"""Scores by item and model, as numbers."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
KINDS = ("score", "input_tokens", "output_tokens", "cost_usd", "ms")


@dataclass(frozen=True, slots=True)
class Scores:
    """One feature's verdicts: in each of `kinds` a row for each item, a column for each model; NaN where it is not said."""

    models: tuple[str, ...]
    items: tuple[str, ...]
    """What was answered."""
    classes: tuple[str, ...]
    """The kind of work that each item is; empty where not said."""
    kinds: Mapping[str, Floats]
    """Scores, 0 to 1, and the tokens, USD and milliseconds of the judged answers."""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """What was asked, by item, where it is kept."""

    @property
    def matrix(self) -> Floats:
        """The scores."""
        return self.kinds["score"]

    def of(self, model: str, kind: str = "score") -> Floats:
        """A model's column."""
        return self.kinds[kind][:, self.models.index(model)]

    @property
    def in_first_half(self) -> Mask:
        """Whether each item is in the half that chooses: the same for the same items, in whatever order they come.

        Other items are halved anew, so that no half is lucky for good.
        """
        names = [item.encode() for item in self.items]
        salt = (sum(map(zlib.crc32, names)) % 2**64).to_bytes(8)
        lots = (blake2b(name, key=salt, digest_size=1).digest()[0] for name in names)
        return np.array([lot % 2 == 0 for lot in lots], bool)

    def halves(self) -> "tuple[Scores, Scores]":
        """Some to choose a model by, and others to tell what it loses: what was chosen by luck would flatter."""
        first = self.in_first_half
        return self.only(first), self.only(~first)

    def only(self, rows: Mask) -> "Scores":
        """Those items alone."""
        kept = np.flatnonzero(rows).tolist()
        return replace(
            self,
            items=tuple(self.items[row] for row in kept),
            classes=tuple(self.classes[row] for row in kept),
            kinds={kind: each[rows] for kind, each in self.kinds.items()},
        )

    def answered_by(self, *models: str) -> "Scores":
        """Items that all of these models answered."""
        columns = [self.models.index(model) for model in models]
        return self.only(np.asarray(np.isfinite(self.matrix[:, columns]).all(axis=1), bool))


def by_feature(rows: Iterable[Mapping[str, Any]]) -> dict[str, Scores]:
    """The scores of each feature, from rows in their order."""
    return {feature: scores(list(own)) for feature, own in groupby(rows, itemgetter("feature"))}


def scores(rows: list[Mapping[str, Any]]) -> Scores:
    """The scores of one feature."""
    models = tuple(sorted({row["model"] for row in rows}))
    named = _named(rows)
    items = list(dict.fromkeys(named))
    places = {item: place for place, item in enumerate(items)}
    columns = {model: place for place, model in enumerate(models)}
    at = ([places[item] for item in named], [columns[row["model"]] for row in rows])
    return Scores(
        models,
        tuple(item for _, item in items),
        tuple(name for name, _ in items),
        {kind: _matrix(rows, at, kind, (len(items), len(models))) for kind in KINDS},
    )


def _named(rows: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Class and name of each row's item; where one verdict on an item names its class, it is that of the others too."""
    classes: dict[str, set[str]] = {}
    for row in rows:
        if row["class"]:
            classes.setdefault(row["item"], set()).add(row["class"])
    only = {item: next(iter(known)) for item, known in classes.items() if len(known) == 1}
    return [(row["class"] or only.get(row["item"], ""), row["item"]) for row in rows]


def _matrix(
    rows: list[Mapping[str, Any]],
    at: tuple[list[int], list[int]],
    kind: str,
    shape: tuple[int, int],
) -> Floats:
    found = np.full(shape, np.nan)
    found[at] = [row[kind] for row in rows]
    return found
