"""What stands differently in the book after one version than after another."""

from typing import Any

from centspan.collector.prices.standing import Change, by_key, changes, overlay
from centspan.collector.prices.stored import named, rows_beside, versions
from centspan.instrumentation.errors import CentspanError


def diff(client: Any, old: int, new: int) -> tuple[Change, ...]:
    """Compare the book as of version `old` (0: empty) with version `new`, closed months aside.

    Raises CentspanError for versions the book does not have.
    """
    known = versions(client)
    for number in (old, new):
        if number:
            named(known, number)
    if old >= new:
        raise CentspanError(f"expected an older version first, found {old} and {new}")
    between = [each.number for each in known if old < each.number <= new]
    stored = [each for each in rows_beside(client, between) if each.version <= new]
    rows = by_key(each.row for each in stored)
    before = by_key(each.row for each in stored if each.version <= old)
    return tuple(
        change
        for key, after in rows.items()
        for change in changes(key, after, overlay(before.get(key, [])), overlay(after))
    )
