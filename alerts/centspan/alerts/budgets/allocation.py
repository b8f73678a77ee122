"""Whether budgets fit into the budgets they are parts of."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from centspan.alerts.budgets.model import PERIODS, Budget
from centspan.alerts.budgets.problem import Problem
from centspan.alerts.budgets.scope import in_words, within


def problems(budgets: Sequence[Budget]) -> Iterator[Problem]:
    """Parents that are not there, of other units, in a circle, or given out more than once."""
    by_id = {budget.id: budget for budget in budgets}
    for budget in budgets:
        if budget.parent:
            yield from _of_child(budget, by_id)
    for parent in budgets:
        children = [each for each in budgets if each.parent == parent.id and each is not parent]
        yield from _of_parent(parent, [each for each in children if each.unit == parent.unit])


def _of_child(child: Budget, by_id: Mapping[str, Budget]) -> Iterator[Problem]:
    where = f'budget "{child.id}"'
    parent = by_id.get(child.parent)
    if not parent:
        known = ", ".join(sorted(by_id.keys() - {child.id})) or "no other"
        text = f'expected parent to be the id of a budget ({known}), found "{child.parent}"; correct it'
        yield Problem(child.line, where, text)
    elif _in_circle(child, by_id):
        text = f'expected parent "{parent.id}" to be above it, found it in a circle; take one parent out'
        yield Problem(child.line, where, text)
    elif parent.unit != child.unit:
        text = (
            f'expected the unit of its parent "{parent.id}", {parent.unit}, found {child.unit}: the two '
            "cannot be added up; take the parent out or change the unit"
        )
        yield Problem(child.line, where, text)
    elif not within(child.scope, parent.scope):
        text = (
            f'its scope ({in_words(child.scope)}) is not within that of its parent "{parent.id}" '
            f"({in_words(parent.scope)}): what it spends may count elsewhere"
        )
        yield Problem(child.line, where, text, is_error=False)


def _in_circle(child: Budget, by_id: Mapping[str, Budget]) -> bool:
    seen: set[str] = set()
    at: Budget | None = child
    while at and at.id not in seen:
        seen.add(at.id)
        at = by_id.get(at.parent)
    return at is child


def _of_parent(parent: Budget, children: Sequence[Budget]) -> Iterator[Problem]:
    given = sum((_in_period(each, parent.period) for each in children), Fraction(0))
    if parent.overcommit or given <= Fraction(parent.amount):
        return
    parts = ", ".join(f'"{each.id}"' for each in children)
    text = (
        f"expected its parts ({parts}) to come to at most {parent.amount:,f} {parent.unit} a "
        f"{parent.period.replace('_', ' ')}, found {float(given):,.2f}; raise it, lower a part, or say "
        "overcommit = true"
    )
    yield Problem(parent.line, f'budget "{parent.id}"', text)


def _in_period(budget: Budget, period: str) -> Fraction:
    return Fraction(budget.amount) * PERIODS[period] / PERIODS[budget.period]
