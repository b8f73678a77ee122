"""`centspan compress`: prompts made shorter, those of a file or those that the store keeps."""

import argparse
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store, count, period
from centspan.deploy.cli.prices.options import add_sources, sources_of
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan compress prompt.txt request.json --model gpt-4o      what each strategy saves, and keeps
  centspan compress prompt.txt --strategy distil --show         the shorter prompt itself
  centspan compress prompt.txt --llm gpt-4o-mini                a model says the same (the text is sent to it)
  centspan compress --since 7d --feature support-answer         all prompts that the store keeps, by saving"""
LOCAL = ("schema", "distil", "few_shot", "history")


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "compress",
        "Make prompts shorter, in up to five ways, and print tokens against what is left of the prompt's "
        "facts: of files or a text (plain, messages or a request as JSON), else of all prompts that the store "
        "keeps. Nothing is changed.",
        EXAMPLES,
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a prompt or request")
    parser.add_argument("--text", default="", help="a prompt itself")
    parser.add_argument(
        "--strategy", action="append", choices=LOCAL, help="only this one; again for more"
    )
    parser.add_argument(
        "--model", default="gpt-4o", help="whose tokens and price (default: gpt-4o)"
    )
    parser.add_argument("--keep-examples", type=count, default=2, help="examples that stay (2)")
    parser.add_argument("--llm", default="", metavar="MODEL", help="have this model rewrite it too")
    parser.add_argument("--llm-url", default=None, metavar="URL", help="its endpoint, as OpenAI's")
    parser.add_argument(
        "--judge", default="facts", metavar="MODULE:NAME", help="your own judge (default: facts)"
    )
    parser.add_argument(
        "--summarizer", default="", metavar="MODULE:NAME", help="your own, of history"
    )
    parser.add_argument("--show", action="store_true", help="print the shorter prompt")
    parser.add_argument(
        "--download", action="store_true", help="load the tokenizer's ranks to count exactly"
    )
    parser.add_argument("--since", default="14d", help="of stored prompts: 24h, 7d or a date")
    parser.add_argument("--until", default="", help="of stored prompts: a date or time")
    parser.add_argument("--feature", default="", help="of stored prompts: this feature's only")
    add_sources(parser)
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Shorten what is given, or what is kept."""
    if args.files or args.text:
        return _given(args)
    if args.llm:
        raise CentspanError("expected a FILE or --text beside --llm, found neither: name a prompt")
    return _kept(args)


def _given(args: argparse.Namespace) -> int:
    from centspan.deploy.tables.compression import given_json, show_given
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.compression.given import tried_on
    from centspan.optimizer.compression.judge import judge
    from centspan.optimizer.compression.prompt import from_text
    from centspan.optimizer.finance.model_prices import named, prices_at

    sources = sources_of(args)
    price = prices_at(datetime.now(UTC), sources)
    model = named(args.model, sources)
    usd = price(model, 0, "uncached_input") if model else None
    prompts = [(str(path), _read(path)) for path in args.files]
    prompts += [("--text", args.text)] if args.text else []
    strategies = _strategies(args)
    by = judge(args.judge)
    found = [
        tried_on(name, from_text(text), strategies, args.model, judge=by, download=args.download)
        for name, text in prompts
    ]
    costs = _llm_costs(args, strategies, sources, price)
    if args.json:
        print(as_json(given_json(found, usd, costs)))
    else:
        show_given(found, usd, costs, show=args.show)
    return 0


def _strategies(args: argparse.Namespace) -> list[Any]:
    from dataclasses import replace

    from centspan.optimizer.compression.examples import Examples
    from centspan.optimizer.compression.history import History
    from centspan.optimizer.compression.rewrite import OpenAiWriter, Rewrite
    from centspan.optimizer.compression.strategies import STRATEGIES
    from centspan.optimizer.plugged import plugged

    changed: dict[type, dict[str, Any]] = {Examples: {"keep": args.keep_examples}}
    if args.summarizer:
        changed[History] = {"summarizer": plugged(args.summarizer, "summarize", "a summarizer")}
    known: tuple[Any, ...] = STRATEGIES
    found: list[Any] = [
        replace(each, **changed.get(type(each), {}))
        for each in known
        if not args.strategy or each.id in args.strategy
    ]
    return [*found, Rewrite(OpenAiWriter(args.llm, args.llm_url))] if args.llm else found


def _llm_costs(
    args: argparse.Namespace, strategies: list[Any], sources: Any, price: Any
) -> Decimal | None:
    """What the model took to rewrite, in USD; None where it has no price, or was not asked."""
    from centspan.optimizer.finance.model_prices import named

    model = named(args.llm, sources) if args.llm else None
    if model is None:
        return None
    tokens = strategies[-1].tokens
    prices = (price(model, 0, "uncached_input"), price(model, 0, "output"))
    if None in prices:
        return None
    return sum((n * usd for n, usd in zip(tokens, prices, strict=True)), Decimal(0))


def _kept(args: argparse.Namespace) -> int:
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.compression import kept_json, show_kept
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.compression.inventory import Ways, whole_inventory
    from centspan.optimizer.compression.judge import judge
    from centspan.optimizer.study import study

    start, end = period(args.since, args.until)
    ways = Ways(_strategies(args), judge(args.judge), args.download)
    with (
        connect(args.dsn) as client,
        study(client, start, end, args.feature, sources_of(args)) as calls,
    ):
        found = whole_inventory(calls, ways)
        if args.json:
            print(as_json(kept_json(found, calls)))
        else:
            show_kept(found, calls)
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CentspanError(f"expected a prompt in {path}, found: {error}") from None
