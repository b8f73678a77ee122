"""Checks that panels show what their board's definition says: which, where, of what, in which colours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from centspan.dashboards.board import AnyPanel, Bars, Stat, Threshold, Trend
from centspan.dashboards.grafana.checks.defined import definition, kind, pairs, question
from centspan.dashboards.grafana.checks.finding import Finding, Json, asking
from centspan.dashboards.last_day import last_day

BASES: Final = ("text", "transparent", "blue")
"""Colours below every threshold."""


def all_there(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel of the definition is there, of its kind, under its title, and none beside them."""
    defined = definition(board)
    if not defined:
        return
    found = list(pairs(board))
    expected = sum(len(row.panels) for row in defined.rows)
    if not len(found) == expected == len(asking(board)):
        what = f"has {len(found)} of {expected} panels, and {len(asking(board))} in all"
        yield Finding(board["uid"], "", what)
    for panel, drawn in found:
        told = last_day(panel.question)
        title = f"{panel.title} ({told})" if told else panel.title
        if (drawn["type"], drawn["title"]) != (kind(panel), title):
            what = f"is {drawn['type']} {drawn['title']!r}, not {kind(panel)} {title!r}"
            yield Finding(board["uid"], panel.title, what)
        if drawn.get("description") != panel.description:
            yield Finding(board["uid"], panel.title, "describes another panel")


def side_by_side(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Panels have their own width and height, and no line of the grid lies bare between them."""
    for panel, drawn in pairs(board):
        at = drawn["gridPos"]
        if (at["w"], at["h"]) != (panel.width, panel.height):
            what = f"is {at['w']} by {at['h']}, not {panel.width} by {panel.height}"
            yield Finding(board["uid"], panel.title, what)
    taken = {
        y
        for each in board["panels"]
        for y in range(each["gridPos"]["y"], each["gridPos"]["y"] + each["gridPos"]["h"])
    }
    if bare := set(range(max(taken, default=0))) - taken:
        yield Finding(board["uid"], "", f"the grid's lines from {min(bare)} on are bare")


def asks_its_question(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel asks its question, limited to the board's variables, and nothing around it."""
    defined = definition(board)
    for panel, drawn in pairs(board) if defined else ():
        sql = drawn["targets"][0].get("rawSql", "") if drawn.get("targets") else ""
        expected = question(panel, defined) if defined else ""
        if isinstance(panel, Stat) and panel.before:
            expected = _beside_before(panel, expected)
        if sql.split() != expected.split():
            what = f"does not ask the question {panel.question} alone"
            yield Finding(board["uid"], panel.title, what)


def figures_of_the_definition(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """A figure is the definition's column, a rise is good or bad as it says, bars begin at zero, and lines are stacked where they add up."""
    for panel, drawn in pairs(board):
        for what, found, expected in _looks(panel, drawn):
            if found != expected:
                yield Finding(
                    board["uid"], panel.title, f"its {what} is {found!r}, not {expected!r}"
                )


def thresholds_of_the_definition(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Values and colours of thresholds are the definition's, and below them nothing has a colour of theirs."""
    for panel, drawn in pairs(board):
        config = drawn["fieldConfig"]
        steps = [(panel, config["defaults"].get("thresholds", {}))]
        given = getattr(panel, "thresholds", ())
        if isinstance(given, Mapping):
            steps = [(name, _of_column(config, name)) for name in given]
        for name, found in steps:
            expected = given[name] if isinstance(given, Mapping) else given
            if _read(found) != _wanted(expected):
                what = f"its thresholds are {_read(found)}, not {_wanted(expected)}"
                yield Finding(board["uid"], panel.title, what)
            if any(step.get("color") not in BASES for step in found.get("steps", [])[:1]):
                yield Finding(board["uid"], panel.title, "is coloured below its thresholds")


def _beside_before(panel: Stat, sql: str) -> str:
    before, now = (f"toFloat64(answer.{name})" for name in (panel.before, panel.column))
    return (
        f"SELECT arrayJoin([nullIf({before}, 0), {now}]) AS {panel.column} FROM ( {sql} ) AS answer"
    )


def _looks(panel: AnyPanel, drawn: Json) -> Iterator[tuple[str, Any, Any]]:
    options = drawn["options"]
    if isinstance(panel, Stat):
        named = re.sub(r"[/^$]", "", options["reduceOptions"].get("fields", ""))
        yield "column", named, panel.column
        rising = "inverted" if panel.up_is_bad else "standard"
        yield "colour of a rise", options.get("percentChangeColorMode"), rising
        yield "change", options.get("showPercentChange"), bool(panel.before)
    if isinstance(panel, Bars):
        yield (
            "line of zero",
            drawn["fieldConfig"]["defaults"].get("min"),
            None if panel.signed else 0,
        )
        yield "name of bars", options.get("xField"), panel.name if panel.signed else None
    if isinstance(panel, Trend):
        custom = drawn["fieldConfig"]["defaults"].get("custom", {})
        stacked = "normal" if panel.stacked else "none"
        yield "stacking", custom.get("stacking", {}).get("mode"), stacked
        yield "style", custom.get("drawStyle"), "bars" if panel.bars else "line"
        yield "scale", custom.get("scaleDistribution", {}).get("type"), "linear"


def _of_column(config: Json, name: str) -> Json:
    return next(
        (
            of["value"]
            for each in config["overrides"]
            for of in each["properties"]
            if each["matcher"]["options"] == name and of["id"] == "thresholds"
        ),
        {},
    )


def _read(found: Json) -> list[tuple[Any, Any]]:
    return [(step.get("value"), step.get("color")) for step in found.get("steps", [])[1:]]


def _wanted(given: Sequence[Threshold]) -> list[tuple[Any, Any]]:
    return [(each.value, each.color) for each in sorted(given, key=lambda each: each.value)]
