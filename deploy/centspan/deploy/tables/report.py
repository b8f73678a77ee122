"""The spend report as a table in the terminal."""

from rich import box
from rich.table import Table

from centspan.deploy.report import SpendReport, SpendRow
from centspan.deploy.tables.table import printed, usd
from centspan.deploy.trust import told

COLUMNS = (
    "calls",
    "uncached",
    "cached",
    "written",
    "output",
    "reasoning",
    "TER",
    "recorded",
    "list",
    "effective",
)


def show(report: SpendReport, limit: int) -> None:
    """Print the report to standard output."""
    when = f"{report.start:%Y-%m-%d %H:%M} {{}} {report.end:%Y-%m-%d %H:%M} UTC"
    if not report.rows:
        printed(
            f"no calls between {when.format('and')}; "
            "does the app import centspan.auto? `centspan doctor` says where it sends"
        )
        return
    table = Table(
        title=f"Spend by {report.by}, {when.format('to')}",
        title_justify="left",
        box=box.SIMPLE,
        show_footer=len(report.rows) > 1,
    )
    table.add_column(report.by, footer="total", overflow="fold")
    for name, cell in zip(COLUMNS, _cells(report.total), strict=True):
        table.add_column(name, justify="right", footer=cell, no_wrap=True)
    for row in report.rows[:limit]:
        table.add_row(row.value or "(none)", *_cells(row))
    hidden = len(report.rows) - limit
    more = [f"… and {hidden} more: --limit {len(report.rows)}"] if hidden > 0 else []
    printed(table, *more, _trust(report))


def _cells(row: SpendRow) -> tuple[str, ...]:
    tokens = (row.uncached_input, row.cache_read, row.cache_write, row.output, row.reasoning)
    return (
        f"{row.calls:,}",
        *(f"{count:,}" for count in tokens),
        "–" if row.ter is None else f"{row.ter:.1%}",
        usd(row.recorded_usd),
        usd(row.list_usd),
        usd(row.effective_usd),
    )


def _trust(report: SpendReport) -> str:
    parts = list(told(report.trust.total, report.trust.freshness))
    if report.by != "feature" and report.total.calls:
        parts.append(f"without {report.by} {report.unattributed_calls / report.total.calls:.2%}")
    if report.total.no_list_calls:
        parts.append(f"{report.total.no_list_calls:,} left out of list (no list price or usage)")
    if report.total.unseen_attempts:
        parts.append(
            f"{report.total.unseen_attempts:,} attempts the provider may have billed unseen, "
            f"estimated at {usd(report.total.unseen_estimate_usd)} more"
        )
    return "calls: " + " · ".join(parts)
