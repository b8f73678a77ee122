"""What things are called in Grafana: uids of boards, ids of panels, the plugin that asks the store."""

from typing import Final
from zlib import crc32

TAG: Final = "centspan"
"""On every board; the dropdown of the other boards lists what has it."""
NUMBERS: Final = "numbers"
"""The board that says how each number is made."""
PLUGIN: Final = "grafana-clickhouse-datasource"
SOURCE: Final = {"type": PLUGIN, "uid": "${datasource}"}
"""Every query's data source: the one chosen at the top of the board."""
SOURCE_UID: Final = "centspan"
"""The data source that deploy/grafana provisions, and `centspan grafana push --source` brings."""
_IDS: Final = 1_000_003


def uid(board: str) -> str:
    """A board's uid in Grafana; all of ours begin alike."""
    return f"centspan-{board}"


def panel_id(title: str) -> int:
    """A panel's id, made of its title, so that links to it outlast panels put before it."""
    return 1 + crc32(title.encode()) % _IDS


def number_url(anchor: str) -> str:
    """Where the reader learns how a number is made."""
    return f"/d/{uid(NUMBERS)}?viewPanel={panel_id(anchor)}"
