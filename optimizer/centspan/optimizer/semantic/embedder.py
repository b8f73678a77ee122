"""Texts as vectors: our own by letters, or whatever a team names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from centspan.optimizer.plugged import plugged

Vectors = NDArray[np.float32]
OWN: Final = "tfidf"
BITS: Final = 11
DIMENSIONS: Final = 2**BITS
MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""Spreads a hash over all its bits, the high ones first (2⁶⁴ ÷ the golden ratio)."""
GRAMS: Final = (3, 4, 5)


class Embedder(Protocol):
    """Makes a unit vector of each text, the same for the same texts; near vectors mean the same."""

    @property
    def name(self) -> str:
        """What it is called where its figures are told."""
        ...

    @property
    def means(self) -> bool:
        """Whether it knows what texts mean; False where it compares their letters only."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        ...


@dataclass(frozen=True, slots=True)
class Tfidf:
    """Letters of three to five in a row, weighed by how rare they are among the texts; no model is needed.

    It finds templates: "miles 10" is near "miles 100". What it hits is more than what means the same.
    """

    name: str = OWN
    means: bool = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        counts = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            places, times = np.unique(_places(text), return_counts=True)
            counts[row, places] = 1 + np.log(times)
        seen = np.count_nonzero(counts, axis=0)
        rows = counts * (np.log((1 + len(texts)) / (1 + seen)) + 1)
        return unit(rows)


def unit(rows: NDArray[Any]) -> Vectors:
    """The same directions at length 1; a row of nothing stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def embedder(said: str) -> Embedder:
    """Ours, or what `module:name` names. Raises CentspanError where there is none, or it cannot embed."""
    return Tfidf() if said == OWN else plugged(said, "embed", "an embedder")


def _places(text: str) -> NDArray[np.uint64]:
    """A column for each few letters in a row: a hash of them, the same on every machine."""
    padded = f" {' '.join(text.casefold().split())} "
    letters = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    found = [_rolled(letters.astype(np.uint64), size) for size in GRAMS]
    return np.concatenate(found) >> np.uint64(64 - BITS)


def _rolled(letters: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    rows = max(0, len(letters) - size + 1)
    hashed = np.full(rows, size, dtype=np.uint64)
    for at in range(size):
        hashed = (hashed ^ letters[at : at + rows]) * MIX
    return hashed
