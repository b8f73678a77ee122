"""Checks of labels: by them alerts are known from one another, routed, and found again by `alerts serve`."""

import re
from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, of_store, rules
from centspan.alerts.grafana.labels import OURS, RULE, SEVERITY
from centspan.alerts.rules import RULES
from centspan.collector.answers import columns

RESERVED: Final = ("alertname", "grafana_folder", "datasource_uid", "ref_id", "rulename")
_NAME: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_SEVERITIES: Final = ("page", "ticket")


def named(document: Json) -> Iterator[Finding]:
    """Names that an Alertmanager takes, and that neither Grafana nor a query gives, too."""
    for rule in rules(document):
        told = columns(of_store(rule)[0]["model"]["rawSql"])[:-1]
        for name in (*rule["labels"], *told):
            if not _NAME.fullmatch(name) or name in RESERVED or name.startswith("__"):
                yield Finding(rule["uid"], f"a label cannot be called {name!r}")
        for name in rule["labels"]:
            if name in told:
                yield Finding(rule["uid"], f"label {name} comes of the rule and of its query")


def ours(document: Json) -> Iterator[Finding]:
    """The rule's id, its severity if the query does not tell it, and who made it; nothing is put in."""
    known = {rule.id for rule in RULES}
    for rule in rules(document):
        labels = rule["labels"]
        told = columns(of_store(rule)[0]["model"]["rawSql"])[:-1]
        if labels.get(RULE) not in known or rule["uid"] != f"centspan-{labels.get(RULE)}":
            yield Finding(
                rule["uid"], f"its label {RULE} is {labels.get(RULE)!r}, no rule of that uid"
            )
        if SEVERITY not in told and labels.get(SEVERITY) not in _SEVERITIES:
            yield Finding(
                rule["uid"], f"its severity is {labels.get(SEVERITY)!r}, not page or ticket"
            )
        if not OURS.items() <= labels.items() or len(labels) > len({RULE, SEVERITY, *OURS}):
            yield Finding(rule["uid"], f"its labels are {labels}, expected {OURS} among them alone")
        for name, value in labels.items():
            if "$" in value or "{{" in value:
                yield Finding(
                    rule["uid"], f"label {name} is {value!r}: Grafana would put something in"
                )
