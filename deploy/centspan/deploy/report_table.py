"""The spend report as a table in the terminal."""

from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table

from centspan.deploy.report import SpendReport, SpendRow

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


FILE_WIDTH = 160
"""Characters a line may have where no terminal says otherwise."""


def show(report: SpendReport, limit: int) -> None:
    """Print the report to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = FILE_WIDTH
    with console.capture() as captured:
        _draw(console, report, limit)
    print("\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n")))


def _draw(console: Console, report: SpendReport, limit: int) -> None:
    if not report.rows:
        console.print(
            f"no calls between {report.start:%Y-%m-%d %H:%M} and {report.end:%Y-%m-%d %H:%M} UTC; "
            "does the app import centspan.auto? `centspan doctor` says where it sends"
        )
        return
    table = Table(
        title=f"Spend by {report.by}, {report.start:%Y-%m-%d %H:%M} to {report.end:%Y-%m-%d %H:%M} UTC",
        title_justify="left",
        box=box.SIMPLE,
        show_footer=len(report.rows) > 1,
    )
    total = _cells(report.total)
    table.add_column(report.by, footer="total", overflow="fold")
    for name, cell in zip(COLUMNS, total, strict=True):
        table.add_column(name, justify="right", footer=cell, no_wrap=True)
    for row in report.rows[:limit]:
        table.add_row(row.value or "(none)", *_cells(row))
    console.print(table)
    if len(report.rows) > limit:
        console.print(f"… and {len(report.rows) - limit} more: --limit {len(report.rows)}")
    console.print(_trust(report), soft_wrap=True)


def usd(amount: Decimal | None) -> str:
    """An amount for people: cents from a dollar up, six places below, a dash where unknown."""
    if amount is None:
        return "–"
    return f"${amount:,.2f}" if amount == 0 or abs(amount) >= 1 else f"${amount:,.6f}"


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
    total = report.total
    shares = (
        ("unpriced", total.unpriced_calls),
        ("assumed price", total.assumed_calls),
        ("estimated usage", total.estimated_calls),
        ("no usage", total.no_usage_calls),
        ("inconsistent", total.inconsistent_calls),
        (f"without {report.by}", report.unattributed_calls),
    )
    parts = [f"{name} {count / total.calls:.2%}" for name, count in shares] if total.calls else []
    if total.unseen_attempts:
        parts.append(
            f"{total.unseen_attempts:,} attempts the provider may have billed unseen, "
            f"estimated at {usd(total.unseen_estimate_usd)} more"
        )
    return "calls: " + " · ".join(parts)
