"""Questions as queries of Grafana's ClickHouse plugin."""

from typing import Any, Final

from centspan.collector.grafana import WRITTEN_FOR
from centspan.collector.query import load
from centspan.dashboards.board import Board, Panel
from centspan.dashboards.grafana.names import SOURCE

SERIES: Final = 0
TABLE: Final = 1
"""The plugin's formats: lines over time, and rows as they come."""
KINDS: Final = {SERIES: "timeseries", TABLE: "table"}


def sql_of(panel: Panel, board: Board, *, stepped: bool) -> str:
    """The panel's question for Grafana; only lines over time take Grafana's step."""
    query = load(panel.question)
    values = dict(panel.values)
    if "grain" in query.parameters and not stepped:
        values = {"grain": 0} | values
    return query.for_grafana(names_of(board), **values)


def names_of(board: Board) -> tuple[str, ...]:
    """The board's variables."""
    return tuple(variable.name for variable in board.variables)


def target(sql: str, kind: int, ref: str = "A") -> dict[str, Any]:
    """One query of a panel."""
    return {"datasource": SOURCE, **asked(sql, kind, ref), "meta": {}}


def asked(sql: str, kind: int, ref: str) -> dict[str, Any]:
    """What the plugin asks; panels, variables and annotations each wrap it in their own way."""
    return {
        "refId": ref,
        "editorType": "sql",
        "rawSql": sql,
        "format": kind,
        "queryType": KINDS[kind],
        "pluginVersion": WRITTEN_FOR,
    }
