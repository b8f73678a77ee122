"""The variables at the top of a board."""

from typing import Any, Final

from centspan.collector.grafana import PLUGIN, SOURCE_UID
from centspan.collector.query import load
from centspan.dashboards.board import Board, Variable
from centspan.dashboards.grafana import queries
from centspan.dashboards.grafana.names import SOURCE

ALL: Final = "'*'"
"""Stands for any value. Grafana puts it into the SQL as it is, without the quotes that
`:singlequote` puts around values, so that it has its own."""
_ON_RANGE: Final = 2


def variables(board: Board, viewer: str) -> list[dict[str, Any]]:
    """The data source, then what the board may be limited to, then where the viewer is, if anywhere."""
    listed = [_variable(each) for each in board.variables]
    return [_data_source(), *listed, *([_viewer(viewer)] if viewer else [])]


def _data_source() -> dict[str, Any]:
    """Ours where Grafana has it, else the plugin's first."""
    return {
        "type": "datasource",
        "name": "datasource",
        "label": "Data source",
        "query": PLUGIN,
        "regex": "",
        "multi": False,
        "includeAll": False,
        "refresh": 1,
        "hide": 0,
        "skipUrlSync": False,
        "options": [],
        "current": {"text": SOURCE_UID, "value": SOURCE_UID},
    }


def _variable(variable: Variable) -> dict[str, Any]:
    return _choice(variable) if variable.many else _text(variable)


def _choice(variable: Variable) -> dict[str, Any]:
    sql = _values(variable)
    return {
        "type": "query",
        "name": variable.name,
        "label": variable.label,
        "datasource": SOURCE,
        "query": queries.asked(sql, queries.TABLE, f"var-{variable.name}"),
        "definition": sql,
        "refresh": _ON_RANGE,
        "regex": "",
        "sort": 0,
        "multi": True,
        "includeAll": True,
        "allValue": ALL,
        "hide": 0,
        "skipUrlSync": False,
        "options": [],
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def _values(variable: Variable) -> str:
    """The question of values; in SQL's own spelling, as Grafana escapes quotes but no backslashes."""
    sql = load(variable.question).for_grafana()
    return (
        "SELECT replaceAll(answer.value, '\\\\', '\\\\\\\\') AS value, answer.value AS text\n"
        f"FROM (\n{sql}\n) AS answer"
    )


def _text(variable: Variable) -> dict[str, Any]:
    return {
        "type": "textbox",
        "name": variable.name,
        "label": variable.label,
        "query": "",
        "hide": 0,
        "skipUrlSync": False,
        "options": [],
        "current": {"text": "", "value": ""},
    }


def _viewer(url: str) -> dict[str, Any]:
    return {
        "type": "constant",
        "name": "viewer",
        "label": "Viewer",
        "query": url,
        "hide": 2,
        "skipUrlSync": True,
        "options": [],
        "current": {"text": url, "value": url},
    }
