"""What became of the rows of imported files, for people and for scripts."""

import argparse
import json
from dataclasses import asdict, dataclass
from typing import Any

from centspan.collector.importing.moments import DAY
from centspan.collector.importing.result import Result

SHOWN_REASONS = 10
DIFFERING = "the id of an earlier row but another time, feature, environment or model: they may count beside it"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of all files."""

    files: tuple[Result, ...]
    shift: int
    seconds: float
    now: str = ""
    """What was priced and rolled up at once, in words."""

    @property
    def rejected(self) -> int:
        """Rows that were not taken."""
        return sum(file.rejected for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {
            "files": [asdict(file) for file in self.files],
            "shifted_by_days": self.shift / DAY,
            "seconds": round(self.seconds, 3),
            "rows": sum(file.rows for file in self.files),
            "imported": sum(file.imported for file in self.files),
            "already_imported": sum(file.already for file in self.files),
            "rejected": self.rejected,
            "skipped": sum(file.skipped for file in self.files),
        }


def told(imported: Imported, args: argparse.Namespace) -> None:
    """Print what happened: JSON, or sentences with all that a person should look at."""
    if args.json:
        print(json.dumps(imported.as_json(), indent=1))
        return
    for file in imported.files:
        print(_sentence(file, args.dry_run))
        for column, closest in file.unknown_columns.items():
            print(f"  column {column!r} is not read{_hint(column, closest)}")
        for column, field in file.unseen_columns.items():
            print(f"  no row has a column {column!r}: nothing was read from it for {field}")
        if file.differing:
            print(f"  {file.differing:,} with {DIFFERING}")
        for reason, count in file.reasons.most_common(SHOWN_REASONS):
            print(f"  {count:,} rejected: {reason}")
    if imported.shift:
        print(f"times moved by {imported.shift / DAY:+g} days")
    if imported.rejected and not args.rejects:
        print("--rejects FILE writes the rejected rows with their reasons")
    if any(file.imported for file in imported.files) and not args.dry_run:
        print(imported.now or _next_step(args))


def _sentence(file: Result, dry_run: bool) -> str:
    parts = [
        f"{file.imported:,} of {file.rows:,} rows {'would be ' if dry_run else ''}imported",
        *([f"{file.repeated:,} of them the same call as an earlier row"] if file.repeated else []),
        *([f"{file.already:,} imported before"] if file.already else []),
        *([f"{file.skipped:,} that are no calls"] if file.skipped else []),
        *([f"{file.rejected:,} rejected"] if file.rejected else []),
        *([f"{file.removed:,} of an earlier import taken away"] if file.removed else []),
    ]
    return f"{file.file}: {', '.join(parts)}"


def _hint(column: str, closest: tuple[str, ...]) -> str:
    field = column.strip().lower().replace(" ", "_").replace("-", "_")
    if field in closest:
        return f": {field} is read from another column, or given with --set"
    return f"; closest: {', '.join(closest)}" if closest else ""


def _next_step(args: argparse.Namespace) -> str:
    return (
        "`centspan up` prices and rolls up what is new within seconds; where none runs on this store, "
        "`centspan prices watch --once` and `centspan roll` do (or --now with the next import)"
    )
