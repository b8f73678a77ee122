"""A rule's question as Grafana evaluates it: labels, and one number, without a time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from centspan.alerts.grafana.labels import SEVERITY
from centspan.alerts.rule import Rule
from centspan.collector.answers import columns
from centspan.instrumentation.errors import CentspanError

MOMENT: Final = "toTimeZone($__toTime, 'UTC')"
"""The moment judged: the end of Grafana's range to the second. Boards' questions widen it to the hour."""
UNKNOWN: Final = -1
"""What stands for an amount that is not known, as in Grafana itself: a number that is none cannot be stored there."""
NOBODY: Final = "(nobody)"
"""The scope that is always there, and calm."""
BESIDE: Final = (SEVERITY, "unit")
"""What is a label, too, where the question tells it."""
PAGED: Final = f"if(urgency = 'ticket' OR q.{SEVERITY} = 'page', q.value, least(q.value, 1))"
"""Where the question tells a severity each scope is there as ticket and as page, which only alerts where it pages: an
alert whose label changed would be another one to Grafana, which pends anew and is not kept firing."""
_REMARK: Final = re.compile(r"^\s*--[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of each scope: its name, how the question's rows tell it, and how it is kept."""

    name: str
    told: str
    kept: str = "told"


VALUE: Final = Number("value", "0.", "far")
OBSERVED: Final = Number("observed", f"ifNull(toFloat64(q.observed), {UNKNOWN})")
EXPECTED: Final = Number("expected", f"ifNull(toFloat64(q.expected), {UNKNOWN})")
SINCE: Final = Number("since", "toFloat64(toUnixTimestamp(q.since))")


def labels_of(rule: Rule) -> tuple[str, ...]:
    """The columns by which Grafana knows one alert from another."""
    told = columns(rule.query.sql)
    missing = [name for name in rule.labels if name not in told]
    if missing:
        raise CentspanError(
            f"alert_{rule.id}.sql was expected to tell {', '.join(missing)}, found {', '.join(told)}"
        )
    return (*rule.labels, *(name for name in BESIDE if name in told and name not in rule.labels))


def number_sql(rule: Rule, number: Number) -> str:
    """The SQL of one number of each scope that the rule judges."""
    labels = labels_of(rule)
    urgent = SEVERITY in labels
    said = {
        "labels": ", ".join(labels),
        "texts": ", ".join(_text(name) for name in labels),
        "far": PAGED if urgent else "q.value",
        "each": " ARRAY JOIN ['ticket', 'page'] AS urgency" if urgent else "",
        "nobody": ", ".join((f"'{NOBODY}'", *("''" for _ in labels[1:]))),
        "kept": number.kept,
        "name": number.name,
        "number": number.told,
        "question": asked(rule),
    }
    return re.sub(r"@(\w+)", _from(said), _plain(_template()))


def _text(name: str) -> str:
    told = "urgency" if name == SEVERITY else f"ifNull(toString(q.{name}), '')"
    return f"{told} AS {name}"


def asked(rule: Rule) -> str:
    """The rule's question at Grafana's moment, with the rule's values."""
    return _plain(rule.query.at(MOMENT, **rule.values))


def _from(said: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: said[found[1]]


def _template() -> str:
    return files("centspan.alerts.grafana").joinpath("numbers.sql").read_text("utf-8")


def _plain(sql: str) -> str:
    """Without lines that are remarks, and blanks at the ends of lines."""
    lines = _REMARK.sub("", sql).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())
