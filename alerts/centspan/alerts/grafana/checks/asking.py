"""Checks of queries and expressions: whom they ask, in which form, and what is made of the answers."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import (
    EXPRESSION,
    Finding,
    Json,
    expressions,
    of_store,
    rules,
)
from centspan.collector.answers import columns
from centspan.collector.grafana import PLUGIN, SOURCE_UID
from centspan.instrumentation.errors import CentspanError

TABLE: Final = 1
_REF: Final = re.compile(r"[A-Z]")
_IN_MATH: Final = re.compile(r"\$\{?(\w+)\}?")
_ARITHMETIC: Final = re.compile(r"[\s\d.+*/()-]*")


def of_something(document: Json) -> Iterator[Finding]:
    """Every rule asks the store something whose columns can be told."""
    for rule in rules(document):
        if not of_store(rule):
            yield Finding(rule["uid"], "asks the store nothing")
        for each in of_store(rule):
            try:
                columns(each["model"]["rawSql"])
            except CentspanError as error:
                yield Finding(rule["uid"], f"{each['refId']}: {error}")


def once(document: Json) -> Iterator[Finding]:
    """Each query has a name of its own, and the same one twice."""
    for rule in rules(document):
        for ref, times in Counter(each["refId"] for each in rule["data"]).items():
            if times > 1 or not _REF.fullmatch(ref):
                yield Finding(
                    rule["uid"], f"query {ref!r} stands there {times} times, or is no letter"
                )
        for each in rule["data"]:
            if each["model"]["refId"] != each["refId"]:
                found = each["model"]["refId"]
                yield Finding(rule["uid"], f"query {each['refId']} is {found!r} in its model")


def of_the_source(document: Json) -> Iterator[Finding]:
    """Queries ask the data source that we provision; expressions none."""
    for rule in rules(document):
        for each in rule["data"]:
            made = each["datasourceUid"] == EXPRESSION
            expected = (
                {"type": EXPRESSION, "uid": EXPRESSION}
                if made
                else {"type": PLUGIN, "uid": SOURCE_UID}
            )
            if each["model"]["datasource"] != expected or each["datasourceUid"] != expected["uid"]:
                yield Finding(rule["uid"], f"query {each['refId']} asks another than {expected}")


def in_tables(document: Json) -> Iterator[Finding]:
    """Queries are SQL in the plugin's form of today, and give tables."""
    expected = {"editorType": "sql", "queryType": "table", "format": TABLE}
    for rule in rules(document):
        for each in of_store(rule):
            for key, value in expected.items():
                if each["model"][key] != value:
                    found = each["model"][key]
                    yield Finding(
                        rule["uid"], f"{each['refId']}: {key} is {found!r}, not {value!r}"
                    )
            if not re.fullmatch(r"4\.\d+\.\d+", each["model"]["pluginVersion"]):
                yield Finding(rule["uid"], f"{each['refId']}: names no plugin version 4")
            if each["model"]["intervalMs"] < 1000 or each["model"]["maxDataPoints"] < 1:
                yield Finding(rule["uid"], f"{each['refId']}: has no step, or no points")


def judged(document: Json) -> Iterator[Finding]:
    """The condition is whether the first query's number is above 1, and is the only threshold."""
    for rule in rules(document):
        made = {each["refId"]: each["model"] for each in expressions(rule)}
        condition = made.get(rule["condition"])
        if condition is None or condition["type"] != "threshold":
            yield Finding(rule["uid"], f"its condition {rule['condition']!r} is no threshold of it")
            continue
        first = [each["refId"] for each in of_store(rule)][:1]
        if [condition["expression"]] != first:
            yield Finding(rule["uid"], f"judges {condition['expression']!r}, expected {first}")
        evaluators = [each["evaluator"] for each in condition.get("conditions", ())]
        if evaluators != [{"type": "gt", "params": [1]}] or evaluators[0]["params"][0] is True:
            yield Finding(rule["uid"], f"alerts where {evaluators}, expected above 1")


def computed(document: Json) -> Iterator[Finding]:
    """Other expressions reckon with queries that are there."""
    for rule in rules(document):
        known = {each["refId"] for each in of_store(rule)}
        for each in expressions(rule):
            model = each["model"]
            if each["refId"] == rule["condition"]:
                continue
            rest = _IN_MATH.sub("", model["expression"])
            named = set(_IN_MATH.findall(model["expression"]))
            if model["type"] != "math" or "conditions" in model:
                yield Finding(rule["uid"], f"{each['refId']} is {model['type']!r}, expected math")
            elif not named or named - known or not _ARITHMETIC.fullmatch(rest):
                yield Finding(rule["uid"], f"{each['refId']} reckons {model['expression']!r}")
