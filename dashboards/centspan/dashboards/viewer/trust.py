"""The strip under a board's title: how far its numbers can be trusted, in words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from centspan.dashboards.viewer.answers import Answer

DOUBTS: Final = (
    ("unpriced_calls", "unpriced", 0.01),
    ("assumed_calls", "assumed price", 0.05),
    ("estimated_calls", "estimated usage", 0.05),
    ("no_usage_calls", "no usage", 0.01),
    ("inconsistent_calls", "inconsistent", 0.01),
    ("duplicate_calls", "duplicates left out", 1.0),
    ("without_feature_calls", "without feature", 0.05),
)
"""Columns of the question `trust`, their words, and the share from which one should look."""
NOT_KNOWN_BY: Final[Mapping[str, Collection[str]]] = {"duplicate_calls": ("team", "model")}
"""What is not known of a part of the calls that is limited so."""
LATE_SECONDS: Final = 3600
UNKNOWN: Final = "–"
"""A share of no calls is not known."""


def strip(
    trust: Answer, freshness: Answer, beyond: Sequence[str] = (), limited: Collection[str] = ()
) -> dict[str, Any]:
    """`words` in reading order, for each whether it is `doubtful`, and whether the store is `blank`.

    `limited` are the variables that its board is limited by, `beyond` the labels of those that these
    counts do not follow.
    """
    sums = _summed(trust)
    calls = sums.get("calls", Decimal(0))
    words = [f"{calls:,.0f} calls" + _of_every(beyond)]
    doubtful = [False]
    for name, label, bar in DOUBTS:
        known = calls and not set(NOT_KNOWN_BY.get(name, ())).intersection(limited)
        share = float(sums.get(name, Decimal(0)) / calls) if known else None
        words.append(f"{label} {_percent(share)}")
        doubtful.append(share is not None and share >= bar)
    age = _age(freshness)
    words.append("no call yet" if age is None else f"newest call {_ago(age)} ago")
    doubtful.append(age is not None and age > LATE_SECONDS)
    return {"words": words, "doubtful": doubtful, "blank": age is None}


def _of_every(labels: Sequence[str]) -> str:
    return f" of every {', '.join(label.lower() for label in labels)}" if labels else ""


def _summed(answer: Answer) -> Mapping[str, Decimal]:
    names = [column.name for column in answer.columns]
    return {
        name: sum((Decimal(str(row[at])) for row in answer.rows if row[at] is not None), Decimal(0))
        for at, name in enumerate(names)
        if name.endswith("calls")
    }


def _percent(share: float | None) -> str:
    if share is None:
        return UNKNOWN
    return "0 %" if share == 0 else "< 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _age(freshness: Answer) -> float | None:
    names = [column.name for column in freshness.columns]
    for row in freshness.rows:
        newest = row[names.index("newest_call_at")]
        if isinstance(newest, datetime):
            zoned = newest if newest.tzinfo else newest.replace(tzinfo=UTC)
            return max(0.0, (datetime.now(UTC) - zoned).total_seconds())
    return None


def _ago(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
