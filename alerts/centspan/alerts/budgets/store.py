"""Applies a file of budgets: what it says stands in the store from then on, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from centspan.alerts.budgets.check import check
from centspan.alerts.budgets.edits import Edit, Kind, edits
from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.budgets.problem import BudgetsError
from centspan.alerts.budgets.rows import COLUMNS


@dataclass(frozen=True, slots=True)
class Stored:
    """What applying a file changed."""

    edits: tuple[Edit, ...]

    @property
    def added(self) -> tuple[Edit, ...]:
        """Entries that were not there."""
        return self._of("added")

    @property
    def changed(self) -> tuple[Edit, ...]:
        """Entries that say something else now."""
        return self._of("changed")

    @property
    def removed(self) -> tuple[Edit, ...]:
        """Entries that the file no longer has."""
        return self._of("removed")

    def _of(self, kind: Kind) -> tuple[Edit, ...]:
        return tuple(edit for edit in self.edits if edit.kind == kind)


def store(client: Any, file: BudgetsFile, by: str, *, dry_run: bool = False) -> Stored:
    """Make the store say what `file` says, and note each edit in `changes` as made by `by`.

    Raises BudgetsError where entries do not fit together; a dry run only tells what would change.
    """
    if errors := [problem for problem in check(file) if problem.is_error]:
        raise BudgetsError(file.name, errors)
    found = edits(client, file)
    if not dry_run:
        write(client, found, by)
    return Stored(found)


def write(client: Any, found: Sequence[Edit], by: str) -> None:
    """Write edits and note them as made by `by`; those of one table stand together."""
    now = datetime.now(UTC)
    for table, group in groupby(found, key=lambda edit: edit.table):
        listed = list(group)
        columns = ["id", "version", "removed", "changed_at", "changed_by", *COLUMNS[table]]
        client.insert(table, [_row(edit, now, by) for edit in listed], column_names=columns)
        _note(client, listed, now, by)


def _row(edit: Edit, now: datetime, by: str) -> list[Any]:
    """A removed entry keeps what it last said."""
    said = edit.after or edit.before or {}
    own = [edit.id, edit.version, int(edit.after is None), now, by]
    return [*own, *(said[name] for name in COLUMNS[edit.table])]


def _note(client: Any, listed: Sequence[Edit], now: datetime, by: str) -> None:
    columns = ["changed_at", "kind", "environment", "feature", "title", "detail", "changed_by"]
    rows: list[list[str | datetime]] = []
    for edit in listed:
        scope = (edit.after or edit.before or {})["scope"]
        where = [scope.get("environment", ""), scope.get("feature", "")]
        told = [edit.title, f"{edit.detail} (by {by})" if by else edit.detail, by]
        rows.append([now, "budget", *where, *told])
    client.insert("changes", rows, column_names=columns)
