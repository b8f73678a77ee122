"""Silences from the command line: they stand beside the file's, until they end or are lifted."""

from datetime import datetime
from typing import Any, Final

from centspan.alerts.budgets.edits import Edit
from centspan.alerts.budgets.model import Scope
from centspan.alerts.budgets.rows import BY_HAND, Row, Standing, standing
from centspan.alerts.budgets.scope import as_key
from centspan.alerts.budgets.store import write

TABLE: Final = "silences"


def silence(
    client: Any, rule: str, scope: Scope, begins: datetime, ends: datetime, reason: str, by: str
) -> None:
    """Keep alerts of a rule (`*`: any) within the scope from being told; a new one takes the former's place."""
    row = {
        "rule": rule,
        "scope": dict(scope),
        "begins": begins,
        "ends": ends,
        "reason": reason,
        "by": by,
    }
    _put(client, _id(rule, scope), row, by)


def lift(client: Any, rule: str, scope: Scope, by: str) -> bool:
    """End such a silence now; False where none stood."""
    id_ = _id(rule, scope)
    if _stands(client, id_).row is None:
        return False
    _put(client, id_, None, by)
    return True


def _put(client: Any, id_: str, row: Row | None, by: str) -> None:
    was = _stands(client, id_)
    write(client, [Edit(TABLE, id_, was.version + 1, was.row, row)], by)


def _stands(client: Any, id_: str) -> Standing:
    return standing(client, TABLE).get(id_, Standing(0, None))


def _id(rule: str, scope: Scope) -> str:
    return f"{BY_HAND}{rule}:{as_key(scope)}"
