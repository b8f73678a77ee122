"""`centspan alerts suggest`: a first file of budgets, from what was spent so far."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store, moment
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan alerts suggest                            print it
  centspan alerts suggest --out budgets.toml         write it; a file that is there is left alone
  centspan alerts suggest --at 2026-10-01 --json     as it would have been then"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "suggest",
        "Write a first file of budgets from at least three weeks of calls: by team and feature, with "
        "how each amount came about.",
        EXAMPLES,
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (default: print it)")
    parser.add_argument("--at", default="", help="a date or time, or 30d ago (default: now)")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write or print the suggestion."""
    from centspan.alerts.budgets.suggest import suggest
    from centspan.collector.dsn import connect

    now = datetime.now(UTC)
    with connect(args.dsn) as client:
        text = suggest(client, moment(args.at, now) if args.at else now)
    if args.out:
        _write(args.out, text)
    if args.json:
        print(json.dumps({"file": str(args.out or ""), "text": text}))
    elif args.out:
        print(f"{args.out} written: read it, then `centspan alerts check {args.out}`")
    else:
        print(text, end="")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CentspanError(
            f"expected {path} not to be there, found it: name another file with --out, or move it away"
        ) from None
    except OSError as error:
        raise CentspanError(
            f"expected {path} to be writable, found: {error.strerror}; name another file with --out"
        ) from error
