"""`centspan who`: who and what drives the spend of a scope, against the time before."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import (
    add_command,
    add_json,
    add_period,
    add_scope,
    add_store,
    count,
    period,
    scope_of,
)

if TYPE_CHECKING:
    from centspan.alerts.enrich.driver import Driver, Drivers

EXAMPLES = """\
  centspan who --feature chat --since 1h
  centspan who --feature chat --tenant acme --since 2026-11-16T11:00 --until 2026-11-16T12:00
  centspan who --since 30d --limit 3 --json

Up to a day is compared with the same hours a week earlier, a longer time with as long before it. Of longer times
hourly rollups know: of a feature neither tenants nor routes of users."""
COLUMNS = ("by", "value", "spend", "before", "change", "of change", "calls")
WEEK = timedelta(days=7)


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "who",
        "Say who and what drives spend: tenants, models, prompt versions … of a scope, against before.",
        EXAMPLES,
    )
    add_period(parser)
    add_scope(parser)
    parser.add_argument(
        "--limit", type=count, default=5, help="values of each dimension (default 5)"
    )
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask and print; 1 where the scope has no call in this time."""
    from centspan.alerts.enrich.drivers import drivers
    from centspan.collector.dsn import connect

    (start, end), scope = period(args.since, args.until), scope_of(args)
    with connect(args.dsn) as client:
        found = drivers(client, scope, start, end, WEEK)
        traces = _traces(client, scope, start, end)
    if args.json:
        print(json.dumps(_document(scope, start, end, found, traces, args.limit), indent=1))
    elif found.whole.calls:
        _draw(_title(scope, start, end), found, traces, args.limit)
    else:
        print(f"no calls: {_title(scope, start, end)}")
    return int(not found.whole.calls)


def _traces(client: Any, scope: dict[str, str], start: datetime, end: datetime) -> list[str]:
    from centspan.alerts.enrich.drivers import limits
    from centspan.collector.query import load

    rows = load("alert_traces").rows(client, start=start, end=end, **limits(scope))
    return [row["trace_id"] for row in rows]


def _title(scope: dict[str, str], start: datetime, end: datetime) -> str:
    from centspan.alerts.enrich.headline import in_words

    return f"{in_words(scope)}, {start:%F %H:%M} to {end:%F %H:%M} UTC"


def _document(
    scope: dict[str, str],
    start: datetime,
    end: datetime,
    found: "Drivers",
    traces: list[str],
    limit: int,
) -> dict[str, Any]:
    from centspan.alerts.enrich.explaining import contributors, top
    from centspan.alerts.enrich.split import split
    from centspan.alerts.payload import plain

    whole = found.whole
    return plain(
        {
            "scope": scope,
            "start": start,
            "end": end,
            "usd": whole.usd,
            "before_usd": whole.before_usd,
            "change_usd": whole.change_usd,
            "calls": round(whole.calls),
            "split": split(found),
            "driven_by": contributors(found),
            "by": {name: top(values, whole, limit) for name, values in found.values.items()},
            "trace_ids": traces,
        }
    )


def _draw(title: str, found: "Drivers", traces: Sequence[str], limit: int) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from centspan.deploy.tables.table import printed

    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for place, name in enumerate(COLUMNS):
        table.add_column(Text(name), justify="left" if place < 2 else "right", overflow="fold")
    table.add_row(*map(Text, _cells("all", "", found.whole, found.whole)), end_section=True)
    for name, values in found.values.items():
        rows = list(_rows(name, values, found.whole, limit))
        for place, cells in enumerate(rows, 1):
            table.add_row(*map(Text, cells), end_section=place == len(rows))
    printed(table, *_lines(found, traces))


def _rows(
    name: str, values: "Sequence[Driver]", whole: "Driver", limit: int
) -> Iterator[tuple[str, ...]]:
    """The values that moved most; nothing of a dimension that nobody says."""
    if all(not each.value for each in values):
        return
    sign = -1 if whole.change_usd < 0 else 1
    ordered = sorted(values, key=lambda each: (-sign * each.change_usd, each.value))
    for place, each in enumerate(ordered[:limit]):
        yield _cells("" if place else name, each.value or "(none)", each, whole)


def _cells(name: str, value: str, each: "Driver", whole: "Driver") -> tuple[str, ...]:
    from centspan.alerts.notify.wording import signed, usd

    change = f"{each.change_usd / whole.change_usd * 100:.0f} %" if whole.change_usd else "–"
    money = (usd(each.usd), usd(each.before_usd), signed(each.change_usd))
    return (name, value, *money, change, f"{each.calls:,.0f}")


def _lines(found: "Drivers", traces: Sequence[str]) -> Iterator[str]:
    from centspan.alerts.enrich.explaining import contributors
    from centspan.alerts.enrich.split import split
    from centspan.alerts.notify.wording import signed

    if first := next(iter(contributors(found)), None):
        yield f"  driven by   {first.dimension} {first.value or '(none)'}"
    if parts := split(found):
        told = (("volume", parts.volume_usd), ("mix", parts.mix_usd), ("price", parts.price_usd))
        yield f"  because of  {', '.join(f'{name} {signed(value)}' for name, value in told)}"
    if traces:
        yield f"  dearest     {', '.join(traces)}"
