"""Marks across all panels: what changed, what was unusual."""

from typing import Any, Final

from centspan.collector.answers import columns
from centspan.collector.query import load
from centspan.dashboards.board import Board
from centspan.dashboards.grafana import queries
from centspan.dashboards.grafana.names import SOURCE

COLORS: Final = {"changes": "purple", "spikes": "orange"}
"""None is red: that is for thresholds."""


def annotations(board: Board) -> list[dict[str, Any]]:
    """Grafana's own annotations, then the board's questions."""
    return [_grafana(), *(_question(name, board) for name in board.annotations)]


def _question(name: str, board: Board) -> dict[str, Any]:
    sql = load(name).for_grafana(queries.names_of(board))
    return {
        "name": name.replace("_", " ").capitalize(),
        "datasource": SOURCE,
        "enable": True,
        "hide": False,
        "iconColor": COLORS.get(name, "blue"),
        "target": queries.asked(_spelt(sql), queries.TABLE, "Anno"),
    }


def _spelt(sql: str) -> str:
    """Grafana takes a span's end from the column `timeEnd`."""
    if "time_end" not in columns(sql):
        return sql
    return f"SELECT time, time_end AS timeEnd, title, text, tags\nFROM (\n{sql}\n)"


def _grafana() -> dict[str, Any]:
    return {
        "builtIn": 1,
        "name": "Annotations & Alerts",
        "type": "dashboard",
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
    }
