"""Checks of queries' text: the plugin's one macro, nothing of boards, labels and one number."""

import re
from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, of_store, rules
from centspan.alerts.grafana.numbers import MOMENT
from centspan.collector.answers import columns

MOST: Final = 500
"""As many alerts of a rule as Grafana 13 evaluates."""
_TEXTS: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'")
_DOLLAR: Final = re.compile(r"\$\$|\$\{?\w+")
_BARE: Final = re.compile(r"(?<!\$)\b__\w+")
_LEFT: Final = re.compile(r"\{\w+:\s*[A-Z]")
_LAST: Final = re.compile(r"\bLIMIT (\d+)\s*$")


def understood(document: Json) -> Iterator[Finding]:
    """Nothing is asked of but the moment, exactly; no macro or variable that only boards have."""
    for rule in rules(document):
        for each in of_store(rule):
            for what in _misunderstood(each["model"]["rawSql"]):
                yield Finding(rule["uid"], f"{each['refId']}: {what}")


def complete(document: Json) -> Iterator[Finding]:
    """No parameter is left, no parenthesis open; one statement, of no more rows than are evaluated."""
    for rule in rules(document):
        for each in of_store(rule):
            for what in _incomplete(each["model"]["rawSql"]):
                yield Finding(rule["uid"], f"{each['refId']}: {what}")


def one_number(document: Json) -> Iterator[Finding]:
    """Each query tells the same labels, and one number of its own behind them."""
    for rule in rules(document):
        told = {each["refId"]: columns(each["model"]["rawSql"]) for each in of_store(rule)}
        labels = {found[:-1] for found in told.values()}
        if len(labels) != 1 or not all(next(iter(labels))):
            yield Finding(rule["uid"], f"its queries tell different labels, or none: {told}")
        numbers = [found[-1] for found in told.values()]
        if numbers[:3] != ["value", "observed", "expected"] or numbers[3:] not in ([], ["since"]):
            yield Finding(
                rule["uid"], f"its queries tell {numbers}, expected value, observed, expected"
            )


def _misunderstood(sql: str) -> Iterator[str]:
    code = _TEXTS.sub("''", sql)
    if MOMENT not in sql:
        yield f"asks of no moment: expected {MOMENT}"
    rest = sql.replace(MOMENT, "")
    for found in _DOLLAR.findall(rest):
        yield f"{found} is neither within {MOMENT} nor a macro of ours"
    for found in _BARE.findall(code.replace(MOMENT, "")):
        yield f"{found} lacks its $"


def _incomplete(sql: str) -> Iterator[str]:
    code = _TEXTS.sub("''", sql)
    if code.count("(") != code.count(")"):
        yield "opens more or fewer parentheses than it closes"
    if ";" in code:
        yield "holds a ;, expected one statement"
    for found in _LEFT.findall(code):
        yield f"a question's parameter is left: {found}…"
    last = _LAST.search(code)
    if not last or int(last[1]) > MOST:
        yield f"may tell more than {MOST} rows"
    if not re.search(r"UNION ALL\s+SELECT (?:'', )+0\., -1\.\s", code):
        yield "tells nothing where there is nothing, which Grafana takes for no data"
