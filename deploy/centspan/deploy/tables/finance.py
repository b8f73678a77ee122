"""TCO and ROI in the terminal, and for scripts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich import box
from rich.table import Table

from centspan.deploy.tables.table import printed, usd
from centspan.optimizer.finance.api_month import ApiMonth
from centspan.optimizer.finance.finance_file import Finance
from centspan.optimizer.finance.roi import Roi
from centspan.optimizer.finance.self_hosting import BreakEven, Range, break_even, self_hosted_usd
from centspan.optimizer.finance.tco import VOLUMES, Tco


def share(value: Decimal | None) -> str:
    """A share as percent; – where there is none."""
    return "–" if value is None else f"{value:.1%}"


def show_tco(tco: Tco, month: ApiMonth, finance: Finance) -> None:
    """Print the TCO of a month."""
    table = Table(title="Total cost of a month (30 days)", title_justify="left", box=box.SIMPLE)
    table.add_column("")
    for name in ("USD", "share"):
        table.add_column(name, justify="right")
    for group in tco.groups():
        table.add_row(group.group, usd(group.usd), share(group.share))
        for line in tco.lines:
            if line.group == group.group and line.name != "calls":
                table.add_row(f"  {line.name}", usd(line.usd), "")
    table.add_row("all", usd(tco.usd), "")
    printed(table, f"calls: {tco.queries:,.0f}, from {month.source}", _volumes(tco))
    if found := hosting(month, finance):
        printed("\n".join(_hosting_lines(found, month, finance)))


def tco_json(tco: Tco, month: ApiMonth, finance: Finance) -> dict[str, Any]:
    """The same for scripts: USD a month, shares from 0 to 1."""
    found = hosting(month, finance)
    return {
        "usd": tco.usd,
        "queries": tco.queries,
        "per_query_usd": tco.per_query_usd,
        "calls_from": month.source,
        "groups": [{"group": g.group, "usd": g.usd, "share": g.share} for g in tco.groups()],
        "lines": [
            {"group": ln.group, "name": ln.name, "usd": ln.usd, "scales": ln.scales}
            for ln in tco.lines
        ],
        "volumes": [
            {"times": times, "usd": at.usd, "per_query_usd": at.per_query_usd}
            for times in VOLUMES
            for at in (tco.at(times),)
        ],
        "self_hosting": found
        and {
            "pays": [{"first": each.first, "last": each.last} for each in found.pays],
            "first": found.first,
            "for_good": found.for_good,
        },
    }


def hosting(month: ApiMonth, finance: Finance) -> BreakEven | None:
    """From how many queries hosting a model oneself pays; None where the file says no replica or nothing is known."""
    if finance.replica is None or not month.queries or not month.usd:
        return None
    return break_even(month.usd / month.queries, finance.replica, finance.hosting_operations_usd)


def _volumes(tco: Tco) -> Table:
    table = Table(title="At other volumes", title_justify="left", box=box.SIMPLE)
    for name in ("times", "queries", "USD a month", "USD a query"):
        table.add_column(name, justify="right")
    for times in VOLUMES:
        at = tco.at(times)
        one = "–" if at.per_query_usd is None else f"${at.per_query_usd:.5f}"
        table.add_row(f"{times:f}×", f"{at.queries:,.0f}", usd(at.usd), one)
    return table


def _hosting_lines(found: BreakEven, month: ApiMonth, finance: Finance) -> Iterator[str]:
    if not found.pays:
        yield "Hosting it yourself never costs less than these calls."
        return
    yield "Hosting it yourself costs no more than the calls"
    for each in found.pays:
        yield f"  {_in_words(each)} requests a month"
    replica = finance.replica
    assert replica is not None
    now = self_hosted_usd(int(month.queries), replica, finance.hosting_operations_usd)
    yield f"At today's {month.queries:,.0f}: {usd(now)} in whole replicas against {usd(month.usd)} for the calls"


def _in_words(each: Range) -> str:
    return f"from {each.first:,}" + (
        " on, for good:" if each.last is None else f" to {each.last:,}"
    )


def show_roi(roi: Roi, month: ApiMonth) -> None:
    """Print the return."""
    table = Table(title="Return on a month (30 days)", title_justify="left", box=box.SIMPLE)
    table.add_column("")
    for name in ("value", "cost", "left", "return", "set-up earned in"):
        table.add_column(name, justify="right")
    for name, each in _cases(roi):
        table.add_row(
            name,
            usd(each.value_usd),
            usd(each.cost_usd),
            usd(each.net_usd),
            percent(each.roi),
            _months(each.payback_months),
        )
    printed(
        table,
        f"{percent(roi.break_even_share)} of the value would pay for a month · calls from {month.source}",
    )


def percent(value: Decimal | None) -> str:
    """A ratio as whole percent; – where there is none."""
    return "–" if value is None else f"{value:.0%}"


def roi_json(roi: Roi) -> dict[str, Any]:
    """The same for scripts: USD a month, ratios with 1 for 100 %."""
    return {
        "streams": [{"name": each.name, "usd": each.usd} for each in roi.streams],
        "set_up_usd": roi.set_up_usd,
        "break_even_share": roi.break_even_share,
        "cases": {
            name: {
                "value_usd": each.value_usd,
                "cost_usd": each.cost_usd,
                "net_usd": each.net_usd,
                "roi": each.roi,
                "payback_months": each.payback_months,
            }
            for name, each in _cases(roi)
        },
    }


def _cases(roi: Roi) -> Iterator[tuple[str, Roi]]:
    yield "as valued", roi
    yield f"half of {roi.largest}", roi.halved([roi.largest])
    yield "half of everything", roi.halved()


def _months(months: Decimal | None) -> str:
    return "never" if months is None else f"{months:.2f} months"
