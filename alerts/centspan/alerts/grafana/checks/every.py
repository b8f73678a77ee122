"""Every check, in the order in which a reader would look."""

from typing import Final

from centspan.alerts.grafana.checks import (
    annotated,
    asking,
    keys,
    labeled,
    meant,
    routed,
    sql,
    timing,
    whole,
)
from centspan.alerts.grafana.checks.finding import Check, Finding, Json

FORM: Final[tuple[Check, ...]] = (keys.in_form, asking.of_something)
"""What all others rely on, each on those before it."""
CHECKS: Final[tuple[Check, ...]] = (
    whole.versioned,
    whole.named,
    whole.identified,
    whole.titled,
    timing.paced,
    timing.held,
    timing.ranged,
    timing.calm,
    asking.once,
    asking.of_the_source,
    asking.in_tables,
    asking.judged,
    asking.computed,
    sql.understood,
    sql.complete,
    sql.one_number,
    labeled.named,
    labeled.ours,
    annotated.there,
    annotated.filled_in,
    meant.all_there,
    meant.at_its_pace,
    meant.asks_its_question,
    routed.received,
    routed.sent,
)


def findings(document: Json) -> list[Finding]:
    """What is wrong with a file's content; where its form is, that alone."""
    for check in FORM:
        if wrong := list(check(document)):
            return wrong
    return [found for check in CHECKS for found in check(document)]
