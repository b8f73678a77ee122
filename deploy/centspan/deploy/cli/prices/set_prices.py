"""`centspan prices set`: a price by hand."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.deploy.cli.prices.options import add_sources, sources_of, who
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.collector.prices.row import PriceRow
    from centspan.collector.prices.set_price import ByHand
    from centspan.deploy.cli.prices.set_told import Told

EXAMPLES = """\
  centspan prices set azure.ai.openai my-deployment --input 2.50 --output 10 --cache-read 1.25
  centspan prices set openai gpt-6-sol --input 1.60 --output 8 --contract --from 2026-11-01
  centspan prices set gcp.gemini gemini-2.5-pro --input 2.5 --output 15 --above 200000
  centspan prices set local llama-3 --input 0.0002 --output 0.0002 --per 1k --note "our cluster\""""
TOKENS = (
    ("cache-read", "default: as input"),
    ("cache-write-5m", "default: as input"),
    ("cache-write-1h", "default: as input"),
    ("reasoning", "default: as output"),
    ("audio-input", "default: as input"),
    ("audio-output", "default: as output"),
    ("image-input", "default: as input"),
    ("image-output", "default: as output"),
)
UNITS = ("web-search", "request")


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "set",
        "Set the price of a model for its calls of all time, or from a day on. It stands over what "
        "sources say until it is undone.",
        EXAMPLES,
    )
    parser.add_argument(
        "provider", help="as on spans: azure.ai.openai … (`report --by provider` lists yours)"
    )
    parser.add_argument("model", help="as on spans")
    _add_prices(parser)
    parser.add_argument(
        "--tier", default="", help="a service tier: batch, flex@eu … (default: standard)"
    )
    parser.add_argument(
        "--above",
        type=int,
        default=0,
        metavar="TOKENS",
        help="only for inputs of more than so many",
    )
    parser.add_argument("--from", dest="starts", default="", metavar="WHEN", help="default: always")
    parser.add_argument("--until", default="", metavar="WHEN", help="before this (default: open)")
    parser.add_argument(
        "--contract", action="store_true", help="what you pay; the list price stays beside it"
    )
    parser.add_argument("--note", default="", help="why; kept with the price")
    add_sources(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Append the price as a version and say what it moved."""
    from centspan.collector.dsn import connect
    from centspan.collector.prices.moving import moved
    from centspan.collector.prices.set_price import look_up_first, rows_of, set_price
    from centspan.collector.prices.stored import rows_of_name

    price, sources = _read(args), sources_of(args)
    rows = rows_of(price, who())  # refuses what no book can hold before anything is written
    with connect(args.dsn) as client:
        look_up_first(client, price.name, sources)
        stored = [each.row for each in rows_of_name(client, price.name)]
        money = moved(client, stored, rows)
        told = _told(client, price, stored)
        version = set_price(client, price, sources, added_by=who())
    if args.json:
        from centspan.deploy.cli.prices.changes import moved_json

        document = {
            "version": version,
            "moves": moved_json(money),
            **told.as_json(),
        }
        print(json.dumps(document, indent=1))
        return 0
    from centspan.deploy.cli.prices.changes import show_moved

    show_moved(money)
    for sentence in told.sentences():
        print(sentence)
    print(f"version {version} of the book stands; `centspan prices undo {version}` takes it back")
    return 0


def _told(client: Any, price: "ByHand", stored: "Sequence[PriceRow]") -> "Told":
    from centspan.collector.prices.fallen_back import fallen_back, lacks_list_price
    from centspan.collector.prices.other_names import other_names
    from centspan.deploy.cli.prices.set_told import Told

    return Told(
        price.name,
        fallen_back(stored, price),
        lacks_list_price(stored, price),
        other_names(client, price.name),
    )


def _add_prices(parser: argparse.ArgumentParser) -> None:
    for name in ("input", "output"):
        parser.add_argument(
            f"--{name}", type=_amount, required=True, metavar="USD", help="per 1M tokens (--per)"
        )
    for name, default in TOKENS:
        parser.add_argument(f"--{name}", type=_amount, metavar="USD", help=default)
    for name in UNITS:
        parser.add_argument(
            f"--{name}", type=_amount, metavar="USD", help="per thousand (default: 0)"
        )
    parser.add_argument(
        "--per", choices=("1", "1k", "1M"), default="1M", help="tokens a price is for (default 1M)"
    )


def _read(args: argparse.Namespace) -> "ByHand":
    from centspan.collector.prices import price_file_fields as fields
    from centspan.collector.prices.row import ALWAYS, FOREVER, Name
    from centspan.collector.prices.set_price import ByHand

    names = ("input", "output", *(name for name, _ in TOKENS), *UNITS)
    given = {name.replace("-", "_"): getattr(args, name.replace("-", "_")) for name in names}
    values = {name: Fraction(value) for name, value in given.items() if value is not None}
    starts = _when("--from", args.starts) if args.starts else ALWAYS
    ends = _when("--until", args.until) if args.until else FOREVER
    if starts >= ends:
        raise CentspanError(f"expected --from before --until, found {args.starts} and {args.until}")
    tier, at, region = args.tier.partition("@")
    return ByHand(
        Name(
            args.provider,
            args.model,
            (_field("--tier", fields.tier, tier) if tier else "") + at + region,
        ),
        {**values, "per": fields.per(args.per)},
        above=_field("--above", fields.edge, args.above),
        starts=starts,
        ends=ends,
        contract=args.contract,
        note=args.note,
    )


def _amount(text: str) -> Decimal:
    from centspan.collector.prices.price_file_fields import number

    try:
        found = Decimal(text)
        number(found)
    except (InvalidOperation, ValueError):
        raise argparse.ArgumentTypeError(
            f"expected USD of 0, or from 0.000000000001 to 1,000,000, as 2.50, found {text!r}"
        ) from None
    return found


def _when(option: str, text: str) -> datetime:
    from centspan.collector.prices.price_file_fields import moment

    try:
        day = date.fromisoformat(text) if len(text) == len("2026-11-01") else None
        found = day or datetime.fromisoformat(text)
    except ValueError:
        raise CentspanError(
            f"{option}: expected a day or a time, as 2026-11-01 or 2026-11-01T12:15, found {text!r}"
        ) from None
    if isinstance(found, datetime) and found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return _field(option, moment, found)


def _field(option: str, reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except ValueError as error:
        raise CentspanError(f"{option}: expected {error}, found {value}") from None
