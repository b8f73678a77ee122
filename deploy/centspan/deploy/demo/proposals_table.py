"""The largest proposals on the demo's month in the terminal: a line each, and where all of them are."""

from rich import box
from rich.table import Table
from rich.text import Text

from centspan.deploy.stack.optimizing import Told
from centspan.deploy.tables.optimizer import words
from centspan.deploy.tables.plan import total
from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.proposal import Proposal

MOST = 8
BOARD = "/boards/savings?from=now-30d&to=now"
LIST = "centspan optimize list"


def show(told: Told, ui: str, dsn: str) -> None:
    """Print them, the largest first, and what they save together; or that there is none."""
    proposals = told.found.proposals
    if not proposals:
        print("no change would have cost less")
        return
    table = Table(
        title="What would have cost less, USD a month", title_justify="left", box=box.SIMPLE
    )
    for name in ("lever", "where", "change"):
        table.add_column(name, overflow="fold")
    for name in ("saves", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in proposals[:MOST]:
        table.add_row(*map(Text, _cells(each)))
    more = len(proposals) - MOST
    printed(
        table,
        *([f"  and {more} more"] if more > 0 else []),
        f"  {total(told.plan)}",
        f"  all of them  {LIST} --dsn {dsn}, or {ui}{BOARD}",
    )


def _cells(each: Proposal) -> tuple[str, ...]:
    interval = (
        "too few users" if each.low_usd is None else f"{usd(each.low_usd)} to {usd(each.high_usd)}"
    )
    where = words({name: value for name, value in each.scope.items() if name != "environment"})
    return (each.lever, where, each.change, usd(each.saving_usd), interval)
