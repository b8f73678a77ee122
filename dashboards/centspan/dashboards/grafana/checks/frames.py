"""Checks of panels: what frames them, and where they stand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from centspan.dashboards.board import COLUMNS
from centspan.dashboards.grafana.checks.finding import Finding, Json, asking

KINDS: Final = ("row", "text", "stat", "timeseries", "piechart", "bargauge", "barchart", "table")
TRANSFORMED: Final = {
    "piechart": ["filterFieldsByName", "rowsToFields"],
    "bargauge": ["filterFieldsByName", "rowsToFields"],
    "barchart": ["filterFieldsByName"],
}
LAST: Final = {"values": False, "calcs": ["last"]}


def known(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel is of a kind that we draw."""
    for panel in board["panels"]:
        if panel["type"] not in KINDS:
            yield Finding(
                board["uid"], panel["title"], f"there is no kind of panel {panel['type']!r}"
            )


def unique(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """No two panels share an id or a title, and each has both."""
    for key in ("id", "title"):
        often = Counter(panel.get(key) for panel in board["panels"])
        for value, times in often.items():
            if not value or times > 1:
                yield Finding(board["uid"], "", f"{times} panels have the {key} {value!r}")


def explained(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel says what it shows, what to do without data, and how its number is made."""
    for panel in asking(board):
        if not panel.get("description"):
            yield Finding(board["uid"], panel["title"], "has no description")
        if not panel["fieldConfig"]["defaults"].get("noValue"):
            yield Finding(
                board["uid"], panel["title"], "says nothing where there is no data (noValue)"
            )
        if not any("viewPanel=" in link["url"] for link in panel.get("links", ())):
            yield Finding(board["uid"], panel["title"], "has no link to how its number is made")


def of_one_figure(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Figures are the last of their field; rows have been made fields where each is a figure."""
    for panel in asking(board):
        reduced = panel["options"].get("reduceOptions", LAST)
        if reduced.get("values") is not False or reduced.get("calcs") not in (
            ["last"],
            ["lastNotNull"],
        ):
            yield Finding(
                board["uid"], panel["title"], f"shows more or less than a figure: {reduced}"
            )
        ids = [each["id"] for each in panel.get("transformations", ())]
        if ids != TRANSFORMED.get(panel["type"], []):
            yield Finding(board["uid"], panel["title"], f"its rows are transformed by {ids}")


def open_rows(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Rows are open, and hold their panels below them, not in them."""
    for panel in board["panels"]:
        if panel["type"] == "row" and (panel.get("collapsed") is not False or panel.get("panels")):
            yield Finding(board["uid"], panel["title"], "is closed: its panels would not show")


def on_grid(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel stands within the grid's columns, and on no other."""
    for panel in board["panels"]:
        at = panel["gridPos"]
        if at["x"] < 0 or at["y"] < 0 or at["w"] < 1 or at["h"] < 1 or at["x"] + at["w"] > COLUMNS:
            yield Finding(board["uid"], panel["title"], f"stands off the grid of {COLUMNS}: {at}")
    for one, other in combinations(board["panels"], 2):
        if _overlap(one["gridPos"], other["gridPos"]):
            yield Finding(board["uid"], one["title"], f"lies over {other['title']!r}")


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
        for at, size in (("x", "w"), ("y", "h"))
    )
