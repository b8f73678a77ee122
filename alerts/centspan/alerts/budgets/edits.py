"""What applying a file changes in the store, entry by entry, and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from centspan.alerts.budgets.model import BudgetsFile
from centspan.alerts.budgets.rows import BY_HAND, COLUMNS, Row, Standing, rows_of, standing
from centspan.alerts.budgets.scope import in_words

NOUNS: Final = {
    "budgets": "budget",
    "planned_windows": "window",
    "silences": "silence",
    "limits": "limit",
}
Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry that the file has otherwise than the store: `before` None if new, `after` if gone."""

    table: str
    id: str
    version: int
    before: Row | None
    after: Row | None

    @property
    def kind(self) -> Kind:
        """What happens to it."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def title(self) -> str:
        """Which entry, and what happens to it."""
        goal = (self.after or self.before or {}).get("unit") == "ter"
        return f"{'goal' if goal else NOUNS[self.table]} {self.id} {self.kind}"

    @property
    def detail(self) -> str:
        """From what to what: every value that is not the same."""
        before, after, names = self.before or {}, self.after or {}, COLUMNS[self.table]
        if self.kind == "changed":
            moved = [name for name in names if before[name] != after[name]]
            return ", ".join(f"{n} {_shown(before[n])} → {_shown(after[n])}" for n in moved)
        said = after or before
        return ", ".join(f"{n} {_shown(said[n])}" for n in names if said[n] or n == "scope")

    def as_json(self) -> dict[str, Any]:
        """The edit for scripts."""
        sides = {"before": self.before, "after": self.after}
        told = {"what": self.kind, "table": self.table, "id": self.id, "detail": self.detail}
        return {**told, **{side: row and _as_json(row) for side, row in sides.items()}}


def edits(client: Any, file: BudgetsFile) -> tuple[Edit, ...]:
    """What applying `file` would change, table by table; the file is the whole truth."""
    wanted = rows_of(file)
    return tuple(
        edit for table in COLUMNS for edit in _edits(table, wanted[table], standing(client, table))
    )


def _edits(table: str, wanted: Mapping[str, Row], stored: Mapping[str, Standing]) -> Iterator[Edit]:
    for id_, after in wanted.items():
        stands = stored.get(id_, Standing(0, None))
        if stands.row != after:
            yield Edit(table, id_, stands.version + 1, stands.row, after)
    for id_, stands in sorted(stored.items()):
        if id_ not in wanted and stands.row is not None and not id_.startswith(BY_HAND):
            yield Edit(table, id_, stands.version + 1, stands.row, None)


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, Mapping):
        return in_words(value)
    return (
        "(none)"
        if value in (None, "")
        else str(value).lower()
        if value in (True, False)
        else str(value)
    )


def _as_json(row: Row) -> dict[str, Any]:
    return {name: _json_value(value) for name, value in row.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime) else value
