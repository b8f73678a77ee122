"""Options and small things that several commands about budgets share."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from centspan.deploy.cli.options import data_folder

if TYPE_CHECKING:
    from centspan.alerts.budgets.problem import Problem

EMBEDDED = "chdb://"


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add FILE, which `file_of` reads."""
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="the budgets (default: $CENTSPAN_BUDGETS, else budgets.toml here or in the local stack's "
        "data folder)",
    )


def file_of(args: argparse.Namespace) -> Path:
    """The file of budgets that is meant, whether it is there or not."""
    from centspan.alerts.budgets.own_file import FILE_NAME, own_file

    store = args.dsn or os.environ.get("CENTSPAN_DSN") or ""
    folder = Path(store[len(EMBEDDED) :]) if store.startswith(EMBEDDED) else data_folder(None)
    return own_file(args.file, folder) or Path(FILE_NAME)


def show(file: str, problems: "Sequence[Problem]") -> None:
    """Print each problem on a line of its own."""
    for problem in problems:
        print(problem.sentence(file))
