"""Options and small things that several commands about budgets share."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from centspan.deploy.cli.grafana.options import url
from centspan.deploy.cli.options import data_folder

if TYPE_CHECKING:
    from centspan.alerts.address import Places
    from centspan.alerts.budgets.followed import Followed
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


def add_alerting(parser: argparse.ArgumentParser) -> None:
    """Add --budgets, --viewer, --grafana and --runbooks."""
    parser.add_argument(
        "--budgets",
        type=Path,
        metavar="FILE",
        help="budgets, goals, silences and channels: applied at the start and whenever it is edited "
        "(default: $CENTSPAN_BUDGETS, else budgets.toml here or in the local stack's data folder)",
    )
    where = (
        ("viewer", "the start page of `centspan up`, as readers of alerts reach it"),
        ("grafana", "your Grafana: alerts then link to the boards there"),
        ("runbooks", "where your runbooks are, if not in the viewer: a rule's id is appended"),
    )
    for name, what in where:
        parser.add_argument(f"--{name}", type=url, metavar="URL", help=what)


def followed(args: argparse.Namespace, folder: Path) -> "Followed":
    """The file of budgets to run with, read once; raises CentspanError for one with errors."""
    from centspan.alerts.budgets.followed import Followed
    from centspan.alerts.budgets.own_file import own_file
    from centspan.deploy.cli.prices.options import who

    return Followed(own_file(args.budgets, folder), who())


def places_of(args: argparse.Namespace) -> "Places":
    """Where alerts lead."""
    from centspan.alerts.address import Places

    return Places(args.viewer or "", args.grafana or "", args.runbooks or "")


def show(file: str, problems: "Sequence[Problem]") -> None:
    """Print each problem on a line of its own."""
    for problem in problems:
        print(problem.sentence(file))
