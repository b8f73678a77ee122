"""A model of one's own against the API, in the terminal and for scripts."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.finance.alternatives import Alternative
from centspan.optimizer.finance.hosting import MONTHS, Compared, Load
from centspan.optimizer.finance.told import pays_from


def show_break_even(load: Load, found: Sequence[Compared], others: Sequence[Alternative]) -> None:
    """Print every option's month and first year, and where it pays."""
    title = f"{load.requests:,} calls a month, a busy hour of {load.peak:.1f} times a mean one's"
    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    table.add_column("", overflow="fold")
    for name in ("replicas", "USD a month", "set-up", "first year", "against the API"):
        table.add_column(name, justify="right", no_wrap=True)
    year = MONTHS * load.usd
    table.add_row("API, as it is", "", usd(load.usd), "", usd(year), "")
    for each in others:
        if each.proposals:
            told = (usd(load.usd - each.saving_usd), "", usd(each.usd_first_year))
            table.add_row(_named(each), "", *told, f"{each.usd_first_year / year - 1:+.0%}")
    for each in found:
        told = (usd(each.usd_per_month), usd(each.option.set_up_usd), usd(each.usd_first_year))
        replicas = f"{each.replicas:,}" if each.replicas else "–"
        against = f"{each.usd_first_year / year - 1:+.0%}"
        table.add_row(escape(each.option.name), replicas, *told, against)
    printed(table, *(_pays(each) for each in found), *_assumed(load, others))


def break_even_json(
    load: Load, found: Sequence[Compared], others: Sequence[Alternative]
) -> dict[str, Any]:
    """The same for scripts: USD."""
    return {
        "requests_per_month": load.requests,
        "api_usd_per_month": load.usd,
        "api_usd_per_request": load.usd_per_request,
        "peak": load.peak,
        "alternatives": [
            {
                "alternative": each.name,
                "proposals": each.proposals,
                "saving_usd_per_month": each.saving_usd,
                "usd_first_year": each.usd_first_year,
            }
            for each in others
        ],
        "options": [
            {
                "option": each.option.name,
                "kind": each.option.kind,
                "replicas": each.replicas,
                "usd_per_month": each.usd_per_month,
                "set_up_usd": each.option.set_up_usd,
                "usd_first_year": each.usd_first_year,
                "pays": [{"first": one.first, "last": one.last} for one in each.pays],
            }
            for each in found
        ],
    }


def _named(each: Alternative) -> str:
    return f"API, with {each.proposals} proposal{'s' if each.proposals > 1 else ''} of {each.name}"


def _pays(each: Compared) -> str:
    return escape(f"{each.option.name}: {pays_from(each).removeprefix('which ')}")


def _assumed(load: Load, others: Sequence[Alternative]) -> Iterator[str]:
    yield (
        "Assumed: all calls move, their answers are as good, replicas answer as many an hour as finance.toml says of calls of "
        f"{load.input_tokens:,.0f} tokens in and {load.output_tokens:,.0f} out, and a set-up is earned within a year."
    )
    if any(each.proposals for each in others):
        yield "Proposals are those that stand and were replayed (`centspan optimize list`); kinds overlap."
