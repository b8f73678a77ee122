"""How Grafana writes what columns.py says a column counts."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from centspan.dashboards.columns import Unit, column

UNITS: Final[dict[Unit, str]] = {
    "usd": "currencyUSD",
    "tokens": "short",
    "count": "short",
    "share": "percentunit",
    "ms": "ms",
    "seconds": "s",
    "bytes": "bytes",
    "per_second": "suffix:/s",
    "time": "dateTimeAsIso",
    "text": "none",
}
"""Ids of `@grafana/data`; one that it does not know would be shown behind the figure."""


def unit(name: str) -> str:
    """Grafana's unit of the column."""
    return UNITS[column(name).unit]


def labels(names: Sequence[str]) -> dict[str, str]:
    """What to call each column; two that differ in their unit alone keep it."""
    short = {name: column(name).label for name in names}
    often = Counter(short.values())
    return {
        name: label if often[label] == 1 else name.replace("_", " ")
        for name, label in short.items()
    }
