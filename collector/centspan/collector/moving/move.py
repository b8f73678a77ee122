"""From one store into another, nothing between."""

from typing import Any

from centspan.collector.migrate import migrate
from centspan.collector.moving.contents import Contents, check
from centspan.collector.moving.load import loading
from centspan.collector.moving.snapshot import Progress, frozen


def move(source: Any, target: Any, progress: Progress, *, cluster: str = "") -> Contents:
    """Fill an empty store with all that another holds; the other stays as it is.

    Raises CentspanError where the target holds anything, or in the end is not the same.
    """
    migrate(target, cluster=cluster)
    with frozen(source) as snapshot, loading(target) as loader:
        for table, _, block in snapshot.blocks(source, progress):
            loader.take(table, block)
        loader.show(snapshot.contents.rows)
    check(snapshot.contents, target)
    return snapshot.contents
