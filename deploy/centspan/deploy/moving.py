"""What is shown while a store is written to a file or into another, and what is said in the end."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

if TYPE_CHECKING:
    from centspan.collector.moving.contents import Contents
    from centspan.collector.moving.snapshot import Progress as Told


@contextmanager
def shown() -> Generator["Told"]:
    """A bar for each table, on the error stream; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def told(table: str, done: int, rows: int) -> None:
            if table not in tasks:
                tasks[table] = bars.add_task(table, total=rows)
            bars.update(tasks[table], completed=done)

        yield told


def as_json(held: "Contents") -> dict[str, Any]:
    """What was moved, for scripts."""
    sums = held.sums
    return {
        "migration": held.migration,
        "rows": dict(held.rows),
        "calls": sums.calls if sums else None,
        "effective_usd": sums.effective_usd if sums else None,
    }


def sentence(held: "Contents") -> str:
    """The same for people."""
    rows = f"{sum(held.rows.values()):,} rows of {sum(map(bool, held.rows.values()))} tables"
    if held.sums is None:
        return f"{rows}; calls came meanwhile, so their sums were not compared"
    return f"{rows}: {held.sums.calls:,} calls of ${held.sums.effective_usd:,.2f}"
