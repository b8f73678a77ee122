"""What a dashboard was drawn of: its board's definition, panel by panel."""

from collections.abc import Iterator
from typing import Final

from centspan.collector.grafana import board_uid
from centspan.collector.query import load
from centspan.dashboards.board import AnyPanel, Bars, Board, Pie, Stat, Table, Trend
from centspan.dashboards.boards import BOARDS
from centspan.dashboards.grafana.checks.finding import Json, asking
from centspan.dashboards.grafana.names import panel_id

_KINDS: Final[dict[type[AnyPanel], str]] = {
    Stat: "stat",
    Trend: "timeseries",
    Pie: "piechart",
    Bars: "bargauge",
    Table: "table",
}
_BY_UID: Final = {board_uid(board.uid): board for board in BOARDS}


def kind(panel: AnyPanel) -> str:
    """Grafana's kind of panel."""
    return "barchart" if isinstance(panel, Bars) and panel.signed else _KINDS[type(panel)]


def definition(drawn: Json) -> Board | None:
    """The board of ours that was drawn; none for the page of numbers, or a uid of nobody's."""
    return _BY_UID.get(drawn["uid"])


def pairs(drawn: Json) -> Iterator[tuple[AnyPanel, Json]]:
    """Each panel as it is defined and, where it is there, as it was drawn."""
    board = definition(drawn)
    by_id = {panel["id"]: panel for panel in asking(drawn)}
    for row in board.rows if board else ():
        for panel in row.panels:
            if panel_id(panel.title) in by_id:
                yield panel, by_id[panel_id(panel.title)]


def question(panel: AnyPanel, board: Board) -> str:
    """The SQL of a panel's question for the variables of its board."""
    query = load(panel.question)
    step = {"grain": 0} if "grain" in query.parameters and not isinstance(panel, Trend) else {}
    names = [variable.name for variable in board.variables]
    return query.for_grafana(names, **(step | dict(panel.values)))
