"""What an import tells of the rows of a file."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from centspan.collector.importing.rows import Row

FATES: Final = ("imported", "rejected", "skipped")
"""What becomes of a row; each is a count of Result."""
MOST_REASONS: Final = 100


@dataclass(slots=True)
class Result:
    """What became of a file's rows."""

    file: str
    rows: int = 0
    imported: int = 0
    already: int = 0
    """Imported by an earlier run."""
    rejected: int = 0
    skipped: int = 0
    """No calls: other observations, buckets without requests."""
    repeated: int = 0
    """Of the imported: the same call as an earlier row of this run."""
    differing: int = 0
    """Of the imported: with the id of an earlier row, but another time, feature, environment or model."""
    removed: int = 0
    """Calls of an earlier import that were taken away first."""
    reasons: Counter[str] = field(default_factory=Counter[str])
    """How often each reason stood against a row, without what the row said."""
    unknown_columns: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Columns that nothing was read from, with the fields whose names are closest."""

    unseen_columns: dict[str, str] = field(default_factory=dict[str, str])
    """Columns that --map or --id names and no row has, with what was to be read from them."""

    def count_reasons(self, reasons: tuple[str, ...]) -> None:
        """Count why a row was not taken, by kind of reason."""
        for reason in reasons:
            kind = reason.partition(", found ")[0]
            known = kind in self.reasons or len(self.reasons) < MOST_REASONS
            self.reasons[kind if known else "other reasons"] += 1


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why."""

    file: str
    row: Row
    reasons: tuple[str, ...]
