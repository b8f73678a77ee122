"""A figure, and how far it moved since before."""

from typing import Any

from centspan.dashboards.board import Stat
from centspan.dashboards.columns import column
from centspan.dashboards.grafana import fields, queries
from centspan.dashboards.grafana.links import Around
from centspan.dashboards.grafana.panel import reduced
from centspan.dashboards.grafana.units import unit


def draw(panel: Stat, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    sql = queries.sql_of(panel, around.board, stepped=False)
    color = fields.BY_THRESHOLD if panel.thresholds else fields.PLAIN
    return {
        "targets": [queries.target(_moved(panel, sql), queries.TABLE)],
        "options": _options(panel),
        "fieldConfig": {
            "defaults": fields.defaults(
                unit=_unit(panel.column),
                empty=panel.empty,
                color=color,
                thresholds=panel.thresholds,
            ),
            "overrides": [],
        },
    }


def _moved(panel: Stat, sql: str) -> str:
    """Grafana tells a change between a column's first row and its last: before, and now."""
    if not panel.before:
        return sql
    before, now = (f"toFloat64(answer.{name})" for name in (panel.before, panel.column))
    return f"SELECT arrayJoin([nullIf({before}, 0), {now}]) AS {panel.column}\nFROM (\n{sql}\n) AS answer"


def _unit(name: str) -> str:
    return "dateTimeFromNow" if column(name).unit == "time" else unit(name)


def _options(panel: Stat) -> dict[str, Any]:
    return {
        "reduceOptions": reduced(f"/^{panel.column}$/", "last"),
        "textMode": "value",
        "colorMode": "value" if panel.thresholds else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "wideLayout": True,
        "showPercentChange": bool(panel.before),
        "percentChangeColorMode": "inverted" if panel.up_is_bad else "standard",
    }
