"""Lines or bars over time."""

from typing import Any, Final

from centspan.collector.answers import columns
from centspan.dashboards.board import Trend
from centspan.dashboards.grafana import fields, queries
from centspan.dashboards.grafana.links import Around
from centspan.dashboards.grafana.units import labels, unit
from centspan.instrumentation.errors import CentspanError

SHORTEST_STEP: Final = "1h"
"""Rollups are of hours."""
POINTS: Final = 200


def draw(panel: Trend, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    sql = queries.sql_of(panel, around.board, stepped=True)
    figures = [name for name in columns(sql) if name not in ("time", panel.series, panel.goal)]
    return {
        "targets": [queries.target(sql, queries.SERIES)],
        "interval": SHORTEST_STEP,
        "maxDataPoints": POINTS,
        "options": {
            "legend": {
                "showLegend": True,
                "displayMode": "list",
                "placement": "bottom",
                "calcs": [],
            },
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        "fieldConfig": _by_series(panel, figures) if panel.series else _by_figure(panel, figures),
    }


def _by_series(panel: Trend, figures: list[str]) -> dict[str, Any]:
    if len(figures) != 1:
        raise CentspanError(
            f"panel {panel.title!r} draws a line for each {panel.series}: expected one figure in the "
            f"answer of {panel.question}, found {', '.join(figures) or 'none'}"
        )
    named = "${__field.labels." + panel.series + "}"
    return {
        "defaults": _defaults(panel, unit(figures[0])) | {"displayName": named},
        "overrides": [_goal(panel.goal, named)] if panel.goal else [],
    }


def _goal(column: str, named: str) -> dict[str, Any]:
    """Dashed, grey and whole where calls leave gaps.

    Not in the legend, where lines without a goal would have one as well.
    """
    return fields.override(
        column,
        unit=unit(column),
        displayName=f"{named}: goal",
        color=fields.PLAIN,
        custom_lineStyle={"fill": "dash", "dash": [6, 6]},
        custom_showPoints="never",
        custom_spanNulls=True,
        custom_hideFrom=fields.SHOWN | {"legend": True},
    )


def _by_figure(panel: Trend, figures: list[str]) -> dict[str, Any]:
    named = labels(figures)
    return {
        "defaults": _defaults(panel, unit(figures[0]) if figures else "none"),
        "overrides": [
            fields.override(name, unit=unit(name), displayName=named[name]) for name in figures
        ],
    }


def _defaults(panel: Trend, shown: str) -> dict[str, Any]:
    return fields.defaults(
        unit=shown, empty=panel.empty, color=fields.BY_NAME, custom=_custom(panel)
    ) | {"thresholds": fields.steps(panel.thresholds, base="transparent")}


def _custom(panel: Trend) -> dict[str, Any]:
    return {
        "drawStyle": "bars" if panel.bars else "line",
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "fillOpacity": 80 if panel.bars else 40 if panel.stacked else 0,
        "gradientMode": "none",
        "showPoints": "auto",
        "pointSize": 4,
        "spanNulls": False,
        "barAlignment": 0,
        "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
        "axisPlacement": "auto",
        "axisLabel": "",
        "axisSoftMin": 0,
        "scaleDistribution": {"type": "linear"},
        "thresholdsStyle": {"mode": "dashed" if panel.thresholds else "off"},
        "hideFrom": fields.SHOWN,
    }
