"""What an alert says first: one sentence with numbers and units."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from centspan.alerts.evaluate import Finding
from centspan.alerts.notify.wording import amount, one_line
from centspan.alerts.payload import utc
from centspan.alerts.rule import Rule

FIRST: Final = ("feature", "tenant", "task", "prompt_version", "section")
"""Of these the first that an alert has is what it is about; a feature needs no noun."""
PLAIN: Final = ("feature",)
LAST: Final = ("environment",)
LEFT_OUT: Final = ("threshold", "period_began")
"""Said by the numbers themselves."""
NOUNS: Final = {"prompt_version": "prompt version"}
UNKNOWN: Final = "nothing known"


def headline(rule: Rule, finding: Finding) -> str:
    """The rule's sentence, filled in, and what the finding adds of its own."""
    said = rule.says.format(
        scope=in_words(finding.labels),
        observed=_amount(finding.observed, finding.unit),
        expected=_amount(finding.expected, finding.unit),
        change=_change(finding.observed, finding.expected),
        since=_since(finding.since),
        **_labels(rule, finding),
    )
    return one_line(f"{said}. {finding.also}" if finding.also else said)


def in_words(labels: Mapping[str, str]) -> str:
    """What an alert is about, as people say it: `tenant acme, model gpt-5 in production`."""
    where = labels.get(LAST[0], "")
    if budget := labels.get("budget"):
        rest = {name: value for name, value in labels.items() if name != "budget"}
        limited = any(rest.get(name) for name in rest if name not in LEFT_OUT)
        return f"budget {budget} ({in_words(rest)})" if limited else f"budget {budget}"
    parts = ", ".join(_parts(labels))
    if not parts:
        return where or "everything"
    return f"{parts} in {where}" if where else parts


def _parts(labels: Mapping[str, str]) -> Iterator[str]:
    first = next((name for name in FIRST if labels.get(name)), "")
    rest = (name for name in labels if name not in (first, *LAST, *LEFT_OUT))
    for place, name in enumerate((first, *rest)):
        if labels.get(name):
            alone = place == 0 and name in PLAIN
            yield labels[name] if alone else f"{NOUNS.get(name, name)} {labels[name]}"


def _labels(rule: Rule, finding: Finding) -> dict[str, str]:
    """Labels that a rule's sentence may name beside the scope."""
    own = ("scope", "observed", "expected", "change", "since")
    return {name: finding.labels.get(name, "") for name in rule.labels if name not in own}


def _amount(value: Decimal | None, unit: str) -> str:
    return UNKNOWN if value is None else amount(value, unit)


def _change(observed: Decimal | None, expected: Decimal | None) -> str:
    if observed is None or not expected:
        return "by an unknown share"
    return f"{(observed - expected) / expected * 100:+.0f} %"


def _since(moment: datetime) -> str:
    """Of a whole day its date, else the minute."""
    began = utc(moment)
    midnight = began - began.replace(hour=0, minute=0, second=0, microsecond=0) == timedelta(0)
    return f"{began:%Y-%m-%d}" if midnight else f"{began:%Y-%m-%d %H:%M} UTC"
