"""Checks of links: to boards, variables and columns that there are, with the range carried along."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from centspan.collector.answers import columns
from centspan.dashboards.grafana.checks.finding import Finding, Json, asking
from centspan.dashboards.grafana.links import CARRIED
from centspan.instrumentation.errors import CentspanError

_URL: Final = re.compile(r"/d/([\w-]+)\?(.*)")
_SET: Final = re.compile(r"var-(\w+)=([^&]*)")
_CARRIED: Final = re.compile(r"\$\{(\w+):queryparam\}")
_VALUE: Final = re.compile(r"\$\{__data\.fields\.(\w+):percentencode\}")
_VIEWER: Final = "${viewer}/"
FIELD: Final = "${__field.name:percentencode}"


def leading_somewhere(board: Json, boards: Mapping[str, Json]) -> Iterator[Finding]:
    """Every link of a row leads to a board of ours or, where there is one, to the viewer."""
    names = _variables(board)
    for panel in asking(board):
        for url in _data_links(panel):
            wrong = (
                _to_viewer(url, names)
                if url.startswith("${viewer}")
                else _to_board(url, boards, names)
            )
            for what in (*wrong, *_of_row(url, panel)):
                yield Finding(board["uid"], panel["title"], f"the link {url} {what}")


def leading_to_numbers(board: Json, boards: Mapping[str, Json]) -> Iterator[Finding]:
    """Every panel's own link leads to a panel that there is."""
    for panel in asking(board):
        for link in panel.get("links", ()):
            found = re.fullmatch(r"/d/([\w-]+)\?viewPanel=(\d+)", link["url"])
            there = boards.get(found[1], {"panels": []})["panels"] if found else []
            if not found or int(found[2]) not in [each["id"] for each in there]:
                what = f"no section says how its number is made: {link['url']}"
                yield Finding(board["uid"], panel["title"], what)


def _data_links(panel: Json) -> Iterator[str]:
    config = panel["fieldConfig"]
    for link in config["defaults"].get("links", ()):
        yield link["url"]
    for each in config["overrides"]:
        for of in each["properties"]:
            if of["id"] == "links":
                yield from (link["url"] for link in of["value"])


def _to_viewer(url: str, names: set[str]) -> Iterator[str]:
    if not url.startswith(_VIEWER) or "viewer" not in names:
        yield "needs the variable viewer, and a path behind it"
    if "${" in _VALUE.sub("", url.removeprefix(_VIEWER)):
        yield "has a value in it that is not encoded"


def _to_board(url: str, boards: Mapping[str, Json], names: set[str]) -> Iterator[str]:
    found = _URL.fullmatch(url)
    if not found or found[1] not in boards:
        yield f"leads to no board of ours; known: {', '.join(sorted(boards))}"
        return
    if not found[2].startswith(CARRIED):
        yield "does not carry the range and the data source along"
    theirs = _variables(boards[found[1]])
    asked = {name for name, _ in _SET.findall(found[2])} | set(_CARRIED.findall(found[2]))
    for name in sorted(asked - theirs):
        yield f"sets {name}, which is no variable of {found[1]}"
    for name in sorted(set(_CARRIED.findall(found[2])) - names):
        yield f"carries {name}, which is no variable of this board"


def _of_row(url: str, panel: Json) -> Iterator[str]:
    for name, value in _SET.findall(url):
        if not _VALUE.fullmatch(value) and value != FIELD:
            yield f"sets {name} to {value}, which is no encoded value of the row"
    by_field = "rowsToFields" in [each["id"] for each in panel.get("transformations", ())]
    if (FIELD in url) > by_field:
        yield "takes a field's name for a row's value"
    known = _columns(panel)
    for name in _VALUE.findall(url):
        if name not in known or by_field:
            yield f"takes {name}, which the row has not"


def _columns(panel: Json) -> tuple[str, ...]:
    try:
        return columns(panel["targets"][0]["rawSql"])
    except (CentspanError, LookupError):
        return ()


def _variables(board: Json) -> set[str]:
    return {each["name"] for each in board["templating"]["list"]}
