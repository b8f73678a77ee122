"""Evaluations that grew while what they judge did not: how many a day there were before, by model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.study import Study

FEWEST: Final = 5.0
"""Evaluations a day below which their growth is chance, in the first week."""


@dataclass(frozen=True, slots=True)
class Pace:
    """One feature whose evaluations grew; amounts are evaluations a day."""

    environment: str
    feature: str
    before: float
    """In the first week, by all models."""
    now: float
    """In the last week, by all models."""
    kept: Mapping[str, float]
    """Of each model that judges more than before: as many as it did, and as those that it replaced."""
    grown: Mapping[str, float]
    """What the same models judge in the last week."""
    new: frozenset[str]
    """Those of them that judged nothing in the first week."""


def paces(study: Study, times: float) -> Iterator[Pace]:
    """Features whose evaluations in the last week are `times` those of the first, beside the calls that they may judge."""
    rows = study.ask("study_eval_paces", end=study.end)
    for _, own in groupby(rows, key=lambda row: (row["environment"], row["feature"])):
        if found := _pace(list(own), times):
            yield found


def _pace(rows: Sequence[Mapping[str, Any]], times: float) -> Pace | None:
    first = rows[0]
    before, now = (sum(row[name] for row in rows) for name in ("usual", "now"))
    if before < FEWEST or not first["others_before"]:
        return None
    if now < times * before * max(1.0, first["others_now"] / first["others_before"]):
        return None
    grown = {row["model"]: row for row in rows if row["now"] >= times * max(row["usual"], 1.0)}
    left = sum(row["usual"] - row["now"] for row in rows if row["now"] * times <= row["usual"])
    every = sum(row["now"] for row in grown.values())
    if not grown:
        return None
    kept = {model: row["usual"] + left * row["now"] / every for model, row in grown.items()}
    return Pace(
        first["environment"],
        first["feature"],
        before,
        now,
        kept,
        {model: row["now"] for model, row in grown.items()},
        frozenset(model for model, row in grown.items() if not row["in_first_week"]),
    )
