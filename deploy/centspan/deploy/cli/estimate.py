"""`centspan estimate`: what a feature will cost before it is built."""

import argparse
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, count
from centspan.deploy.cli.prices.options import add_sources, sources_of
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan estimate --prompt prompt.txt --output-tokens 200 --calls-per-day 10000 --model gpt-4o
  centspan estimate --input-tokens 178 --output-tokens 5 --calls-per-day 10000 \\
      --model gpt-4o --model gpt-4o-mini --model anthropic/claude-sonnet-4-5
  centspan estimate --input-tokens 8000 --cached 0.8 --output-tokens 400 --calls-per-day 500 --model gpt-4o --json"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "estimate",
        "Estimate what calls will cost, of a sample prompt or its tokens, on one model or several.",
        EXAMPLES,
    )
    prompt = parser.add_mutually_exclusive_group(required=True)
    prompt.add_argument("--prompt", type=Path, metavar="FILE", help="a sample of the whole prompt")
    prompt.add_argument("--input-tokens", type=count, help="tokens of one prompt")
    parser.add_argument("--output-tokens", type=tokens, required=True, help="tokens of one answer")
    parser.add_argument("--calls-per-day", type=amount, required=True, help="calls of a day")
    parser.add_argument(
        "--model", action="append", required=True, help="MODEL or PROVIDER/MODEL; again for more"
    )
    parser.add_argument(
        "--cached", type=share, default=Decimal(0), help="share of input read from a cache"
    )
    parser.add_argument(
        "--download", action="store_true", help="load the tokenizer's ranks to count exactly"
    )
    add_sources(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def amount(text: str) -> Decimal:
    """Read a number from 0 up."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise argparse.ArgumentTypeError(f"expected a number from 0 up, found {text!r}")
    return found


def tokens(text: str) -> int:
    """Read a whole number from 0 up."""
    return 0 if text == "0" else count(text)


def share(text: str) -> Decimal:
    """Read a share, from 0 to 1 or with a % behind it."""
    found = amount(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if found > 1:
        raise argparse.ArgumentTypeError(f"expected a share from 0 to 1 (or 80%), found {text!r}")
    return found


def run(args: argparse.Namespace) -> int:
    """Count, price and print."""
    from centspan.deploy.tables.table import as_json
    from centspan.deploy.tables.what_if import estimates_json, show_estimates
    from centspan.optimizer.finance.estimate import Plan, estimate
    from centspan.optimizer.finance.model_prices import named, prices_at

    sources = sources_of(args)
    price = prices_at(datetime.now(UTC), sources)
    found: list[Any] = []
    for text in args.model:
        model = named(text, sources)
        if model is None:
            raise CentspanError(
                f"expected a model with a price, found {text!r}: name its provider too (openai/gpt-4o), or "
                "say a price in prices.toml"
            )
        tokens, how = _tokens(args, model[1])
        plan = Plan(tokens, args.output_tokens, args.calls_per_day, args.cached)
        found.append((plan, estimate(plan, model, price), how))
    if args.json:
        print(as_json(estimates_json(found)))
    else:
        show_estimates(found)
    return 0


def _tokens(args: argparse.Namespace, model: str) -> tuple[int, str]:
    from centspan.optimizer.tokens import count as tokens_of

    if args.prompt is None:
        return args.input_tokens, "as said"
    try:
        text = args.prompt.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CentspanError(f"expected a prompt in {args.prompt}, found: {error}") from None
    counted = tokens_of(text, model, download=args.download)
    return counted.tokens, counted.how
