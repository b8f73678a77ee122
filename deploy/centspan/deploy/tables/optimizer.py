"""What the optimizer says, in the terminal."""

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.alike import Alike, alike
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Proposal, words
from centspan.optimizer.study import Study

NAMED = 3
"""Scopes that are named of those that have the same reason."""
WORDS = {
    "replayed": "replayed on {calls:,} calls",
    "experiment": "needs an experiment",
    "assumed": "assumed",
}


def show(found: Outcome, study: Study) -> None:
    """Print proposals by saving."""
    when = f"{study.start:%Y-%m-%d %H:%M} to {study.end:%Y-%m-%d %H:%M} UTC"
    if found.proposals:
        printed(
            _proposals(found, when),
            *(_detail(n, each) for n, each in enumerate(found.proposals, 1)),
        )
        printed("Savings overlap: their sum is more than all of them together save.")
    else:
        printed(f"No change would have cost less on the calls of {when}.")


def show_declined(found: Outcome) -> None:
    """Print what is not proposed, and why."""
    if found.declined:
        printed(_declined(found))


def _proposals(found: Outcome, when: str) -> Table:
    title = f"Proposals, USD a month (30 days) at the pace of {when}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in ("", "lever", "scope"):
        table.add_column(name, overflow="fold")
    for name in ("costs now", "saves", "", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    for number, each in enumerate(found.proposals, 1):
        table.add_row(
            str(number),
            each.lever,
            escape(words(each.scope)),
            usd(each.baseline_usd),
            usd(each.saving_usd),
            f"{each.saved_share:.1%}",
            _interval(each),
        )
    return table


def _interval(each: Proposal) -> str:
    if each.low_usd is None:
        return "users unknown" if not each.users else f"too few users ({each.users})"
    return f"{usd(each.low_usd)} to {usd(each.high_usd)}"


def _detail(number: int, each: Proposal) -> str:
    how = WORDS[each.evidence].format(calls=each.calls)
    rest = [f"quality: {each.quality}", f"effort: {each.effort}", *each.assumptions, *each.risks]
    return escape(f"{number}  {each.change} ({each.id})\n   {how} · {' · '.join(rest)}")


def _declined(found: Outcome) -> Table:
    table = Table(title="Not proposed", title_justify="left", box=box.SIMPLE)
    for name in ("lever", "scope", "why"):
        table.add_column(name, overflow="fold")
    for each in alike(found.declined):
        table.add_row(each.lever, escape(_scopes(each)), escape(each.why))
    return table


def _scopes(each: Alike) -> str:
    """The first few; --json has them all."""
    named = "; ".join(words(scope) for scope in each.scopes[:NAMED])
    more = len(each.scopes) - NAMED
    return f"{named}; and {more} more" if more > 0 else named
