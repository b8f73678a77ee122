"""`centspan scenarios`: the same calls on other models, at other volumes, with savings one after the other."""

import argparse
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from centspan.deploy.cli.estimate import amount, share
from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_sources, sources_of
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan scenarios                                       the last 30 days, as is and on other models
  centspan scenarios --mix gpt-4o-mini=60%,gpt-4o=40% --volume 3
  centspan scenarios --usd 2000 --saving duplicates=8% --saving route=45% --saving cache=12%"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "scenarios",
        "Print what the calls of the last 30 days would cost as they are, all on the dearest model in "
        "use, with few or many moved down, and on a mix; or savings that compound. Arithmetic, without a word on "
        "quality: `centspan optimize` has evidence.",
        EXAMPLES,
    )
    parser.add_argument("--mix", default="", help="MODEL=SHARE,MODEL=SHARE: all calls on this mix")
    parser.add_argument(
        "--volume", type=amount, default=Decimal(1), help="times the calls (default 1)"
    )
    parser.add_argument("--usd", type=amount, help="this amount instead of the store's 30 days")
    parser.add_argument(
        "--saving",
        action="append",
        default=[],
        metavar="NAME=SHARE",
        help="a saving of what those before it leave; again for more, in this order",
    )
    add_sources(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compute and print."""
    from centspan.deploy.tables.table import as_json
    from centspan.deploy.tables.what_if import scenarios_json, show_scenarios
    from centspan.optimizer.finance.savings_stack import stacked
    from centspan.optimizer.finance.scenarios import Scenario

    if args.usd is None:
        found = _of_store(args)
    elif args.mix:
        raise CentspanError("expected --mix or --usd, found both: an amount has no tokens to mix")
    else:
        found = (Scenario("as is", "as said", args.usd),)
    steps = stacked(found[0].usd * args.volume, [named_share(each) for each in args.saving])
    if args.json:
        print(as_json(scenarios_json(found, args.volume, steps)))
    else:
        show_scenarios(found, args.volume, steps)
    return 0


def _of_store(args: argparse.Namespace) -> Any:
    from centspan.collector.dsn import connect
    from centspan.collector.query import load
    from centspan.optimizer.finance.model_prices import named, prices_at
    from centspan.optimizer.finance.scenarios import scenarios, use

    sources = sources_of(args)
    now = datetime.now(UTC)
    mix: dict[Any, Decimal] = {}
    for each in args.mix.split(",") if args.mix else ():
        name, part = named_share(each)
        model = named(name, sources)
        if model is None:
            raise CentspanError(f"expected a model with a price in --mix, found {name!r}")
        mix[model] = part
    with connect(args.dsn) as client:
        rows = load("finance_models").rows(client, start=now - timedelta(days=30), end=now)
    if not rows:
        raise CentspanError("expected calls of the last 30 days, found none: say --usd")
    return scenarios([use(row) for row in rows], prices_at(now, sources), mix)


def named_share(text: str) -> tuple[str, Decimal]:
    """Read NAME=SHARE. Raises CentspanError for anything else."""
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise CentspanError(f"expected NAME=SHARE as route=45%, found {text!r}")
    try:
        return name, share(value)
    except argparse.ArgumentTypeError as error:
        raise CentspanError(f"{name}: {error}") from None
