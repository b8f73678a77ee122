"""`centspan tco`: what a month of LLM calls costs, all things counted."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store

EXAMPLES = """\
  centspan tco --example > finance.toml         a file to fill in
  centspan tco                                  the bill from the store, the rest from finance.toml
  centspan tco --finance other.toml --json"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "tco",
        "Print what a month costs: calls, infrastructure, engineering, quality and operations; for "
        "one query, at 0.1 to 100 times the volume, and against hosting a model yourself.",
        EXAMPLES,
    )
    add_finance(parser)
    parser.add_argument("--example", action="store_true", help="print an example of the file")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def add_finance(parser: argparse.ArgumentParser) -> None:
    """Add --finance."""
    parser.add_argument(
        "--finance",
        type=Path,
        default=Path("finance.toml"),
        metavar="FILE",
        help="what calls cost and bring beside their bill (default: finance.toml)",
    )


def run(args: argparse.Namespace) -> int:
    """Compute and print."""
    from centspan.deploy.finance import month_of
    from centspan.deploy.tables.finance import show_tco, tco_json
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.finance.finance_example import EXAMPLE
    from centspan.optimizer.finance.finance_file import read
    from centspan.optimizer.finance.tco import Tco

    if args.example:
        print(EXAMPLE, end="")
        return 0
    finance = read(args.finance)
    month = month_of(finance, args.dsn)
    tco = Tco((month.line, *finance.lines), month.queries)
    if args.json:
        print(as_json(tco_json(tco, month, finance)))
    else:
        show_tco(tco, month, finance)
    return 0
