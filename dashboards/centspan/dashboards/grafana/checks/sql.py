"""Checks of queries' text: macros, variables, and what is left of a question's parameters."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from centspan.dashboards.grafana.checks.finding import Finding, Json, queries
from centspan.dashboards.grafana.templating import ALL

MACROS: Final = ("__fromTime", "__toTime", "__interval_s")
"""What our questions use of the plugin's macros."""
_NAMED: Final = re.compile(r"\$(?:\{(\w+)(?::(\w+))?\}|([A-Za-z_]\w*))")
_BARE: Final = re.compile(rf"(?<![\w$])({'|'.join(MACROS)})\b")
_LEFT: Final = re.compile(r"(?<!\$)\{\w+:[A-Z]")
_LISTED: Final = re.compile(r"\[\$\{(\w+):singlequote\}\]")


def understood(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Every `$…` is a macro that the plugin knows or a variable of the board, quoted."""
    kinds = {each["name"]: each["type"] for each in board["templating"]["list"]}
    for where, query in queries(board):
        for what in _misunderstood(query.get("rawSql", ""), kinds):
            yield Finding(board["uid"], where, what)


def complete(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """No macro without its `$`, no `$$`, no parameter left, no parenthesis open, and some SQL at all."""
    for where, query in queries(board):
        sql = query.get("rawSql", "")
        if not sql.strip():
            yield Finding(board["uid"], where, "asks nothing")
        for found in _BARE.findall(sql):
            yield Finding(board["uid"], where, f"{found} lacks its $")
        if "$$" in sql:
            yield Finding(board["uid"], where, "has $$ where one $ was expected")
        for found in _LEFT.findall(sql):
            yield Finding(board["uid"], where, f"a question's parameter is left: {found}…")
        if sql.count("(") != sql.count(")"):
            yield Finding(board["uid"], where, "opens more or fewer parentheses than it closes")


def defined_and_used(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Every variable is used by something, and offers any value by the word that questions know."""
    text = str([board["panels"], board["annotations"], board.get("links")])
    for each in board["templating"]["list"]:
        name = each["name"]
        if not re.search(rf"\$\{{{name}(?::\w+)?\}}", text):
            yield Finding(board["uid"], f"variable {name}", "nothing uses it")
        if each["type"] != "query":
            continue
        offered = (each.get("multi"), each.get("includeAll"), each.get("allValue"))
        if offered != (True, True, ALL):
            yield Finding(
                board["uid"], f"variable {name}", f"offers no All that reads {ALL}: {offered}"
            )
        if each.get("definition") != each["query"].get("rawSql") or each.get("hide"):
            yield Finding(
                board["uid"], f"variable {name}", "is hidden, or defined otherwise than asked"
            )
        if each.get("refresh") != 2:
            yield Finding(board["uid"], f"variable {name}", "is not asked again for another range")


def _misunderstood(sql: str, kinds: Mapping[str, str]) -> Iterator[str]:
    for braced, form, plain in _NAMED.findall(sql):
        name = braced or plain
        if name.startswith("__"):
            if name not in MACROS or braced:
                yield f"${name} is no macro of ours; known: {', '.join(MACROS)}"
        elif name not in kinds:
            yield f"the board has no variable {name!r}"
        elif form != "singlequote":
            yield f"variable {name} is not quoted: write ${{{name}:singlequote}}"
        elif kinds[name] == "query" and name not in _LISTED.findall(sql):
            yield f"variable {name} has many values and stands in no list [${{{name}:singlequote}}]"
