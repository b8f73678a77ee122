"""A back-test in the terminal."""

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.backtest.checked import Backtest, Checked
from centspan.optimizer.proposal import words

TOLD = {True: "yes", False: "no", None: "–"}


def show_backtest(found: Backtest) -> None:
    """Print what each proposal of the first part would have saved of the rest, and how many intervals cover it."""
    when = f"found in {found.start:%Y-%m-%d %H:%M} to {found.cut:%Y-%m-%d %H:%M} UTC, told on the rest until {found.end:%Y-%m-%d %H:%M}"
    if not found.checked:
        printed(f"No proposal is {when}.")
        return
    printed(_proposals(found, when), _levers(found), *_missed(found), _covered(found))


def _proposals(found: Backtest, when: str) -> Table:
    table = Table(
        title=f"Proposals {when}: shares of their scope's cost",
        title_justify="left",
        box=box.SIMPLE,
    )
    for name in ("lever", "scope", "change"):
        table.add_column(name, overflow="fold")
    for name in ("predicted", "95 % interval", "came", "covered"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in found.checked:
        came = f"{each.rest.share:.2%}" if each.rest else "no calls"
        table.add_row(
            each.proposal.lever,
            escape(words(each.proposal.scope)),
            escape(each.proposal.change),
            f"{each.fitted.share:.2%}",
            _interval(each),
            came,
            TOLD[each.covered],
        )
    return table


def _interval(each: Checked) -> str:
    found = each.interval
    if found is None and each.own and each.rest:
        return "too few in the rest"
    if found is None:
        return "too few users" if each.fitted.users else "users unknown"
    return f"{found.low:.2%} to {found.high:.2%}"


def _levers(found: Backtest) -> Table:
    table = Table(title="By lever, USD of the rest", title_justify="left", box=box.SIMPLE)
    table.add_column("lever")
    for name in ("predicted", "came", "off by"):
        table.add_column(name, justify="right", no_wrap=True)
    for lever, predicted, realised in found.by_lever():
        table.add_row(lever, usd(predicted), usd(realised), _off(predicted, realised))
    return table


def _off(predicted: Decimal, realised: Decimal) -> str:
    return f"{(realised - predicted) / predicted:+.1%}" if predicted else "–"


def _missed(found: Backtest) -> Iterator[str]:
    """What else changed where something else came than chance allows."""
    for each in found.checked:
        if each.covered is False:
            where = escape(f"{each.proposal.lever} {words(each.proposal.scope)}")
            what = escape("; ".join(each.shifts)) or "nothing that is seen changed beside it"
            yield f"  {where} is off by more than chance: {what}."


def _covered(found: Backtest) -> str:
    covered, known = found.covered
    if not known:
        return "No interval to judge: users are unknown or too few."
    own, every = found.own_cover
    return (
        f"{covered} of {known} intervals cover what came: they are for a rest in which nothing changes but who asks and what. "
        f"The proposals' own intervals, which know of no second draw, cover {own} of {every}."
    )
