"""Checks of form: fields that Grafana 11 to 13 know, each of its type. All other checks rely on it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from centspan.alerts.grafana.checks.finding import EXPRESSION, Finding, Json

NEEDED: Final = True
OPTIONAL: Final = False
Fields = Mapping[str, tuple[type, bool]]
"""Each field's type, and whether it must be there."""

FILE: Final[Fields] = {
    "apiVersion": (int, NEEDED),
    "groups": (list, OPTIONAL),
    "deleteRules": (list, OPTIONAL),
    "contactPoints": (list, OPTIONAL),
}
GROUP: Final[Fields] = {
    "orgId": (int, NEEDED),
    "name": (str, NEEDED),
    "folder": (str, NEEDED),
    "interval": (str, NEEDED),
    "rules": (list, NEEDED),
}
RULE: Final[Fields] = {
    "uid": (str, NEEDED),
    "title": (str, NEEDED),
    "condition": (str, NEEDED),
    "data": (list, NEEDED),
    "noDataState": (str, NEEDED),
    "execErrState": (str, NEEDED),
    "for": (str, NEEDED),
    # Grafana 12 and newer; 11 reads files leniently and leaves it out.
    "keepFiringFor": (str, NEEDED),
    "isPaused": (bool, NEEDED),
    "labels": (dict, NEEDED),
    "annotations": (dict, NEEDED),
    "notification_settings": (dict, OPTIONAL),
}
QUERY: Final[Fields] = {
    "refId": (str, NEEDED),
    "relativeTimeRange": (dict, NEEDED),
    "datasourceUid": (str, NEEDED),
    "model": (dict, NEEDED),
}
RANGE: Final[Fields] = {"from": (int, NEEDED), "to": (int, NEEDED)}
SOURCE: Final[Fields] = {"type": (str, NEEDED), "uid": (str, NEEDED)}
ASKED: Final[Fields] = {
    "refId": (str, NEEDED),
    "datasource": (dict, NEEDED),
    "editorType": (str, NEEDED),
    "queryType": (str, NEEDED),
    "format": (int, NEEDED),
    "pluginVersion": (str, NEEDED),
    "intervalMs": (int, NEEDED),
    "maxDataPoints": (int, NEEDED),
    "rawSql": (str, NEEDED),
}
MADE: Final[Fields] = {
    "refId": (str, NEEDED),
    "datasource": (dict, NEEDED),
    "type": (str, NEEDED),
    "expression": (str, NEEDED),
    "conditions": (list, OPTIONAL),
}
CONDITION: Final[Fields] = {"evaluator": (dict, NEEDED)}
EVALUATOR: Final[Fields] = {"type": (str, NEEDED), "params": (list, NEEDED)}
SENT: Final[Fields] = {
    "receiver": (str, NEEDED),
    "group_by": (list, OPTIONAL),
    "group_wait": (str, OPTIONAL),
    "group_interval": (str, OPTIONAL),
    "repeat_interval": (str, OPTIONAL),
}
GONE: Final[Fields] = {"orgId": (int, NEEDED), "uid": (str, NEEDED)}
POINT: Final[Fields] = {"orgId": (int, NEEDED), "name": (str, NEEDED), "receivers": (list, NEEDED)}
RECEIVER: Final[Fields] = {
    "uid": (str, NEEDED),
    "type": (str, NEEDED),
    "settings": (dict, NEEDED),
    "disableResolveMessage": (bool, OPTIONAL),
}


def in_form(document: Json) -> Iterator[Finding]:
    """No field is unknown, missing or of another type."""
    yield from _fits("file", document, FILE)
    for group in _listed(document, "groups"):
        yield from _fits("group", group, GROUP)
        for rule in _listed(group, "rules"):
            yield from _rule(rule)
    for gone in _listed(document, "deleteRules"):
        yield from _fits("deleteRules", gone, GONE)
    for point in _listed(document, "contactPoints"):
        yield from _fits("contact point", point, POINT)
        for receiver in _listed(point, "receivers"):
            yield from _fits("receiver", receiver, RECEIVER)


def _rule(rule: Any) -> Iterator[Finding]:
    where = str(rule.get("uid") or rule.get("title")) if isinstance(rule, dict) else "a rule"
    yield from _fits(where, rule, RULE)
    for name in ("labels", "annotations"):
        yield from _texts(where, name, _part(rule, name))
    if "notification_settings" in rule:
        yield from _fits(where, rule["notification_settings"], SENT)
    for query in _listed(rule, "data"):
        yield from _fits(where, query, QUERY)
        yield from _fits(where, _part(query, "relativeTimeRange"), RANGE)
        model = _part(query, "model")
        yield from _fits(where, _part(model, "datasource"), SOURCE)
        made = query.get("datasourceUid") == EXPRESSION
        yield from _fits(where, model, MADE if made else ASKED)
        for condition in _listed(model, "conditions"):
            yield from _fits(where, condition, CONDITION)
            yield from _fits(where, _part(condition, "evaluator"), EVALUATOR)


def _fits(where: str, part: Any, fields: Fields) -> Iterator[Finding]:
    if not isinstance(part, dict):
        yield Finding(where, f"expected fields {', '.join(fields)}, found {part!r}")
        return
    for name in part:
        if name not in fields:
            yield Finding(where, f"Grafana 11 to 13 know no field {name!r} there")
    for name, (kind, needed) in fields.items():
        if name not in part:
            if needed:
                yield Finding(where, f"lacks {name}")
        elif type(part[name]) is not kind:
            yield Finding(where, f"{name} is {part[name]!r}, expected {kind.__name__}")


def _texts(where: str, name: str, part: Any) -> Iterator[Finding]:
    for key, value in part.items() if isinstance(part, dict) else ():
        if not (isinstance(key, str) and isinstance(value, str) and value.strip()):
            yield Finding(where, f"{name} has {key!r}: {value!r}, expected text")


def _listed(part: Any, name: str) -> list[Any]:
    found = _part(part, name)
    return found if isinstance(found, list) else []


def _part(part: Any, name: str) -> Any:
    return part.get(name, {}) if isinstance(part, dict) else {}
