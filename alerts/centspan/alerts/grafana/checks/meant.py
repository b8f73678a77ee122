"""Checks of a rule in the file against the rule that it was made of."""

from collections.abc import Iterator
from typing import Final

from centspan.alerts.grafana.checks.finding import Finding, Json, of_store, rules
from centspan.alerts.grafana.checks.timing import length
from centspan.alerts.grafana.labels import RULE
from centspan.alerts.grafana.numbers import asked, labels_of
from centspan.alerts.rules import RULES
from centspan.collector.answers import columns

_BY_ID: Final = {rule.id: rule for rule in RULES}


def all_there(document: Json) -> Iterator[Finding]:
    """A file of rules has every rule of ours."""
    there = {rule["labels"].get(RULE) for rule in rules(document)}
    for id_ in _BY_ID if document.get("groups") else ():
        if id_ not in there:
            yield Finding("", f"rule {id_} is missing")


def at_its_pace(document: Json) -> Iterator[Finding]:
    """Each is judged as often, must hold as long, and goes on as long as its rule says."""
    for group in document.get("groups", ()):
        for found in group["rules"]:
            if rule := _BY_ID.get(found["labels"].get(RULE)):
                told = tuple(map(length, (group["interval"], found["for"], found["keepFiringFor"])))
                expected = (rule.every, rule.pending, rule.keep)
                if told != expected or found["title"] != rule.title:
                    yield Finding(
                        found["uid"], f"its title, pace, for or keep is not {rule.id}'s: {told}"
                    )


def asks_its_question(document: Json) -> Iterator[Finding]:
    """Each query is of the rule's question with the rule's values, and tells the rule's labels."""
    for found in rules(document):
        if rule := _BY_ID.get(found["labels"].get(RULE)):
            for each in of_store(found):
                sql = each["model"]["rawSql"]
                if asked(rule) not in sql or columns(sql)[:-1] != labels_of(rule):
                    yield Finding(
                        found["uid"], f"{each['refId']} asks another question than alert_{rule.id}"
                    )
