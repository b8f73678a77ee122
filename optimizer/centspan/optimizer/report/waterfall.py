"""The joint plan as a table whose last column is a waterfall."""

from collections.abc import Iterator
from decimal import Decimal

from centspan.optimizer.plan.joint import Plan
from centspan.optimizer.proposal import words
from centspan.optimizer.report.markup import Html, money, table, tag

WIDE = 1000
"""Units of the cost as it is now."""
THIN = 3
"""What is saved is never drawn thinner."""


def waterfall(plan: Plan) -> Html:
    """From what is paid now, step by step, to what would be paid."""
    head = ("#", "Lever", "Where", "Alone", "Here", "Cost a month")
    return table(
        "Every change on what those before it left, USD a month", head, _rows(plan), (3, 4)
    )


def _rows(plan: Plan) -> Iterator[tuple[Html | str | int, ...]]:
    left = whole = plan.baseline_usd
    yield "", "Now", "", "", money(left), bar(left, Decimal(0), whole)
    for number, step in enumerate(plan.steps, 1):
        left -= step.saving_usd
        each = step.proposal
        lever = tag("a", each.lever, href=f"#{each.id}")
        drawn = bar(left, step.saving_usd, whole)
        yield (
            number,
            lever,
            words(each.scope),
            money(each.saving_usd),
            money(-step.saving_usd),
            drawn,
        )
    yield "", "Then", "", "", money(left), bar(left, Decimal(0), whole)


def bar(rest: Decimal, saved: Decimal, whole: Decimal) -> Html:
    """What is left and, beside it, what is saved, as shares of the whole; the amounts stand beside the bar."""
    left, more = (
        float(max(each, Decimal(0)) / whole) * WIDE if whole else 0.0 for each in (rest, saved)
    )
    parts = [f'<rect class="left" x="0" y="0" width="{left:.1f}" height="16"/>']
    if saved > 0:
        width = max(more, THIN)
        parts.append(f'<rect class="saved" x="{left:.1f}" y="0" width="{width:.1f}" height="16"/>')
    drawn = "".join(parts)
    return Html(
        f'<svg class="bar" viewBox="0 0 {WIDE} 16" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )
