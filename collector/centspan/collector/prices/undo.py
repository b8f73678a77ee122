"""Takes a version of the book back.

To undo a version is to make the book say what it would say had that version never been made: where its
prices stand, what stood beneath them stands again; where a later version stands, that one stays. The
prices that stand again are appended as a new version, so nothing is lost, and that version can be
undone as well: then the first one stands again, except where a later one does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from centspan.collector.prices import book
from centspan.collector.prices.standing import Change, by_key, changes, overlay
from centspan.collector.prices.stored import (
    BY_CHOICE,
    UNDO,
    StoredRow,
    Version,
    named,
    present,
    rows_beside,
    versions,
)
from centspan.instrumentation.errors import CentspanError


@dataclass(frozen=True, slots=True)
class Undone:
    """The version taken back, the version that did it, and what stands differently now."""

    version: Version
    by: int
    changes: tuple[Change, ...]


def undo(client: Any, number: int | None = None, *, added_by: str) -> Undone:
    """Take back the version `number`, or the newest one set or repriced that stands.

    Raises CentspanError for a version that is unknown or undone already.
    """
    known = versions(client)
    version = _newest(client, known) if number is None else _standing(known, number)
    found = undone(rows_beside(client, _concerned(known, version)), known, version)
    what = f"undo version {version.number}: {version.what}"
    rows = [change.as_row() for change in found]
    by = book.append(client, rows, reason=UNDO, what=what, added_by=added_by, undoes=version.number)
    return Undone(version, by, found)


def undone(
    stored: Iterable[StoredRow], known: Sequence[Version], version: Version
) -> tuple[Change, ...]:
    """What stands differently once `version` is taken back."""
    taking = replace(version, number=known[-1].number + 1, reason=UNDO, undoes=version.number)
    left = present((*known, taking)) & {each.number for each in known if each.reason != UNDO}
    versioned = list(stored)
    rows = by_key(each.row for each in versioned)
    remaining = by_key(each.row for each in versioned if each.version in left)
    return tuple(
        change
        for key, all_rows in rows.items()
        for change in changes(key, all_rows, overlay(all_rows), overlay(remaining.get(key, [])))
    )


def _newest(client: Any, known: Sequence[Version]) -> Version:
    filled = {row[0] for row in client.query("SELECT DISTINCT version FROM prices").result_rows}
    stand = present(known) & filled  # a writer that was cut off leaves a version without rows
    for version in reversed(known):
        if version.reason in BY_CHOICE and version.number in stand:
            return version
    raise CentspanError(
        f"expected a version that somebody set or repriced, found none that stands among "
        f"{len(known)}: name one of `centspan prices diff --log` to undo it"
    )


def _standing(known: Sequence[Version], number: int) -> Version:
    version = named(known, number)
    if number in present(known):
        return version
    by = max(each.number for each in known if each.undoes == number)
    raise CentspanError(
        f"expected a version that stands, found version {number}, which version {by} took back: "
        f"`centspan prices undo {by}` brings it back"
    )


def _concerned(known: Sequence[Version], version: Version) -> Iterable[int]:
    """The version, and those whose rows come and go with it: what it took back, and so on."""
    yield version.number
    while version.undoes:
        version = named(known, version.undoes)
        yield version.number
