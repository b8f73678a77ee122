"""One rule as Grafana's file provisioning takes it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from centspan.alerts.address import BOARDS, LABELED, Places, runbook_url
from centspan.alerts.grafana import sentences
from centspan.alerts.grafana.labels import OURS, RULE, SEVERITY
from centspan.alerts.grafana.numbers import labels_of
from centspan.alerts.grafana.queries import queries
from centspan.alerts.rule import Rule
from centspan.collector.grafana import board_uid

_UNITS: Final = ((3600, "h"), (60, "m"), (1, "s"))
# Grafana's own address ends in a slash where its settings are left alone.
_HERE: Final = "{{ reReplaceAll `/+\\z` `` externalURL }}"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads of alerts: where they find runbooks, and the contact point, Grafana's own choice if ''."""

    viewer: str
    receiver: str = ""


def entry(rule: Rule, to: Readers) -> dict[str, Any]:
    """The rule, for its readers."""
    return {
        "uid": uid(rule),
        "title": rule.title,
        "condition": sentences.CONDITION,
        "data": queries(rule),
        "noDataState": "OK",
        "execErrState": "Error",
        "for": duration(rule.pending),
        "keepFiringFor": duration(rule.keep),
        "isPaused": False,
        "labels": labels(rule),
        "annotations": {
            "summary": sentences.summary(rule),
            "description": sentences.description(rule),
            "board_url": board_url(rule),
            "runbook_url": runbook_url(Places(viewer=to.viewer), rule.id),
        },
        **({"notification_settings": _sent(to.receiver)} if to.receiver else {}),
    }


def _sent(receiver: str) -> dict[str, Any]:
    return {
        "receiver": receiver,
        "group_by": ["alertname", "grafana_folder"],
        "group_wait": "10s",
        "group_interval": "1m",
        "repeat_interval": "4h",
    }


def uid(rule: Rule) -> str:
    """The rule's uid in Grafana, which outlasts all changes but that of its id."""
    return f"centspan-{rule.id}"


def labels(rule: Rule) -> dict[str, str]:
    """What every alert of the rule has; its severity only where the question does not tell it."""
    fixed = {} if SEVERITY in labels_of(rule) else {SEVERITY: rule.severity}
    return {RULE: rule.id, **fixed, **OURS}


def board_url(rule: Rule) -> str:
    """The board in this Grafana, limited to the alert's scope, over the time that it is compared with."""
    limits = (
        (name, LABELED.get(name, name))
        for name in BOARDS[rule.board]
        if LABELED.get(name, name) in rule.labels
    )
    said = "".join(
        f"{{{{ with $labels.{label} }}}}&var-{name}={{{{ urlquery . }}}}{{{{ end }}}}"
        for name, label in limits
    )
    return f"{_HERE}/d/{board_uid(rule.board)}?from=now-{rule.baseline.days}d&to=now{said}"


def duration(length: timedelta) -> str:
    """A length as Prometheus writes it: `90m`, `1h`, `0s`."""
    seconds = int(length.total_seconds())
    size, unit = (
        next(each for each in _UNITS if seconds and seconds % each[0] == 0) if seconds else (1, "s")
    )
    return f"{seconds // size}{unit}"
