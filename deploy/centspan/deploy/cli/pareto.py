"""`centspan pareto`: which configurations are beaten, and the cheapest mix for a quality."""

import argparse
import csv
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from centspan.deploy.cli.estimate import share
from centspan.deploy.cli.options import add_command, add_json
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan pareto configurations.csv                 columns name, usd, quality and, if known, latency_ms
  centspan pareto configurations.csv --quality 0.92  the mix of least cost that reaches it
  centspan pareto configurations.csv --mix small=0.6,middle=0.3,large=0.1"""
COLUMNS = ("name", "usd", "quality")


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "pareto",
        "Print which configurations (models, prompts) none beats in cost and quality, what beats the others, "
        "the cheapest mix for a quality, and what a mix costs.",
        EXAMPLES,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file")
    parser.add_argument("--latency", action="store_true", help="the quicker beats the slower, too")
    parser.add_argument("--quality", type=share, help="find the cheapest mix of this quality")
    parser.add_argument("--mix", default="", help="NAME=SHARE,NAME=SHARE: what this mix costs")
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, compare and print."""
    from centspan.deploy.cli.scenarios import named_share
    from centspan.deploy.tables.table import as_json
    from centspan.deploy.tables.what_if import pareto_json, show_pareto
    from centspan.optimizer.finance.mix import cheapest_mix, mixed
    from centspan.optimizer.finance.pareto import placed

    known = _read(args.file)
    every = placed(known, latency=args.latency)
    cheapest = cheapest_mix(known, args.quality) if args.quality else None
    mix = (
        mixed(known, dict(named_share(each) for each in args.mix.split(","))) if args.mix else None
    )
    if args.json:
        print(as_json(pareto_json(every, cheapest, mix)))
    else:
        show_pareto(every, cheapest, mix)
    return 0


def _read(path: Path) -> Any:
    from centspan.optimizer.finance.pareto import Configuration

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CentspanError(f"expected a CSV file at {path}, found: {error}") from None
    if not rows or any(name not in rows[0] for name in COLUMNS):
        found = ", ".join(rows[0]) if rows else "no rows"
        raise CentspanError(f"{path}: expected columns {', '.join(COLUMNS)}, found {found}")
    return [
        Configuration(
            row["name"],
            _number(path, line, "usd", row["usd"]),
            _number(path, line, "quality", row["quality"]),
            _number(path, line, "latency_ms", row["latency_ms"]) if row.get("latency_ms") else None,
        )
        for line, row in enumerate(rows, 2)
    ]


def _number(path: Path, line: int, name: str, text: str | None) -> Decimal:
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise CentspanError(f"{path}:{line}: {name}: expected a number from 0 up, found {text!r}")
    return found
