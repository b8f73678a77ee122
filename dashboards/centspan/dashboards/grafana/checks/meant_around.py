"""Checks that a board's variables, annotations, time and links are those of its definition."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from centspan.collector.grafana import board_uid
from centspan.collector.query import load
from centspan.dashboards.board import AnyPanel, Bars, Board, Link, Pie, Table
from centspan.dashboards.grafana.checks.defined import definition, pairs
from centspan.dashboards.grafana.checks.finding import Finding, Json

_OURS: Final = ("datasource", "viewer")
"""Variables of every board."""
_TO: Final = re.compile(r"/d/([\w-]+)\?")
_CARRIED: Final = re.compile(r"\$\{(\w+):queryparam\}")
_SET: Final = re.compile(r"var-(\w+)=\$\{__(?:field\.name|data\.fields\.(\w+)):percentencode\}")


def on_its_time(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Title, description, range and refresh are the definition's."""
    defined = definition(board)
    if not defined:
        return
    for what, found, expected in (
        ("title", board.get("title"), f"centspan / {defined.title}"),
        ("description", board.get("description"), defined.description),
        ("refresh", board.get("refresh"), defined.refresh),
        ("range", (board.get("time") or {}).get("from"), f"now-{defined.since}"),
    ):
        if found != expected:
            yield Finding(board["uid"], "", f"its {what} is {found!r}, not {expected!r}")


def limited_by_its_variables(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Variables are the definition's, each lists the values of its own question, and texts begin empty."""
    defined = definition(board)
    if not defined:
        return
    found = {each["name"]: each for each in board["templating"]["list"]}
    names = [name for name in found if name not in _OURS]
    if names != [each.name for each in defined.variables]:
        yield Finding(board["uid"], "", f"its variables are {', '.join(names)}")
    for variable in defined.variables:
        drawn = found.get(variable.name, {})
        where = f"variable {variable.name}"
        if not variable.many and (drawn.get("query") or drawn.get("current", {}).get("value")):
            yield Finding(board["uid"], where, "begins with a text, where none was expected")
        if variable.many and not _asks(drawn.get("query"), load(variable.question).for_grafana()):
            yield Finding(board["uid"], where, f"does not list what {variable.question} does")


def marked_by_its_questions(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Annotations are the definition's, each of its own question."""
    defined = definition(board)
    if not defined:
        return
    drawn = [each["target"] for each in board["annotations"]["list"] if "target" in each]
    if len(drawn) != len(defined.annotations):
        yield Finding(board["uid"], "", f"has {len(drawn)} annotations, not {defined.annotations}")
    names = [variable.name for variable in defined.variables]
    for question, target in zip(defined.annotations, drawn, strict=False):
        if not _asks(target, load(question).for_grafana(names)):
            yield Finding(board["uid"], f"annotation {question}", "does not ask its question")


def leading_where_defined(board: Json, boards: Mapping[str, Json]) -> Iterator[Finding]:
    """Rows lead to the definition's board, with its variables set and those of both boards carried along."""
    here = definition(board)
    viewer = any(each["name"] == "viewer" for each in board["templating"]["list"])
    for panel, drawn in pairs(board) if here else ():
        for column, link in _links(panel).items():
            urls = _urls(drawn["fieldConfig"], column)
            if link.board.startswith("/"):
                right = len(urls) == viewer and all("${viewer}/" in url for url in urls)
            else:
                there = definition(boards.get(board_uid(link.board), {"uid": ""}))
                right = len(urls) == 1 and _as_defined(urls[0], link, here, there)
            if not right:
                what = f"leads to {urls}, not to {link.board} with {dict(link.variables)}"
                yield Finding(board["uid"], panel.title, what)


def _asks(query: Any, sql: str) -> bool:
    """Whether the query is the question's, alone or as the only thing another selects from."""
    text = " ".join((query or {}).get("rawSql", "").split())
    asked = " ".join(sql.split())
    around = re.fullmatch(r"SELECT [^()]*(?:\([^()]*\)[^()]*)*FROM \( (.*) \)(?: AS answer)?", text)
    return asked == text or (around is not None and around[1] == asked)


def _links(panel: AnyPanel) -> dict[str, Link]:
    """By column; of pies and bars, whose rows are fields, under no name."""
    if isinstance(panel, Table):
        return dict(panel.links)
    return {"": panel.link} if isinstance(panel, Pie | Bars) and panel.link else {}


def _urls(config: Json, column: str) -> list[str]:
    if not column:
        return [link["url"] for link in config["defaults"].get("links", ())]
    return [
        link["url"]
        for each in config["overrides"]
        for of in each["properties"]
        if each["matcher"]["options"] == column and of["id"] == "links"
        for link in of["value"]
    ]


def _as_defined(url: str, link: Link, here: Board | None, there: Board | None) -> bool:
    found = _TO.match(url)
    if not (here and there and found and found[1] == board_uid(link.board)):
        return False
    values = dict(_SET.findall(url))
    right = {name: of for name, of in link.variables.items() if values.get(name) in (of, "")}
    theirs = {each.name for each in there.variables}
    both = {each.name for each in here.variables if each.many} & theirs
    carried = set(_CARRIED.findall(url)) - set(_OURS)
    return (
        values.keys() == right.keys() == link.variables.keys() and carried == both - values.keys()
    )
