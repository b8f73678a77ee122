"""`centspan prices show`: every price of one model."""

import argparse
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_sources, at_of, sources_of
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from centspan.collector.prices.price_line import PriceLine

EXAMPLES = """\
  centspan prices show gpt-4o
  centspan prices show claude-sonnet-5-5 --at 2026-09-15 --provider anthropic
  centspan prices show gpt-6-luna --source --tier batch     what the sources say; no store is asked"""
COLUMNS = ("input", "cached", "write 5m", "write 1h", "output", "reasoning", "search", "request")
BUCKETS = (
    *("uncached_input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"),
    *("web_searches", "requests"),
)


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "show",
        "Print every interval of a model's prices: layer, source, note, version.",
        EXAMPLES,
    )
    parser.add_argument("model", help="as on spans")
    parser.add_argument("--provider", default="", help="as on spans (default: any)")
    parser.add_argument("--tier", default=None, help="a service tier (default: all in the book)")
    parser.add_argument("--at", default="", help="only what stands at this date or time")
    parser.add_argument(
        "--source", action="store_true", help="what the sources say today, without a store"
    )
    add_sources(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the book, or the sources where it does not know the model, and print."""
    at = at_of(args.at) if args.at else None
    lines = () if args.source else _of_book(args, at)
    where = "book" if lines else "sources" if args.source else "sources (the book has none)"
    lines = lines or _of_sources(args, at)
    if args.json:
        print(json.dumps([line.as_json() for line in lines], indent=1))
    else:
        _draw(args.model, where, lines)
    return 0


def _of_book(args: argparse.Namespace, at: datetime | None) -> "Sequence[PriceLine]":
    from centspan.collector.dsn import connect
    from centspan.collector.prices.price_line import standing

    try:
        client = connect(args.dsn)
    except CentspanError:
        if args.dsn or os.environ.get("CENTSPAN_DSN"):
            raise
        return ()  # no local stack is running: the sources answer
    with client:
        lines = standing(client, provider=args.provider, model=args.model, at=at)
    return [line for line in lines if args.tier in (None, line.row.service_tier)]


def _of_sources(args: argparse.Namespace, at: datetime | None) -> "Sequence[PriceLine]":
    from centspan.collector.prices.listing import Unknown
    from centspan.collector.prices.look_up import look_up
    from centspan.collector.prices.price_line import listed
    from centspan.collector.prices.row import Name

    found = look_up(Name(args.provider, args.model, args.tier or ""), sources_of(args))
    reason = found.reason if isinstance(found, Unknown) else "nothing stands at that time"
    lines = () if isinstance(found, Unknown) else listed(found, at=at)
    if not lines:
        raise CentspanError(
            f"no source prices {args.model!r}: {reason}; name its --provider, or give it a "
            "price with `centspan prices set` or in prices.toml"
        )
    return lines


def _draw(model: str, where: str, lines: "Sequence[PriceLine]") -> None:
    from centspan.deploy.cli.prices import tables

    said = list(dict.fromkeys(map(_said, lines)))
    shown = [(line, tables.prices(line.row.prices)) for line in lines]
    used = [
        (name, bucket)
        for name, bucket in zip(COLUMNS, BUCKETS, strict=True)
        if bucket not in ("web_searches", "requests") or any(p[bucket] != "0.00" for _, p in shown)
    ]
    tables.show(
        f"{model} in the {where}: USD per 1M tokens, per 1k searches and requests",
        (
            *("provider", "tier", "layer", "from", "until", "hours", "input tokens"),
            *(name for name, _ in used),
            *("version", "status", "says"),
        ),
        (
            (
                *(line.row.provider or "(none)", line.row.service_tier, line.row.kind),
                *(tables.day(line.row.valid_from), tables.day(line.row.valid_to)),
                tables.hours(line.row.day_from, line.row.day_to),
                tables.edge(line.above),
                *(prices[bucket] for _, bucket in used),
                str(line.version or "–"),
                "assumed" if line.row.assumed else "priced",
                f"[{said.index(_said(line)) + 1}]",
            )
            for line, prices in shown
        ),
        left=6,
    )
    for number, each in enumerate(said, 1):
        print(f"[{number}] {each}")


def _said(line: "PriceLine") -> str:
    """Who says so, and why: too long for a column, and often the same."""
    return line.row.source + (f": {line.row.note}" if line.row.note else "")
