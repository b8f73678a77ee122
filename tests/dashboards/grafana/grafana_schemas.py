"""Validates a dashboard against JSON Schemas made of Grafana's own types (tests/dashboards/schemas)."""

import gzip
import json
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator

MAJORS = ("11", "12", "13")
FOLDER = Path(__file__).parents[1] / "schemas"
STANDARD = {"unit", "displayName", "noValue", "color", "thresholds", "links", "mappings", "min"}
"""Properties of overrides that are no panel's own."""


@cache
def schemas(major):
    loaded = json.loads(gzip.decompress((FOLDER / f"grafana-{major}.json.gz").read_bytes()))
    definitions = loaded["dashboard"]["definitions"]
    # Grafana's types leave to the plugin what an annotation asks, and forget a variable's definition.
    definitions["AnnotationTarget"] = {}
    definitions["VariableModel"]["properties"]["definition"] = {"type": "string"}
    return loaded


def errors(board):
    """What Grafana's types forbid, as (version, panel, message)."""
    return [(major, *error) for major in MAJORS for error in _errors(board, major)]


def _errors(board, major):
    for message in _wrong(major, None, "dashboard", {**board, "panels": []}):
        yield "", message
    for panel in board["panels"]:
        what = "RowPanel" if panel["type"] == "row" else "Panel"
        checked = [(None, what, panel)]
        if what == "Panel":
            checked += _parts(panel)
        for kind, part, value in checked:
            for message in _wrong(major, kind, part, value):
                yield panel.get("title"), message


def _parts(panel):
    kind, config = panel["type"], panel.get("fieldConfig", {})
    yield kind, "options", panel.get("options", {})
    if custom := config.get("defaults", {}).get("custom"):
        yield kind, "fields", custom
    for each in config.get("overrides", ()):
        for of in each["properties"]:
            name, value = of["id"], of.get("value")
            if name.startswith("custom."):
                yield kind, "fields", {name.removeprefix("custom."): value}
            else:
                yield None, "FieldConfig", {name if name in STANDARD else "no such": value}


def _wrong(major, kind, part, value):
    validator = _validator(major, kind, part)
    if validator is None:
        return [f"there is no {part} of {kind}"]
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(value)]


@cache
def _validator(major, kind, part):
    loaded = schemas(major)
    if kind:
        schema = loaded["panels"].get(kind, {}).get(part)
    elif part == "dashboard":
        schema = loaded["dashboard"]
    else:
        definitions = loaded["dashboard"]["definitions"]
        schema = {"$ref": f"#/definitions/{part}", "definitions": definitions}
    return Draft7Validator(schema) if schema else None
