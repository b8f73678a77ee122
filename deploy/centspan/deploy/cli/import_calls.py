"""`centspan import`: calls and evaluations recorded elsewhere, from files into the store."""

import argparse
from datetime import UTC, datetime
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan import calls.csv.gz
  centspan import trace.csv --map TIMESTAMP=started_at --map ContextTokens=input_tokens \\
      --map GeneratedTokens=output_tokens --set provider=openai --set model=gpt-4o --shift-to 2026-11-16
  centspan import spend_logs.parquet --format litellm --rejects rejected.jsonl
  curl -s https://langfuse.example/export.jsonl | centspan import - --format langfuse --set feature=chat
  centspan import verdicts.csv --format evaluations --set max_score=5 --dry-run"""
FORMATS = ("calls", "litellm", "langfuse", "openai-usage", "evaluations")
REJECTED = 3
"""Exit code where some rows were not taken."""
GO_ON = "; the same import again does the rest"


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "import",
        "Bring calls or evaluations that were recorded elsewhere into the store; docs/import.md.",
        EXAMPLES,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, JSON lines, a JSON array or Parquet, each also as gzip; - for standard input")  # fmt: skip
    parser.add_argument("--format", choices=FORMATS, default="calls", help="default: calls")
    parser.add_argument("--map", action="append", default=[], type=_pair, metavar="COL=FIELD", help="read a field from this column (COL#key.key: from JSON in it); again for more")  # fmt: skip
    parser.add_argument("--set", action="append", default=[], type=_pair, metavar="FIELD=VALUE", help="the same value for every row; again for more")  # fmt: skip
    parser.add_argument("--id", default="", metavar="COL,COL", help="columns that tell a row from all others (default: the request id, else the file and the row's number)")  # fmt: skip
    parser.add_argument("--rejects", metavar="FILE", help="write rows that were not taken there, as JSON lines with the reasons")  # fmt: skip
    _add_times(parser)
    parser.add_argument("--keep-prompts", action="store_true", help="store the text of prompts (default: only their keyed hashes)")  # fmt: skip
    parser.add_argument("--keep-user-ids", action="store_true", help="store user ids as they are (default: keyed hashes)")  # fmt: skip
    parser.add_argument("--prices", metavar="FILE", help="prices.toml with rates for amounts that are not in USD (default: $CENTSPAN_PRICES)")  # fmt: skip
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--replace", action="store_true", help="take away what these files brought before")  # fmt: skip
    again.add_argument("--copy", default="", metavar="NAME", help="count these as other calls than those the same file brought before")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
    parser.add_argument("--now", action="store_true", help="then price and roll up, where no `centspan up` does")  # fmt: skip
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def _add_times(parser: argparse.ArgumentParser) -> None:
    moved = parser.add_mutually_exclusive_group()
    moved.add_argument("--shift-to", metavar="DATE", help="move all rows by whole days so that the earliest is on this day")  # fmt: skip
    moved.add_argument("--time-shift", metavar="SPAN", help="move all rows: 365d, -12h")
    parser.add_argument("--time-unit", choices=("s", "ms", "us", "ns"), default="", help="what plain numbers count since 1970 (default: by their size)")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Import every file; 0 when all rows were taken, 3 when some were not."""
    from centspan.collector.dsn import connect
    from centspan.deploy.cli.store_errors import explained
    from centspan.deploy.importing import import_files
    from centspan.deploy.tables.imported import told

    _check(args)
    with connect(args.dsn) as client, explained(GO_ON):
        imported = import_files(client, args)
    told(imported, args)
    return REJECTED if imported.rejected else 0


def _check(args: argparse.Namespace) -> None:
    if args.files.count("-") > 1:
        raise CentspanError("standard input can be read once: name - once")
    both = {field for _, field in args.map} & {field for field, _ in args.set}
    if both:
        raise CentspanError(f"{min(both)} is given with --map and with --set: give one of them")
    if args.shift_to:
        try:
            datetime.fromisoformat(args.shift_to).replace(tzinfo=UTC)
        except ValueError:
            raise CentspanError(
                f"--shift-to: expected a date such as 2026-11-16, found {args.shift_to!r}"
            ) from None


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=") if text.count("=") == 1 else text.partition("=")
    if not left or not equals:
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return left, right
