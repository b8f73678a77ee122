"""`centspan export`: calls out of the store, one by one or in groups."""

import argparse
import gzip
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from centspan.deploy.cli.options import add_command, add_store, period
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.collector.exporting.question import Question

EXAMPLES = """\
  centspan export calls --since 24h --out calls.parquet
  centspan export calls --by feature,model,day --since 30d --format csv > spend.csv
  centspan export calls --columns focus --since 2026-10-01 --until 2026-11-01 --out focus.csv.gz"""
FORMATS = ("parquet", "csv", "jsonl")


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "export",
        "Write calls to a file: each one, or sums by any of their labels, with the three amounts.",
        EXAMPLES,
    )
    parser.add_argument("what", choices=("calls",), help="what to export")
    parser.add_argument("--format", choices=FORMATS, help="default: as --out ends, else csv")
    parser.add_argument(
        "--by", default="", metavar="LABEL,…", help="sums by these: feature, model, tenant, day …"
    )
    parser.add_argument(
        "--columns",
        choices=("own", "focus"),
        default="own",
        help="focus: FinOps FOCUS columns by day, model and feature (default own)",
    )
    parser.add_argument(
        "--since", "--start", default="24h", help="24h, 30d or a date (default 24h)"
    )
    parser.add_argument("--until", "--end", default="", help="a date or time (default: now)")
    parser.add_argument(
        "--all", action="store_true", help="single calls: those that do not count as well"
    )
    parser.add_argument(
        "--out", default="-", metavar="FILE", help="default: standard output; .gz is packed"
    )
    add_store(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the store and write."""
    from centspan.collector.dsn import connect
    from centspan.collector.exporting.write import write

    form = args.format or _form(args.out)
    if form == "parquet" and args.out.endswith(".gz"):
        raise CentspanError("Parquet is packed already: name --out FILE.parquet")
    with connect(args.dsn) as client, _target(args.out) as file:
        write(client, _questions(client, args), form, file)
    return 0


def _form(out: str) -> str:
    suffix = out.removesuffix(".gz").rpartition(".")[2].lower()
    return suffix if suffix in FORMATS else "csv"


def _questions(client: Any, args: argparse.Namespace) -> Iterator["Question"]:
    from centspan.collector.exporting.focus import focus
    from centspan.collector.exporting.grouped import grouped
    from centspan.collector.exporting.single import single
    from centspan.collector.exporting.slices import slices

    start, end = period(args.since, args.until)
    by = [name.strip() for name in args.by.split(",") if name.strip()]
    if args.columns == "focus":
        if by:
            raise CentspanError("--columns focus has its own grouping: leave --by out")
        yield focus(start, end, client.database)
    elif by:
        yield grouped(by, start, end)
    else:
        for first, last in slices(client, start, end):
            yield single(first, last, uncounted=args.all)


@contextmanager
def _target(out: str) -> Generator[IO[bytes]]:
    """Standard output, or a file that appears only when it is whole."""
    if out == "-":
        yield sys.stdout.buffer
        return
    path, part = Path(out), Path(f"{out}.part")
    try:
        with gzip.open(part, "wb") if out.endswith(".gz") else part.open("wb") as file:
            yield cast("IO[bytes]", file)
        part.replace(path)
    except OSError as error:
        raise CentspanError(f"--out: {path} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            part.unlink()
