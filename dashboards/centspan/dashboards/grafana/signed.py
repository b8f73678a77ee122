"""Bars that may go below zero, from a line at zero: a bar gauge draws what is below as nothing."""

from typing import Any

from centspan.dashboards.board import Bars
from centspan.dashboards.grafana import fields, queries
from centspan.dashboards.grafana.links import Around, data_links
from centspan.dashboards.grafana.units import unit


def draw(panel: Bars, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    shown = fields.defaults(
        unit=unit(panel.column),
        empty=panel.empty,
        color=fields.BY_THRESHOLD if panel.thresholds else {"mode": "fixed", "fixedColor": "blue"},
        custom=_custom(),
    )
    sql = queries.sql_of(panel, around.board, stepped=False)
    return {
        "targets": [queries.target(sql, queries.TABLE)],
        "transformations": [
            {
                "id": "filterFieldsByName",
                "options": {"include": {"names": [panel.name, panel.column]}},
            }
        ],
        "options": _options(panel),
        "fieldConfig": {
            "defaults": shown
            | {
                "links": data_links(panel.link, around),
                "thresholds": fields.steps(panel.thresholds, base="blue"),
            },
            "overrides": [],
        },
    }


def _options(panel: Bars) -> dict[str, Any]:
    return {
        "xField": panel.name,
        "orientation": "horizontal",
        "showValue": "always",
        "stacking": "none",
        "groupWidth": 0.7,
        "barWidth": 0.7,
        "barRadius": 0,
        "fullHighlight": False,
        "xTickLabelRotation": 0,
        "xTickLabelSpacing": 0,
        "legend": {
            "showLegend": False,
            "displayMode": "list",
            "placement": "bottom",
            "calcs": [],
        },
        "tooltip": {"mode": "single", "sort": "none"},
    }


def _custom() -> dict[str, Any]:
    return {
        "lineWidth": 0,
        "fillOpacity": 80,
        "gradientMode": "none",
        "axisPlacement": "auto",
        "axisLabel": "",
        "axisSoftMin": 0,
        "axisSoftMax": 0,
        "scaleDistribution": {"type": "linear"},
        "thresholdsStyle": {"mode": "off"},
        "hideFrom": fields.SHOWN,
    }
