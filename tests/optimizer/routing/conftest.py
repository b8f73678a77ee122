"""Outcome tables: right or wrong answers of models to requests of every difficulty."""

import numpy as np
import pytest

from centspan.optimizer.routing.scores import KINDS, Scores


def table(matrix, *, models=None, classes=None, seed=0, **kinds):
    """Scores of this matrix, items named at random so that halves differ by seed; other kinds where said."""
    items, width = matrix.shape
    names = np.random.default_rng(seed).integers(0, 2**60, items)
    blank = np.full(matrix.shape, np.nan)
    return Scores(
        models or tuple(f"model-{number}" for number in range(width)),
        tuple(f"item-{number}" for number in names),
        tuple(classes) if classes is not None else ("",) * items,
        {kind: kinds.get(kind, blank) for kind in KINDS} | {"score": np.asarray(matrix, float)},
    )


@pytest.fixture(scope="session")
def outcome_table():
    """The maker of such tables."""
    return table


@pytest.fixture(scope="session")
def judged():
    """Answers of models by their strength; the first is the usual one."""

    def answers(chosen, items, strengths=(1.6, 1.58, 1.5, 1.3, 0.8)):
        difficulty = chosen.normal(0, 1, items)
        right = [
            chosen.random(items) < 1 / (1 + np.exp(-2 * (strength - difficulty)))
            for strength in strengths
        ]
        return table(np.array(right, float).T, seed=int(chosen.integers(2**32)))

    return answers
