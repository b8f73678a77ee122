"""Tables of outcomes: what several models answered to the same requests, how good it was and what it cost."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GENERATED: Final = 6000
"""Requests of a generated table."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A row for each request, a column for each model."""

    name: str
    models: tuple[str, ...]
    classes: tuple[str, ...]
    score: Floats
    usd: Floats
    input_tokens: Floats
    """0 where not said."""
    output_tokens: Floats

    @property
    def usual(self) -> int:
        """The dearest model, which is the one in use."""
        return int(np.argmax(self.usd.sum(axis=0)))

    def truth(self, rows: Floats, instead: int, moved: Floats) -> tuple[float, float]:
        """The loss and the saved share where `moved` of these rows are answered by another model."""
        usual = self.usual
        lost = (self.score[rows, usual] - self.score[rows, instead])[moved].sum() / len(rows)
        cost = self.usd[rows, usual]
        saved = (cost - self.usd[rows, instead])[moved].sum() / cost.sum()
        return float(lost), float(saved)


def read(path: Path) -> Outcomes:
    """A CSV with columns item, class, model, score, cost_usd, input_tokens, output_tokens."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = {name: at for at, name in enumerate(dict.fromkeys(row["item"] for row in rows))}
    models = {name: at for at, name in enumerate(sorted({row["model"] for row in rows}))}
    classes = {row["item"]: row["class"] for row in rows}

    def column(name: str) -> Floats:
        found = np.full((len(items), len(models)), np.nan)
        for row in rows:
            found[items[row["item"]], models[row["model"]]] = float(row[name] or 0)
        return found

    return Outcomes(
        path.stem,
        tuple(models),
        tuple(classes[item] for item in items),
        *(column(name) for name in ("score", "cost_usd", "input_tokens", "output_tokens")),
    )


def generated(seed: int) -> Iterator[Outcomes]:
    """Tables whose truth is known: every other model is weak, one is cheaper and better, all are as good; and three by class."""
    chosen = np.random.default_rng(seed)
    strengths = {
        "all weak": (1.6, 0.9, 0.6, 0.2),
        "one dominated": (1.2, 1.6, 0.9, 0.4),
        "noise only": (1.2, 1.2, 1.2, 1.2),
    }
    for name, strength in strengths.items():
        yield _drawn(name, np.array(strength), chosen)
    yield _of_classes("weak, 60 names", (0.12,) * 60, chosen)
    yield _of_classes("weak, more or less", (0.03, 0.05, 0.1, 0.2, 0.3), chosen)
    yield _of_classes("one class as good", (0.0, 0.05, 0.25), chosen)


def _of_classes(name: str, losses: tuple[float, ...], chosen: np.random.Generator) -> Outcomes:
    """Two cheaper models: one loses as much of each class as said, the other twice that and 2 points."""
    classes = chosen.integers(0, len(losses), GENERATED)
    lost = np.array(losses)[classes]
    usual = chosen.random(GENERATED) < 0.9
    others = [
        usual & (chosen.random(GENERATED) >= share / 0.9) for share in (lost, 2 * lost + 0.02)
    ]
    length = np.exp(chosen.normal(6, 0.8, (GENERATED, 1)))
    blank = np.zeros((GENERATED, 3))
    return Outcomes(
        name,
        tuple(f"model-{number}" for number in range(3)),
        tuple(f"class-{each}" for each in classes),
        np.array([usual, *others], float).T,
        length * np.array([10.0, 3.0, 1.0]) / 1e6,
        blank,
        blank,
    )


def _drawn(name: str, strength: Floats, chosen: np.random.Generator) -> Outcomes:
    difficulty = chosen.normal(0, 1, (GENERATED, 1))
    right = 1 / (1 + np.exp(-2 * (strength - difficulty)))
    length = np.exp(chosen.normal(6, 0.8, (GENERATED, 1)))
    price = np.array([10.0, 3.0, 1.0, 0.3])[: len(strength)] / 1e6
    blank = np.zeros((GENERATED, len(strength)))
    return Outcomes(
        name,
        tuple(f"model-{number}" for number in range(len(strength))),
        ("",) * GENERATED,
        (chosen.random(right.shape) < right).astype(float),
        length * price * np.exp(chosen.normal(0, 0.3, right.shape)),
        blank,
        blank,
    )
