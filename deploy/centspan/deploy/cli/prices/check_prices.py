"""`centspan prices check`: where a second source disagrees."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, count
from centspan.deploy.cli.prices.options import add_at, add_sources, at_of, counter, sources_of

if TYPE_CHECKING:
    from centspan.collector.prices.check import Checked

EXAMPLES = """\
  centspan prices check model_prices_and_context_window.json
  centspan prices check their-prices.toml --provider openai --strict"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "check",
        "Compare today's sources with a second one: LiteLLM's price map, or a prices.toml.",
        EXAMPLES,
    )
    parser.add_argument("file", type=Path, help="the second source")
    parser.add_argument("--provider", default="", help="only this one (default: all)")
    parser.add_argument("--strict", action="store_true", help="end with 1 where any price differs")
    parser.add_argument("--limit", type=count, default=100, help="prices to print (default 100)")
    add_at(parser)
    add_sources(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare and print; with --strict 1 where any price differs."""
    from centspan.collector.prices.check import check
    from centspan.collector.prices.second_source import claims
    from centspan.instrumentation.pricing.names import provider_id

    said = claims(args.file)
    if args.provider:
        wanted = provider_id(args.provider)
        said = tuple(claim for claim in said if provider_id(claim.name.provider) == wanted)
    found = check(said, sources_of(args), at_of(args.at), counter("models"))
    if args.json:
        document = {
            "disagreements": [each.as_json() for each in found.disagreements],
            "providers": [asdict(each) for each in found.providers],
        }
        print(json.dumps(document, indent=1))
    else:
        _draw(found, args.file.name, args.limit)
    return int(args.strict and bool(found.disagreements))


def _draw(found: "Checked", file: str, limit: int) -> None:
    from centspan.deploy.cli.prices import tables

    if found.disagreements:
        tables.show(
            f"prices that {file} lists otherwise, USD per 1M tokens",
            (
                "provider",
                "model",
                "tier",
                "price",
                "input tokens",
                "ours",
                "theirs",
                "theirs − ours",
            ),
            (
                (
                    *(each.claim.name.provider, each.claim.name.model),
                    *(each.claim.name.service_tier, each.claim.bucket),
                    tables.edge(each.claim.above),
                    tables.price(each.ours, each.claim.bucket),
                    tables.price(each.claim.usd, each.claim.bucket),
                    "–" if each.percent is None else f"{each.percent:+,.1f} %",
                )
                for each in found.disagreements[:limit]
            ),
            left=4,
        )
    if (all_of_them := len(found.disagreements)) > limit:
        print(f"… and {all_of_them - limit:,} more: --limit {all_of_them}")
    tables.show(
        f"names compared with {file}",
        ("provider", "compared", "agree", "differ", "not priced by us"),
        (
            (
                each.provider,
                f"{each.compared:,}",
                f"{each.agree:,}",
                f"{each.compared - each.agree:,}",
                f"{each.unknown:,}",
            )
            for each in found.providers
        ),
    )
