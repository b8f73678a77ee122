"""`centspan optimize export-distillation FILE`: kept requests and answers, to train a smaller model with."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_store, period

EXAMPLE = (
    "  centspan optimize export-distillation answers.jsonl --since 14d --feature ticket-router"
)


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "export-distillation",
        "Write requests and answers whose text the store keeps as a data set to train a smaller model with; not "
        "those that failed, were judged bad, or were asked before.",
        EXAMPLE,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file of JSON lines")
    parser.add_argument("--since", default="14d", help="24h, 7d or a date (default 14d)")
    parser.add_argument("--until", default="", help="a date or time (default: now)")
    parser.add_argument("--feature", default="", help="only this feature")
    add_store(parser)
    parser.set_defaults(run=export)


def export(args: argparse.Namespace) -> int:
    """Write the file, and tell what is in it."""
    from centspan.collector.dsn import connect
    from centspan.optimizer.distillation import export as write
    from centspan.optimizer.study import study

    start, end = period(args.since, args.until)
    with connect(args.dsn) as client, study(client, start, end, args.feature) as calls:
        told = write(calls, args.file)
    left_out = ", ".join(f"{calls:,} {why}" for why, calls in sorted(told.left_out.items()))
    print(
        f"{told.examples:,} examples in {args.file}{f'; left out: {left_out}' if left_out else ''}"
    )
    print("Your users wrote them: see whether you may train with them, and where the file goes.")
    return 0
