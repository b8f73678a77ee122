"""Boards as their pages' scripts read them: panels in order, each with its kind and its number from 1."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from centspan.collector.query import load
from centspan.dashboards.board import AnyPanel, Board, Link, Row, Trend
from centspan.dashboards.last_day import last_day

_NESTED: Final = ("link", "links", "thresholds")


def numbered(board: Board) -> Iterator[tuple[int, AnyPanel]]:
    """Its panels, numbered from 1 in reading order."""
    return enumerate((panel for row in board.rows for panel in row.panels), 1)


def board_as_json(board: Board, boards: tuple[Board, ...]) -> dict[str, Any]:
    """All that the page of `board` needs to draw itself."""
    panels = dict(numbered(board))
    return {
        "uid": board.uid,
        "title": board.title,
        "description": board.description,
        "since": board.since,
        "refresh": board.refresh,
        "variables": [asdict(variable) for variable in board.variables],
        "annotations": bool(board.annotations),
        "rows": [{"title": row.title, "panels": _panels(row, panels)} for row in board.rows],
        "boards": {
            each.uid: {"title": each.title, "variables": [v.name for v in each.variables]}
            for each in boards
        },
    }


def _panels(row: Row, panels: Mapping[int, AnyPanel]) -> list[dict[str, Any]]:
    inside = {id(panel) for panel in row.panels}
    return [_panel(n, panel, panels) for n, panel in panels.items() if id(panel) in inside]


def _panel(number: int, panel: AnyPanel, panels: Mapping[int, AnyPanel]) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(panel).items() if name not in _NESTED}
    return fields | {
        "n": number,
        "kind": type(panel).__name__.lower(),
        "asks": next(n for n, other in panels.items() if _same_answer(panel, other)),
        "sentence": load(panel.question).question,
        "only": f"{told} of the range" if (told := last_day(panel.question)) else "",
        "link": _link(getattr(panel, "link", None)),
        "links": {name: _link(link) for name, link in getattr(panel, "links", {}).items()},
        "thresholds": _thresholds(getattr(panel, "thresholds", ())),
    }


def _same_answer(one: AnyPanel, other: AnyPanel) -> bool:
    """Panels of one answer ask once."""
    same = one.question == other.question and dict(one.values) == dict(other.values)
    return same and isinstance(one, Trend) == isinstance(other, Trend)


def _link(link: Link | None) -> dict[str, Any] | None:
    return {"board": link.board, "variables": dict(link.variables)} if link else None


def _thresholds(given: Any) -> Any:
    if isinstance(given, Mapping):
        return {name: _thresholds(each) for name, each in given.items()}
    return [{"value": each.value, "color": each.color} for each in given]
