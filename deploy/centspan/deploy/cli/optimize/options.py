"""What `centspan optimize` can be asked."""

import argparse
from decimal import Decimal, InvalidOperation

from centspan.deploy.cli.options import add_json, add_store
from centspan.deploy.cli.prices.options import add_sources


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add all of them: which calls, which levers, what is made of the proposals."""
    _add_calls(parser)
    _add_levers(parser)
    add_sources(parser)
    _add_together(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="store no proposals; with --feature, --set or --least-usd none are stored either",
    )
    parser.add_argument(
        "--every",
        default="",
        metavar="TIME",
        help="go on until stopped: propose, and verify what was adopted, each 24h for instance, where no `centspan up` does",
    )
    add_store(parser)
    add_json(parser)


def _add_calls(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", default="30d", help="24h or 30d before the end, or a date (default 30d)"
    )
    parser.add_argument("--until", default="", help="a date or time (default: now)")
    parser.add_argument("--feature", default="", help="look at one feature (default: all)")


def _add_levers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lever",
        action="append",
        default=[],
        metavar="ID",
        help="pull this lever only; again for more",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="said",
        metavar="LEVER.THRESHOLD=VALUE",
        help="a threshold of a lever; again for more",
    )
    parser.add_argument(
        "--least-usd",
        type=_amount,
        metavar="USD",
        help="propose nothing that saves less a month (default 1, or 5 %% of what its calls cost)",
    )


def _add_together(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plan",
        action="append",
        default=[],
        metavar="ID",
        help="carry out this proposal together with others named so; `accepted` for those that were accepted, `none` "
        "for none (default: all that were replayed, without those that exclude a larger one)",
    )
    parser.add_argument("--report", metavar="FILE", help="write it all to one HTML page to send on")
    parser.add_argument(
        "--backtest",
        action="store_true",
        help="find proposals in the first part of the time, and compare with what they would have saved in the rest",
    )
    parser.add_argument(
        "--fit-share",
        type=_share,
        default=Decimal("0.5"),
        metavar="SHARE",
        help="of a back-test, the first part of the time (default 0.5)",
    )


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"expected USD such as 5, found {text!r}") from None
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(f"expected USD from 0 up, found {text!r}")
    return amount


def _share(text: str) -> Decimal:
    share = _amount(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"expected a share between 0 and 1, found {text!r}")
    return share
