"""What a store holds, in figures that must be the same wherever it is put."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centspan.collector.query import load
from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Sums:
    """How many calls count, and what they cost in USD."""

    calls: int
    effective_usd: Decimal


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows by table, the migration they are of, and their sums; None where calls came while they were frozen."""

    migration: int
    rows: Mapping[str, int]
    sums: Sums | None


def sums(client: Any) -> Sums:
    """What all counted calls of a store come to."""
    found = next(iter(load("kept_sums").rows(client)))
    return Sums(found["calls"], found["effective_usd"] or Decimal(0))


def check(expected: Contents, client: Any) -> None:
    """Raise CentspanError where a store's sums are not what they must be."""
    if expected.sums is not None and (found := sums(client)) != expected.sums:
        raise CentspanError(
            f"expected {expected.sums.calls:,} calls of ${expected.sums.effective_usd}, found {found.calls:,} of "
            f"${found.effective_usd}: this store is not whole; begin again with an empty one"
        )
