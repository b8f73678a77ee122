"""Which rows of a run say to be a call that an earlier one was, by the ids they give."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from centspan.collector.importing.identity import Identity

MOST: Final = 1_000_000
"""Ids that are remembered, at some hundred bytes each; rows after so many are not looked at."""
KEYS: Final = (
    *("started_at", "environment", "feature", "model"),
    *("evaluated_at", "name", "evaluator", "trace_id", "span_id"),
)
"""What the store tells rows with one id apart by."""
Found = Literal["", "repeated", "differing"]


class Repeats:
    """The ids of one run's rows so far."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def look(self, ids: Identity, row: Mapping[str, Any]) -> Found:
        """`repeated`: an earlier row is the same call; `differing`: one with its id stands beside it."""
        if ids.of_place:
            return ""
        own, key = ids.trace_id + ids.span_id, hash(tuple(row.get(name) for name in KEYS))
        before = self._seen.get(own)
        if before is not None:
            return "repeated" if before == key else "differing"
        if len(self._seen) < MOST:
            self._seen[own] = key
        return ""
