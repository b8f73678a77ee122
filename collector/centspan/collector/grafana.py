"""What Grafana calls what is ours: boards and alert rules name it alike."""

from typing import Final

PLUGIN: Final = "grafana-clickhouse-datasource"
WRITTEN_FOR: Final = "4.20.0"
"""The plugin's version; without one it takes a query for an old one and rewrites it."""
SOURCE_UID: Final = "centspan"
"""The data source that deploy/grafana provisions, and `centspan grafana push --source` brings."""


def board_uid(board: str) -> str:
    """A board's uid in Grafana; all of ours begin alike."""
    return f"centspan-{board}"
