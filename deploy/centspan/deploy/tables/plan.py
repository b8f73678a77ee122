"""A joint plan in the terminal: a waterfall from what is paid now to what would be."""

from decimal import Decimal

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.plan.joint import Plan, Step
from centspan.optimizer.proposal import words

BAR = 32
"""Characters of the cost as it is now."""


def show_plan(plan: Plan) -> None:
    """Print each step's marginal saving, and what all of them save together; never their sum alone."""
    if plan.steps:
        printed(_waterfall(plan), total(plan))
    if plan.adopted:
        ids = ", ".join(each.id for each in plan.adopted)
        printed(f"The cost now is with what was adopted: {ids}.")
    for step in plan.steps:
        if step.once:
            printed(escape(_once(step)))
    for each in plan.left_out:
        printed(
            escape(f"Not in it: {each.proposal.id} ({words(each.proposal.scope)}), {each.why}.")
        )


def _waterfall(plan: Plan) -> Table:
    title = "Together: the same calls with one change after the other, USD a month"
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in ("lever", "scope"):
        table.add_column(name, overflow="fold")
    for name in ("saves alone", "saves here"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, min_width=BAR)
    left = plan.baseline_usd
    table.add_row("cost now", "", "", usd(left), _bar(plan, Decimal(0), left))
    for step in plan.steps:
        left -= step.saving_usd
        table.add_row(
            step.proposal.lever,
            escape(words(step.proposal.scope)),
            usd(step.proposal.saving_usd),
            usd(step.saving_usd),
            _bar(plan, left, left + step.saving_usd, "░"),
        )
    table.add_row("cost then", "", "", usd(left), _bar(plan, Decimal(0), left))
    return table


def total(plan: Plan) -> str:
    """What all steps save, and how sure that is, in a sentence."""
    how_sure = (
        f"95 % interval {usd(plan.low_usd)} to {usd(plan.high_usd)}{_held(plan)}"
        if plan.interval
        else f"no interval: {'too few users' if plan.users else 'users unknown'}"
    )
    return (
        f"Together they save {usd(plan.saving_usd)} of {usd(plan.baseline_usd)} a month "
        f"({plan.saved_share:.1%}), {how_sure}."
    )


def _held(plan: Plan) -> str:
    return (
        f", if the {usd(plan.held_usd)} of it without known users come as they came"
        if plan.held_usd
        else ""
    )


def _once(step: Step) -> str:
    of = step.proposal
    return (
        f"Mind: {step.best_day_share:.0%} of what {of.lever} saves of {words(of.scope)} is of one day, {step.best_day}: "
        "another month may have none like it."
    )


def _bar(plan: Plan, low: Decimal, high: Decimal, block: str = "█") -> str:
    """A block from one amount to another, in the scale of the cost as it is now."""
    begins, ends = (round(BAR * max(each, Decimal(0)) / plan.baseline_usd) for each in (low, high))
    return " " * begins + block * max(1, ends - begins)
