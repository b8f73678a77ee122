"""The trust report as a table in the terminal."""

from rich import box
from rich.table import Table

from centspan.deploy.tables.table import printed
from centspan.deploy.trust import TrustReport, TrustRow, ago

COLUMNS = (
    "calls",
    "unpriced",
    "assumed",
    "estimated",
    "no usage",
    "inconsistent",
    "duplicates",
    "no feature",
    "no tenant",
    "no user",
    "bills",
)


def show(report: TrustReport) -> None:
    """Print the report to standard output."""
    when = f"{report.start:%Y-%m-%d %H:%M} to {report.end:%Y-%m-%d %H:%M} UTC"
    if not report.rows:
        printed(f"no calls between {when.replace(' to ', ' and ')}; {_fresh(report)}")
        return
    several = len(report.rows) > 1
    table = Table(
        title=f"Data trust by {report.by}, {when}",
        title_justify="left",
        box=box.SIMPLE,
        show_footer=several,
    )
    table.add_column(report.by, footer="total", overflow="fold")
    for name, cell in zip(COLUMNS, _cells(report.total), strict=True):
        table.add_column(name, justify="right", footer=cell, no_wrap=True)
    for row in report.rows:
        table.add_row(row.value or "(none)", *_cells(row))
    printed(table, _fresh(report))


def _cells(row: TrustRow) -> tuple[str, ...]:
    doubts = (
        row.unpriced_calls,
        row.assumed_calls,
        row.estimated_calls,
        row.no_usage_calls,
        row.inconsistent_calls,
    )
    unattributed = (row.without_feature_calls, row.without_tenant_calls, row.without_user_calls)
    drift = row.bill_drift
    return (
        f"{row.calls:,}",
        *(_share(count, row.calls) for count in doubts),
        f"{row.duplicate_calls:,}",
        *(_share(count, row.calls) for count in unattributed),
        "–" if drift is None else f"{drift:+.2%}",
    )


def _share(count: int, calls: int) -> str:
    return f"{count / calls:.2%}" if calls else "–"


def _fresh(report: TrustReport) -> str:
    fresh = report.freshness
    if fresh.newest_call_at is None:
        return "the store has no calls at all"
    newest = f"newest call {ago(fresh.asked_at - fresh.newest_call_at)}"
    if not fresh.hours_not_rolled:
        return f"{newest}; every hour is rolled up"
    return f"{newest}; {fresh.hours_not_rolled:,} hours wait to be rolled up and are summed anew each time"
