"""Checks of what an alert says: templates that Grafana fills in, of labels and numbers that are there."""

import re
from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, of_store, rules
from centspan.collector.answers import columns

NEEDED: Final = ("summary", "description", "board_url", "runbook_url")
FUNCTIONS: Final = (
    *("if", "else", "end", "with", "eq", "printf", "urlquery"),
    *("humanize", "humanizePercentage", "humanizeTimestamp", "reReplaceAll", "externalURL"),
)
"""Of Go's templates and Grafana's functions those that we use."""
_ACTION: Final = re.compile(r"\{\{(.*?)\}\}")
_TEXTS: Final = re.compile(r'"[^"]*"|`[^`]*`')
_VALUES: Final = re.compile(r"\$values\.(\w+)(?:\.Value)?")
_LABELS: Final = re.compile(r"\$labels\.(\w+)")
_WORD: Final = re.compile(r"(?<![\w.$])[a-zA-Z]\w*")
_BOARD: Final = re.compile(
    r"\{\{ reReplaceAll `/\+\\z` `` externalURL \}\}/d/[a-zA-Z0-9_-]{1,40}\?\S"
)


def there(document: Json) -> Iterator[Finding]:
    """Each alert says what, why, and leads to its board here and its runbook."""
    for rule in rules(document):
        said = rule["annotations"]
        if tuple(said) != NEEDED:
            yield Finding(rule["uid"], f"says {', '.join(said)}, expected {', '.join(NEEDED)}")
            continue
        if not _BOARD.match(said["board_url"]):
            yield Finding(
                rule["uid"], f"its board is {said['board_url']!r}, no board of this Grafana"
            )
        runbook = re.fullmatch(r"https?://[^\s/]+(?:/\S*)?/(\w+)", said["runbook_url"])
        if not runbook or runbook[1] != rule["labels"].get("rule"):
            yield Finding(
                rule["uid"], f"its runbook is {said['runbook_url']!r}, not one of its own"
            )


def filled_in(document: Json) -> Iterator[Finding]:
    """Templates are closed, name functions that Grafana has, and labels and numbers that the rule has."""
    for rule in rules(document):
        labels = columns(of_store(rule)[0]["model"]["rawSql"])[:-1]
        numbers = {each["refId"] for each in rule["data"]} - {rule["condition"]}
        for name, text in rule["annotations"].items():
            for what in _wrong(text, labels, numbers):
                yield Finding(rule["uid"], f"{name}: {what}")


def _wrong(text: str, labels: tuple[str, ...], numbers: set[str]) -> Iterator[str]:
    actions = _ACTION.findall(text)
    outside = _ACTION.sub("", text)
    if "{{" in outside or "}}" in outside:
        yield "opens more or fewer templates than it closes"
    if "$" in outside or "${" in text or "$$" in text or "$__" in text:
        yield "has a $ that Grafana would replace"
    words = [_TEXTS.sub("", action) for action in actions]
    opened = sum(bool(re.match(r"[\s-]*(if|with)\b", each)) for each in words)
    if opened != sum(bool(re.match(r"[\s-]*end\b", each)) for each in words):
        yield "has an if or with without its end, or an end too many"
    for each in words:
        yield from _unknown(each, labels, numbers)


def _unknown(action: str, labels: tuple[str, ...], numbers: set[str]) -> Iterator[str]:
    if not action.strip():
        yield "has an empty template"
    for name in _VALUES.findall(action):
        if name not in numbers:
            yield f"$values.{name} is no number of the rule"
    for name in _LABELS.findall(action):
        if name not in labels:
            yield f"$labels.{name} is no label of its queries"
    rest = _LABELS.sub("", _VALUES.sub("", action))
    if "$" in rest:
        yield f"{action.strip()!r} asks of something that is neither a label nor a number"
    for word in _WORD.findall(rest):
        if word not in FUNCTIONS:
            yield f"Grafana has no function {word!r}"
