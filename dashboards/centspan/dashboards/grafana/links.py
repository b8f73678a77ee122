"""Where clicks lead: to boards with the row's values and the reader's range, or to the viewer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Final

from centspan.collector.grafana import board_uid
from centspan.dashboards.board import Board, Link
from centspan.dashboards.grafana.names import number_url

CARRIED: Final = "${__url_time_range}&${datasource:queryparam}"


@dataclass(frozen=True, slots=True)
class Around:
    """What a board's links need to know: the board, all boards by uid, and whether there is a viewer."""

    board: Board
    boards: Mapping[str, Board] = field(default_factory=dict[str, Board])
    viewer: bool = False


def data_links(
    link: Link | None, around: Around, *, row_is_field: bool = False
) -> list[dict[str, Any]]:
    """The link as Grafana's; none to the viewer where there is none.

    With `row_is_field` each row has become a field of its own, whose name is the row's value.
    """
    if link is None or (link.board.startswith("/") and not around.viewer):
        return []
    if link.board.startswith("/"):
        return [_data_link("Open in the viewer", "${viewer}" + _path(link.board))]
    there = around.boards.get(link.board)
    title = f"Open {there.title if there else link.board}"
    kept = [each for each in _shared(around.board, there) if each not in link.variables]
    parts = [
        CARRIED,
        *(f"${{{name}:queryparam}}" for name in kept),
        *(f"var-{name}={_value(of, row_is_field)}" for name, of in link.variables.items()),
    ]
    return [_data_link(title, f"/d/{board_uid(link.board)}?{'&'.join(parts)}")]


def number_link(anchor: str) -> dict[str, Any]:
    """A panel's link to how its number is made."""
    return _link("How this number is made", number_url(anchor))


def other_boards(tag: str) -> dict[str, Any]:
    """The dropdown of all boards with the tag; it carries range and variables along."""
    return _link("All boards", "") | {
        "type": "dashboards",
        "icon": "external link",
        "tags": [tag],
        "asDropdown": True,
        "includeVars": True,
        "keepTime": True,
    }


def in_viewer(board: str) -> dict[str, Any]:
    """A board's link to the same board in the viewer."""
    return _link("In the viewer", f"${{viewer}}/boards/{board}") | {"icon": "external link"}


def _shared(here: Board, there: Board | None) -> list[str]:
    """What both boards may be limited to; texts that somebody looked up stay behind."""
    names = {variable.name for variable in there.variables} if there else set[str]()
    return [each.name for each in here.variables if each.many and each.name in names]


def _value(column: str, row_is_field: bool) -> str:
    of = "__field.name" if row_is_field else f"__data.fields.{column}"
    return f"${{{of}:percentencode}}"


def _path(path: str) -> str:
    return "".join(
        text + (_value(name, row_is_field=False) if name else "")
        for text, name, _, _ in Formatter().parse(path)
    )


def _data_link(title: str, url: str) -> dict[str, Any]:
    return {"title": title, "url": url, "targetBlank": False}


def _link(title: str, url: str) -> dict[str, Any]:
    return {
        "type": "link",
        "title": title,
        "url": url,
        "icon": "question",
        "tooltip": "",
        "tags": list[str](),
        "asDropdown": False,
        "includeVars": False,
        "keepTime": False,
        "targetBlank": False,
    }
