"""`centspan prices matrix`: what models cost, side by side."""

import argparse
import json
import re
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json
from centspan.deploy.cli.prices.options import add_at, add_sources, at_of, sources_of
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.collector.prices.matrix import Compared, Matrix

EXAMPLES = """\
  centspan prices matrix
  centspan prices matrix --models openai/gpt-6-luna,anthropic/claude-haiku-5-5 --mix 10:1
  centspan prices matrix --at 2026-01-01 --json"""
COLUMNS = ("input", "cached", "output", "batch_input", "batch_output", "blended")


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "matrix",
        "Compare list prices per 1M tokens, cheapest to dearest; asks no store.",
        EXAMPLES,
    )
    parser.add_argument(
        "--models",
        default="",
        metavar="PROVIDER/MODEL,…",
        help="compare these (default: large and small models of six makers)",
    )
    parser.add_argument(
        "--mix",
        default="3:1",
        metavar="IN:OUT",
        help="input to output tokens that the order goes by (default 3:1)",
    )
    add_at(parser)
    add_sources(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look prices up and print; 1 where no source knows one of the models."""
    from centspan.collector.prices.matrix import MODELS, matrix

    at, mix = at_of(args.at), _mix(args.mix)
    models = tuple(map(_model, args.models.split(","))) if args.models else MODELS
    found = matrix(models, sources_of(args), at, mix)
    if args.json:
        print(json.dumps(_document(found, args.mix, at.isoformat()), indent=1))
    else:
        _draw(found, args.mix, f"{at:%F}")
    return int(bool(found.unknown))


def _mix(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6}):(\d{1,6})", text)
    if not found or int(found[1]) + int(found[2]) == 0:
        raise CentspanError(f"expected --mix as 3:1, input to output tokens, found {text!r}")
    return int(found[1]), int(found[2])


def _model(text: str) -> tuple[str, str]:
    provider, slash, model = text.strip().partition("/")
    if not slash or not model:
        raise CentspanError(f"expected --models as openai/gpt-4o,anthropic/…, found {text!r}")
    return provider, model


def _document(found: "Matrix", mix: str, at: str) -> dict[str, Any]:
    ratios = {name: found.ratio(name) for name in COLUMNS}
    return {
        "at": at,
        "mix": mix,
        "usd_per": "1M tokens",
        "models": [each.as_json() for each in found.models],
        "dearest_over_cheapest": {n: float(r) if r else None for n, r in ratios.items()},
        "unknown": [f"{provider}/{model}" for provider, model in found.unknown],
    }


def _draw(found: "Matrix", mix: str, at: str) -> None:
    from centspan.deploy.cli.prices import tables

    if found.models:
        cheapest = found.models[0]
        ratios = ("", "dearest ÷ cheapest", *(_times(found.ratio(name)) for name in COLUMNS), "")
        rows = [(*_cells(each), _times(_over(each, cheapest))) for each in found.models]
        columns = ("input", "cached", "output", "batch in", "batch out", f"at {mix}", "× cheapest")
        title = f"list prices on {at}, USD per 1M tokens of short requests"
        tables.show(title, ("provider", "model", *columns), [*rows, ratios], left=2)
        print(
            f"from {cheapest.model} to {found.models[-1].model}, at {mix} input to output tokens: "
            f"{_times(_over(found.models[-1], cheapest)) or 'free at the lower end'}"
        )
    for provider, model in found.unknown:
        print(f"no source prices {provider}/{model}")


def _cells(each: "Compared") -> tuple[str, ...]:
    from centspan.deploy.cli.prices.tables import places

    amounts = [getattr(each, name) for name in COLUMNS]
    cells = ("–" if amount is None else places(amount) for amount in amounts)
    return each.provider, each.model + (" (assumed)" if each.assumed else ""), *cells


def _over(each: "Compared", cheapest: "Compared") -> Any:
    return each.blended / cheapest.blended if cheapest.blended else None


def _times(ratio: Any) -> str:
    return "" if ratio is None else f"{ratio:,.1f} ×"
