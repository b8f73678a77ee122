"""What things are called in Grafana: uids of boards, ids of panels, the plugin that asks the store."""

from typing import Final
from zlib import crc32

from centspan.collector.grafana import PLUGIN, board_uid

TAG: Final = "centspan"
"""On every board; the dropdown of the other boards lists what has it."""
NUMBERS: Final = "numbers"
"""The board that says how each number is made."""
SOURCE: Final = {"type": PLUGIN, "uid": "${datasource}"}
"""Every query's data source: the one chosen at the top of the board."""
_IDS: Final = 1_000_003


def panel_id(title: str) -> int:
    """A panel's id, made of its title, so that links to it outlast panels put before it."""
    return 1 + crc32(title.encode()) % _IDS


def number_url(anchor: str) -> str:
    """Where the reader learns how a number is made."""
    return f"/d/{board_uid(NUMBERS)}?viewPanel={panel_id(anchor)}"
