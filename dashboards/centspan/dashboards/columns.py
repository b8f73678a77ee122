"""What the columns of answers are called and counted in, read from their names.

`effective_usd` is dollars, `cache_read_tokens` tokens, `unpriced_share` a share of one: a question
names its columns so, and every reader of it shows them alike.
"""

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal[
    "usd", "tokens", "count", "share", "ms", "seconds", "bytes", "per_second", "time", "text"
]

ENDINGS: Final[tuple[tuple[str, Unit], ...]] = (
    ("_usd", "usd"),
    ("_tokens", "tokens"),
    ("_share", "share"),
    ("_ms", "ms"),
    ("_seconds", "seconds"),
    ("_bytes", "bytes"),
    ("_per_s", "per_second"),
    ("_at", "time"),
    ("_count", "count"),
    ("calls", "count"),
)
NAMED: Final[dict[str, Unit]] = {
    "usd": "usd",
    "tokens": "tokens",
    "share": "share",
    "ter": "share",
    "calls": "count",
    "errors": "count",
    "retries": "count",
    "tasks": "count",
    "users": "count",
    "time": "time",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer."""

    name: str
    unit: Unit

    @property
    def label(self) -> str:
        """Its name in words, without the unit."""
        words = self.name
        for ending, _ in ENDINGS:
            if ending.startswith("_") and words.endswith(ending):
                words = words.removesuffix(ending)
        return words.replace("_", " ") or self.name


def column(name: str) -> Column:
    """Read a column's unit from its name; text where nothing says otherwise."""
    if name in NAMED:
        return Column(name, NAMED[name])
    for ending, unit in ENDINGS:
        if name.endswith(ending):
            return Column(name, unit)
    return Column(name, "text")
