"""What a rule asks in Grafana: the numbers of the store, and what is made of them."""

from collections.abc import Iterator
from typing import Any, Final

from centspan.alerts.grafana import numbers, sentences
from centspan.alerts.rule import Rule
from centspan.collector.grafana import PLUGIN, SOURCE_UID, WRITTEN_FOR

TABLE: Final = 1
"""The plugin's format of rows as they come, of which Grafana makes one number for each set of labels."""
RANGE: Final = {"from": 3600, "to": 0}
"""Seconds before now. Only its end counts: how far back a question reads, it says itself."""
EXPRESSION: Final = "__expr__"
LIMIT: Final = 1
"""Above which a rule's value alerts."""
STEP_MS: Final = 60_000
POINTS: Final = 43_200
"""What Grafana takes for a query that does not say; macros of steps, which we do not use, follow them."""


def queries(rule: Rule) -> list[dict[str, Any]]:
    """A rule's queries and expressions; the condition is the last."""
    return list(_queries(rule))


def _queries(rule: Rule) -> Iterator[dict[str, Any]]:
    said = sentences.used(rule)
    yield _of_store(sentences.VALUE, numbers.number_sql(rule, numbers.VALUE))
    yield _of_store(sentences.OBSERVED, numbers.number_sql(rule, numbers.OBSERVED))
    yield _of_store(sentences.EXPECTED, numbers.number_sql(rule, numbers.EXPECTED))
    if "since" in said:
        yield _of_store(sentences.SINCE, numbers.number_sql(rule, numbers.SINCE))
    if "change" in said:
        change = f"${sentences.OBSERVED} / ${sentences.EXPECTED} - 1"
        yield _expression(sentences.CHANGE, "math", expression=change)
    yield _expression(
        sentences.CONDITION,
        "threshold",
        expression=sentences.VALUE,
        conditions=[{"evaluator": {"type": "gt", "params": [LIMIT]}}],
    )


def _of_store(ref: str, sql: str) -> dict[str, Any]:
    return {
        "refId": ref,
        "relativeTimeRange": dict(RANGE),
        "datasourceUid": SOURCE_UID,
        "model": {
            "refId": ref,
            "datasource": {"type": PLUGIN, "uid": SOURCE_UID},
            "editorType": "sql",
            "queryType": "table",
            "format": TABLE,
            "pluginVersion": WRITTEN_FOR,
            "intervalMs": STEP_MS,
            "maxDataPoints": POINTS,
            "rawSql": sql,
        },
    }


def _expression(ref: str, kind: str, **said: Any) -> dict[str, Any]:
    return {
        "refId": ref,
        "relativeTimeRange": dict(RANGE),
        "datasourceUid": EXPRESSION,
        "model": {
            "refId": ref,
            "datasource": {"type": EXPRESSION, "uid": EXPRESSION},
            "type": kind,
            **said,
        },
    }
