"""Every column of an answer."""

from typing import Any, Final

from centspan.collector.answers import columns
from centspan.dashboards.board import Table
from centspan.dashboards.grafana import fields, queries
from centspan.dashboards.grafana.links import Around, data_links
from centspan.dashboards.grafana.units import labels, unit

UNKNOWN: Final = "–"
"""In cells without a value; the panel's own text stands only where there is no row."""


def draw(panel: Table, around: Around) -> dict[str, Any]:
    """The panel's query, options and fields."""
    sql = queries.sql_of(panel, around.board, stepped=False)
    names = columns(sql)
    named = labels(names)
    cells = {
        "align": "auto",
        "cellOptions": {"type": "auto"},
        "inspect": False,
        "filterable": False,
    }
    return {
        "targets": [queries.target(sql, queries.TABLE)],
        "options": {"showHeader": True, "cellHeight": "sm", "frameIndex": 0, "sortBy": []},
        "fieldConfig": {
            "defaults": fields.defaults(
                unit="none", empty=panel.empty, color=fields.PLAIN, custom=cells
            ),
            "overrides": [_column(panel, around, name, named[name]) for name in names],
        },
    }


def _column(panel: Table, around: Around, name: str, label: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"displayName": label, "unit": unit(name), "noValue": UNKNOWN}
    if links := data_links(panel.links.get(name), around):
        shown["links"] = links
    if name in panel.thresholds:
        shown |= {
            "color": fields.BY_THRESHOLD,
            "thresholds": fields.steps(panel.thresholds[name]),
            "custom_cellOptions": {"type": "color-text"},
        }
    return fields.override(name, **shown)
