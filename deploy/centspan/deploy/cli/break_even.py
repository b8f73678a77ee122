"""`centspan break-even`: from how many calls a month a model of one's own costs less than the API."""

import argparse
from datetime import UTC, datetime
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.tco import add_finance

EXAMPLES = """\
  centspan tco --example > finance.toml         a file to fill in: GPUs, throughput, operations, training
  centspan break-even                           all calls of the last 30 days, in whole replicas
  centspan break-even --feature ticket-router --json"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "break-even",
        "Print what hosting, quantising or fine-tuning a model would cost for the calls of a month, in whole "
        "replicas at their busy hours, over a year, beside the proposals that cost less work, and above how many "
        "calls each pays.",
        EXAMPLES,
    )
    add_finance(parser)
    parser.add_argument("--feature", default="", help="only this feature's calls")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute and print."""
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.break_even import break_even_json, show_break_even
    from centspan.deploy.tables.table import as_json
    from centspan.instrumentation.errors import CentspanError
    from centspan.optimizer.finance.alternatives import Alternative, alternatives
    from centspan.optimizer.finance.finance_file import read
    from centspan.optimizer.finance.hosting import compared
    from centspan.optimizer.finance.load import declared_load, measured_load

    finance = read(args.finance)
    if not finance.hosting:
        raise CentspanError(
            f"expected [self_hosting], [quantised] or [[fine_tuning]] in {args.finance}, found none: see `centspan tco --example`"
        )
    others: tuple[Alternative, ...] = ()
    if finance.api:
        load = declared_load(finance.api)
    else:
        with connect(args.dsn) as client:
            now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
            load = measured_load(client, now, args.feature)
            others = alternatives(client, load.usd, args.feature)
    found = [compared(each, load) for each in finance.hosting]
    if args.json:
        print(as_json(break_even_json(load, found, others)))
    else:
        show_break_even(load, found, others)
    return 0
