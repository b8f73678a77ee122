"""Checks of colours: names that Grafana knows, thresholds that rise, red for thresholds alone."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from centspan.dashboards.grafana.checks.finding import Finding, Json, asking

COLORS: Final = ("text", "transparent", "green", "yellow", "orange", "red", "blue", "purple")
MODES: Final = ("palette-classic-by-name", "fixed", "thresholds")


def rising(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Thresholds begin below everything, rise, and have colours that Grafana knows."""
    for panel in asking(board):
        for each in _all(panel, "thresholds"):
            for what in _unlike_steps(each.get("steps", [])):
                yield Finding(board["uid"], panel["title"], what)


def calm(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Colours are stable by name, plain, or of thresholds; nothing else is red."""
    for panel in asking(board):
        for each in _all(panel, "color"):
            if each.get("mode") not in MODES or each.get("fixedColor", "text") not in COLORS:
                yield Finding(board["uid"], panel["title"], f"Grafana has no colour {each}")
            if each.get("fixedColor") == "red":
                yield Finding(board["uid"], panel["title"], "is red without a threshold")
    for each in board["annotations"]["list"]:
        if (each.get("iconColor") not in COLORS and "target" in each) or each.get(
            "iconColor"
        ) == "red":
            what = f"its colour is {each.get('iconColor')!r}"
            yield Finding(board["uid"], f"annotation {each['name']}", what)


def _all(panel: Json, key: str) -> Iterator[dict[str, Any]]:
    config = panel["fieldConfig"]
    yield config["defaults"].get(key, {})
    for each in config["overrides"]:
        yield from (of["value"] for of in each["properties"] if of["id"] == key)


def _unlike_steps(steps: list[Any]) -> Iterator[str]:
    values = [step.get("value") for step in steps]
    if not values or values[0] is not None or None in values[1:]:
        yield f"its thresholds do not begin below everything: {values}"
        return
    if any(one >= other for one, other in pairwise(values[1:])):
        yield f"its thresholds do not rise: {values}"
    for step in steps:
        if step.get("color") not in COLORS:
            yield f"Grafana has no colour {step.get('color')!r}"
