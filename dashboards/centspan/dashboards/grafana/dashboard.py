"""A board as one dashboard of Grafana."""

from typing import Any, Final

from centspan.collector.grafana import board_uid
from centspan.dashboards.board import AnyPanel, Bars, Pie, Row, Stat, Table, Trend
from centspan.dashboards.grafana import named, signed, stat, table, trend
from centspan.dashboards.grafana.annotations import annotations
from centspan.dashboards.grafana.layout import places
from centspan.dashboards.grafana.links import Around, in_viewer, other_boards
from centspan.dashboards.grafana.names import TAG, panel_id
from centspan.dashboards.grafana.panel import Place, framed
from centspan.dashboards.grafana.templating import variables

SCHEMA: Final = 39
"""What Grafana 11.0 wrote; later ones read it and have nothing to change in ours."""


def dashboard(around: Around, viewer: str = "") -> dict[str, Any]:
    """The board as JSON; `viewer` is the URL of `centspan up`'s pages, if readers can open them."""
    board = around.board
    drawn = frame(
        board_uid(board.uid),
        board.title,
        board.description,
        since=board.since,
        refresh=board.refresh,
        annotations={"list": annotations(board)},
        templating={"list": variables(board, viewer)},
        panels=[_placed(each, place, around) for each, place in places(board)],
    )
    return drawn | {"links": [*drawn["links"], *([in_viewer(board.uid)] if viewer else [])]}


def frame(
    uid: str, title: str, description: str, *, since: str = "24h", refresh: str = "", **parts: Any
) -> dict[str, Any]:
    """What every dashboard of ours has, around its panels, variables and annotations."""
    return {
        "uid": uid,
        "title": f"centspan / {title}",
        "description": description,
        "tags": [TAG],
        "schemaVersion": SCHEMA,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "timezone": "utc",
        "weekStart": "",
        "fiscalYearStartMonth": 0,
        "refresh": refresh,
        "time": {"from": f"now-{since}", "to": "now"},
        "timepicker": {"refresh_intervals": ["1m", "5m", "15m", "1h"]},
        "links": [other_boards(TAG)],
        **parts,
    }


def _placed(each: Row | AnyPanel, place: Place, around: Around) -> dict[str, Any]:
    match each:
        case Row():
            return row(each.title, place)
        case Stat():
            return framed(each, place, "stat", stat.draw(each, around))
        case Trend():
            return framed(each, place, "timeseries", trend.draw(each, around))
        case Pie():
            return framed(each, place, "piechart", named.draw_pie(each, around))
        case Bars() if each.signed:
            return framed(each, place, "barchart", signed.draw(each, around))
        case Bars():
            return framed(each, place, "bargauge", named.draw_bars(each, around))
        case Table():
            return framed(each, place, "table", table.draw(each, around))


def row(title: str, place: Place) -> dict[str, Any]:
    """The title of panels side by side."""
    return {
        "id": panel_id(f"row {title}"),
        "type": "row",
        "title": title,
        "collapsed": False,
        "gridPos": place.as_json(),
        "panels": [],
    }
