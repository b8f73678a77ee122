"""Figures by name: slices of a pie, bars in a row.

Each row is made a field of its own, called by the row's name: only so has a name the same colour
everywhere, as Grafana's palette goes by fields.
"""

from typing import Any

from centspan.dashboards.board import Bars, Pie
from centspan.dashboards.grafana import fields, queries
from centspan.dashboards.grafana.links import Around, data_links
from centspan.dashboards.grafana.panel import reduced
from centspan.dashboards.grafana.units import unit


def draw_pie(panel: Pie, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    options = {
        "pieType": "donut",
        "displayLabels": ["percent"],
        "reduceOptions": reduced(),
        "orientation": "auto",
        "legend": {
            "showLegend": True,
            "displayMode": "table",
            "placement": "right",
            "values": ["value", "percent"],
            "calcs": [],
        },
        "tooltip": {"mode": "single", "sort": "none"},
    }
    return _drawn(panel, around, options, {"custom": {"hideFrom": fields.SHOWN}})


def draw_bars(panel: Bars, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    options = {
        "displayMode": "basic",
        "orientation": "horizontal",
        "valueMode": "text",
        "namePlacement": "auto",
        "showUnfilled": False,
        "sizing": "auto",
        "minVizHeight": 16,
        "minVizWidth": 8,
        "maxVizHeight": 32,
        "reduceOptions": reduced(),
        "legend": {
            "showLegend": False,
            "displayMode": "list",
            "placement": "bottom",
            "calcs": [],
        },
    }
    if not panel.thresholds:
        return _drawn(panel, around, options, {"min": 0})
    judged = {
        "color": fields.BY_THRESHOLD,
        "thresholds": fields.steps(panel.thresholds, base="blue"),
        "min": 0,
    }
    return _drawn(panel, around, options, judged)


def _drawn(
    panel: Pie | Bars, around: Around, options: dict[str, Any], more: dict[str, Any]
) -> dict[str, Any]:
    links = data_links(panel.link, around, row_is_field=True)
    shown = fields.defaults(unit=unit(panel.column), empty=panel.empty, color=fields.BY_NAME)
    sql = queries.sql_of(panel, around.board, stepped=False)
    return {
        "targets": [queries.target(sql, queries.TABLE)],
        "transformations": _rows_to_fields(panel),
        "options": options,
        "fieldConfig": {"defaults": shown | {"links": links} | more, "overrides": []},
    }


def _rows_to_fields(panel: Pie | Bars) -> list[dict[str, Any]]:
    mappings = [
        {"fieldName": panel.name, "handlerKey": "field.name"},
        {"fieldName": panel.column, "handlerKey": "field.value"},
    ]
    return [
        {
            "id": "filterFieldsByName",
            "options": {"include": {"names": [panel.name, panel.column]}},
        },
        {"id": "rowsToFields", "options": {"mappings": mappings}},
    ]
