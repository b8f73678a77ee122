"""What a rule says, as templates that Grafana fills in: scope and numbers, never `${`, which it would replace."""

from string import Formatter
from typing import Final

from centspan.alerts.enrich.headline import FIRST, LAST, LEFT_OUT, NOUNS, PLAIN
from centspan.alerts.enrich.headline import UNKNOWN as NOTHING_KNOWN
from centspan.alerts.grafana.numbers import UNKNOWN, labels_of
from centspan.alerts.rule import Rule

BESIDES: Final = (*LAST, *LEFT_OUT, "severity", "unit")
"""Labels that a scope's words leave out, or put last."""
VALUE, OBSERVED, EXPECTED, SINCE, CHANGE, CONDITION = "A", "B", "C", "D", "E", "F"
"""The names of queries and expressions."""
_SHARES: Final = ("share", "ter")


def summary(rule: Rule) -> str:
    """The rule's sentence."""
    told = _numbers(rule) | {"scope": _scope(rule)}
    parts = Formatter().parse(rule.says)
    return "".join(text + (_said(name, told) if name else "") for text, name, _, _ in parts)


def description(rule: Rule) -> str:
    """What is asked, and what was found against what was expected."""
    told = _numbers(rule)
    question = rule.query.question.replace("{end}", "now")
    return f"{question} Observed: {told['observed']}, expected: {told['expected']}."


def used(rule: Rule) -> frozenset[str]:
    """Of the sentence's numbers those that it says."""
    return frozenset(name for _, name, _, _ in Formatter().parse(rule.says) if name)


def label(name: str) -> str:
    """The text of a label."""
    return f"{{{{ $labels.{name} }}}}"


def _said(name: str, told: dict[str, str]) -> str:
    return told.get(name) or label(name)


def _numbers(rule: Rule) -> dict[str, str]:
    change = _with_value(CHANGE, "{{ humanizePercentage .Value }}")
    return {
        "observed": _known(OBSERVED, _amount(rule)),
        "expected": _known(EXPECTED, _amount(rule)),
        "change": _known(EXPECTED, change),
        "since": _with_value(SINCE, "{{ humanizeTimestamp .Value }}"),
    }


def _known(ref: str, text: str) -> str:
    unknown = f"{{{{ if eq .Value {UNKNOWN}.0 }}}}{NOTHING_KNOWN}{{{{ else }}}}"
    return _with_value(ref, f"{unknown}{text}{{{{ end }}}}")


def _with_value(ref: str, text: str) -> str:
    """A scope that was new to one query, and not yet there for another, lacks its number."""
    return f"{{{{ with $values.{ref} }}}}{text}{{{{ else }}}}{NOTHING_KNOWN}{{{{ end }}}}"


def _amount(rule: Rule) -> str:
    if "unit" in labels_of(rule):
        return f"{{{{ humanize .Value }}}} {label('unit')}"
    if rule.unit == "usd":
        return '{{ printf "%.2f" .Value }} USD'
    if rule.unit in _SHARES:
        return "{{ humanizePercentage .Value }}"
    return f"{{{{ humanize .Value }}}} {rule.unit}"


def _scope(rule: Rule) -> str:
    """As `enrich.headline` says it: `tenant acme, model gpt-5 in production`, without what is empty."""
    first = next((name for name in FIRST if name in rule.labels), "")
    rest = [name for name in rule.labels if name not in (first, *BESIDES)]
    said = [*([first] if first else []), *rest]
    texts = [
        _with(name, f"{', ' if place else ''}{_noun(name)}") for place, name in enumerate(said)
    ]
    where = "".join(_with(name, " in " if said else "") for name in LAST if name in rule.labels)
    return f"{''.join(texts)}{where}" or "everything"


def _noun(name: str) -> str:
    return "" if name in PLAIN else f"{NOUNS.get(name, name)} "


def _with(name: str, before: str) -> str:
    return f"{{{{ with $labels.{name} }}}}{before}{{{{ . }}}}{{{{ end }}}}"
