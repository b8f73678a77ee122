"""`centspan roi`: what LLM calls bring against what they cost."""

import argparse
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.tco import add_finance

EXAMPLES = """\
  centspan roi                                  values and costs of finance.toml, the bill from the store
  centspan roi --finance case.toml --json"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "roi",
        "Print the return on a month's cost, the half case, when the set-up is earned, and which "
        "share of the value would pay for it all.",
        EXAMPLES,
    )
    add_finance(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute and print."""
    from centspan.deploy.finance import month_of
    from centspan.deploy.tables.finance import roi_json, show_roi
    from centspan.deploy.tables.table import as_json
    from centspan.instrumentation.errors import CentspanError
    from centspan.optimizer.finance.finance_file import read
    from centspan.optimizer.finance.roi import Roi
    from centspan.optimizer.finance.tco import Tco

    finance = read(args.finance)
    if not finance.streams:
        raise CentspanError(
            f"expected at least one [[value]] in {args.finance}, found none: say what the calls bring"
        )
    month = month_of(finance, args.dsn)
    cost = Tco((month.line, *finance.lines), month.queries).usd
    roi = Roi(finance.streams, cost, finance.set_up_usd)
    if args.json:
        print(as_json(roi_json(roi)))
    else:
        show_roi(roi, month)
    return 0
