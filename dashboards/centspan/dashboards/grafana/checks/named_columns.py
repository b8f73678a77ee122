"""Checks that what a panel names is in its answer, and shown in the unit of its name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from centspan.collector.answers import columns
from centspan.dashboards.grafana.checks.finding import Finding, Json, asking
from centspan.dashboards.grafana.units import unit
from centspan.instrumentation.errors import CentspanError

ANNOTATED: Final = ("time", "title", "text", "tags")
_ONE: Final = re.compile(r"/\^(\w+)\$/")
_LABEL: Final = re.compile(r"\$\{__field\.labels\.(\w+)\}")


def there(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Every column that a panel names is one of its answer's."""
    for panel in asking(board):
        known, what = _known(panel)
        if what:
            yield Finding(board["uid"], panel["title"], what)
        for name in _named(panel) if known else ():
            if name not in known:
                listed = ", ".join(known)
                yield Finding(
                    board["uid"], panel["title"], f"its answer has no {name!r}, but {listed}"
                )


def in_their_units(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """A figure's unit is that of its name."""
    for panel in asking(board):
        for name, shown in _shown(panel):
            ages = {"dateTimeFromNow"} if unit(name) == "dateTimeAsIso" else set[str]()
            if shown not in {unit(name), *ages}:
                what = f"shows {name} in the unit {shown!r}, not {unit(name)!r}"
                yield Finding(board["uid"], panel["title"], what)


def by_time(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Lines over time begin with the column `time` and are sorted by it."""
    for panel in asking(board):
        if panel["type"] != "timeseries":
            continue
        known, _what = _known(panel)
        sql = panel["targets"][0].get("rawSql", "") if panel.get("targets") else ""
        if known[:1] != ("time",):
            yield Finding(
                board["uid"], panel["title"], "the first column of its answer is not time"
            )
        if not re.search(r"ORDER BY time\b[^()]*$", sql):
            yield Finding(board["uid"], panel["title"], "its answer is not sorted by time")


def annotated(board: Json, _: Mapping[str, Json]) -> Iterator[Finding]:
    """Annotations have the columns that Grafana takes them from."""
    for each in board["annotations"]["list"]:
        if "target" in each and (not each.get("enable") or each.get("hide")):
            yield Finding(board["uid"], f"annotation {each['name']}", "is off, or hidden")
        known = _columns(each["target"]["rawSql"])[0] if "target" in each else ANNOTATED
        if missing := [name for name in ANNOTATED if name not in known]:
            where = f"annotation {each['name']}"
            yield Finding(board["uid"], where, f"its answer lacks {', '.join(missing)}")


def _known(panel: Json) -> tuple[tuple[str, ...], str]:
    targets = panel.get("targets") or [{}]
    return _columns(targets[0].get("rawSql", ""))


def _columns(sql: str) -> tuple[tuple[str, ...], str]:
    try:
        return columns(sql), ""
    except CentspanError as error:
        return (), str(error)


def _named(panel: Json) -> Iterator[str]:
    config = panel["fieldConfig"]
    reduce = panel["options"].get("reduceOptions", {}).get("fields", "")
    yield from _ONE.findall(reduce) or ([reduce] if reduce else [])
    yield from _LABEL.findall(config["defaults"].get("displayName", ""))
    yield from _overridden(config)
    for each in panel.get("transformations", ()):
        yield from each["options"].get("include", {}).get("names", ())
        yield from (mapping["fieldName"] for mapping in each["options"].get("mappings", ()))


def _shown(panel: Json) -> Iterator[tuple[str, Any]]:
    """Each figure that a panel names, and its unit."""
    config = panel["fieldConfig"]
    shown = config["defaults"].get("unit")
    match panel["type"]:
        case "stat":
            names = _ONE.findall(panel["options"]["reduceOptions"]["fields"])
        case "piechart" | "bargauge":
            names = [panel["transformations"][-1]["options"]["mappings"][-1]["fieldName"]]
        case "barchart":
            names = [name for name in _named(panel) if name != panel["options"]["xField"]]
        case "timeseries" if label := _LABEL.findall(config["defaults"].get("displayName", "")):
            names = [name for name in _known(panel)[0] if name not in ("time", *label)]
        case _:
            names = []
    yield from ((name, shown) for name in names)
    for each in config["overrides"]:
        properties = {of["id"]: of["value"] for of in each["properties"]}
        yield each["matcher"]["options"], properties.get("unit")


def _overridden(config: Json) -> Iterator[str]:
    return (each["matcher"]["options"] for each in config["overrides"])
