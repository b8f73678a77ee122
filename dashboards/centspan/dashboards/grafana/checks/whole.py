"""Checks of a dashboard as a whole."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from centspan.collector.grafana import PLUGIN
from centspan.dashboards.grafana.checks.finding import Finding, Json
from centspan.dashboards.grafana.dashboard import SCHEMA
from centspan.dashboards.grafana.names import TAG

_UID: Final = re.compile(r"[a-zA-Z0-9_-]{1,40}")
_SINCE: Final = re.compile(r"now-\d+[mhdwM]")
FIXED: Final = {
    "schemaVersion": SCHEMA,
    "timezone": "utc",
    "graphTooltip": 1,
    "tags": [TAG],
}
"""What is the same on every board of ours."""


def same_everywhere(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Schema version, time zone, shared crosshair and tag are those of all boards."""
    for key, expected in FIXED.items():
        if board.get(key) != expected:
            yield Finding(board["uid"], "", f"{key} is {board.get(key)!r}, not {expected!r}")
    if board.get("id") is not None:
        yield Finding(board["uid"], "", "has an id, which belongs to one Grafana alone")


def named(board: Json, boards: Mapping[str, Json]) -> Iterator[Finding]:
    """A uid that Grafana takes, and a title that no other board has."""
    if not _UID.fullmatch(board["uid"]):
        yield Finding(board["uid"], "", "its uid is not 1 to 40 letters, digits, - or _")
    titles = Counter(each["title"] for each in boards.values())
    if not board.get("title") or titles[board["title"]] > 1:
        yield Finding(
            board["uid"], "", f"its title {board.get('title')!r} is empty or another's, too"
        )
    if not board.get("description"):
        yield Finding(board["uid"], "", "has no description")


def timed(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """A range that ends now, and a refresh that is text."""
    time = board.get("time") or {}
    if not _SINCE.fullmatch(str(time.get("from"))) or time.get("to") != "now":
        yield Finding(board["uid"], "", f"its time is {time}, not from now-24h or so to now")
    if not isinstance(board.get("refresh"), str):
        yield Finding(
            board["uid"], "", f"its refresh is {board.get('refresh')!r}, not text such as 1m"
        )


def linked(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """The dropdown of all boards, with range and variables carried along."""
    if not any(
        link["type"] == "dashboards"
        and link["tags"] == [TAG]
        and link["includeVars"]
        and link["keepTime"]
        and link["asDropdown"]
        for link in board.get("links", ())
    ):
        yield Finding(board["uid"], "", "lacks the dropdown of all boards with range and variables")


def sourced(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """A variable for the data source, where the board asks the store."""
    offered = [
        each["query"] for each in board["templating"]["list"] if each["name"] == "datasource"
    ]
    asks = any("targets" in panel for panel in board["panels"])
    if offered != [PLUGIN] * asks:
        yield Finding(board["uid"], "", f"its variable datasource offers {offered}, not {PLUGIN}")
