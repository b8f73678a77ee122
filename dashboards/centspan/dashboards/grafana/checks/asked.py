"""Checks of queries: whom they ask, and in which form."""

from collections import Counter
from collections.abc import Iterator, Mapping

from centspan.dashboards.grafana.checks.finding import Finding, Json, asking, queries
from centspan.dashboards.grafana.names import SOURCE
from centspan.dashboards.grafana.queries import KINDS, SERIES, TABLE
from centspan.dashboards.grafana.trend import POINTS, SHORTEST_STEP


def of_the_source(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Everything asks the data source that the reader chose."""
    askers = [(panel["title"], panel) for panel in asking(board)]
    askers += [(title, target) for panel in asking(board) for title, target in _targets(panel)]
    askers += [(each["name"], each) for each in board["templating"]["list"] if "definition" in each]
    askers += [(each["name"], each) for each in board["annotations"]["list"] if "target" in each]
    for where, each in askers:
        if each.get("datasource") != SOURCE:
            found = each.get("datasource")
            yield Finding(
                board["uid"], where, f"asks {found}, not the data source chosen: {SOURCE}"
            )


def in_form(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Lines over time ask for series, all others for a table, and the plugin is told so twice."""
    for panel in asking(board):
        kind = SERIES if panel["type"] == "timeseries" else TABLE
        for target in panel.get("targets", ()):
            if target.get("format") != kind or isinstance(target.get("format"), bool):
                found = target.get("format")
                yield Finding(board["uid"], panel["title"], f"asks in format {found!r}, not {kind}")
    for where, query in queries(board):
        if query.get("hide"):
            yield Finding(board["uid"], where, "is hidden, and so never asked")
        expected = {"editorType": "sql", "queryType": KINDS.get(query.get("format", ""))}
        for key, value in expected.items():
            if query.get(key) != value:
                yield Finding(board["uid"], where, f"{key} is {query.get(key)!r}, not {value!r}")
        if not str(query.get("pluginVersion")).startswith("4."):
            yield Finding(
                board["uid"], where, "names no plugin version 4: the plugin would rewrite it"
            )


def once(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Each panel asks one question, under a name of its own."""
    for panel in asking(board):
        refs = Counter(target.get("refId") for target in panel.get("targets", ()))
        if len(refs) != 1 or max(refs.values()) > 1 or None in refs:
            yield Finding(board["uid"], panel["title"], f"expected one query, found {dict(refs)}")


def by_the_hour(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Steps of time are never finer than the rollups."""
    for panel in asking(board):
        steps = (panel.get("interval"), panel.get("maxDataPoints"))
        if panel["type"] == "timeseries" and steps != (SHORTEST_STEP, POINTS):
            expected = f"{SHORTEST_STEP!r} and {POINTS}"
            what = f"its shortest step and its most points are {steps}, not {expected}"
            yield Finding(board["uid"], panel["title"], what)


def _targets(panel: Json) -> list[tuple[str, Json]]:
    return [(panel["title"], target) for target in panel.get("targets", ())]
