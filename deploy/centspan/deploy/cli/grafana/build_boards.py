"""`centspan grafana build`: the boards as files that Grafana loads."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.grafana.options import add_viewer, built
from centspan.deploy.cli.options import add_command, told

EXAMPLES = """\
  centspan grafana build
  centspan grafana build --check
  centspan grafana build --viewer https://centspan.example.com --out boards"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions, "build", "Check the boards and write each as a JSON file.", EXAMPLES
    )
    parser.add_argument(
        "--out", type=Path, default=Path("dashboards"), help="folder (default: dashboards)"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; end with 1 where a file is missing, behind its board or left over",
    )
    add_viewer(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write or compare; 1 where a board has a mistake or, with --check, a file is not current."""
    from centspan.dashboards.grafana.checks.every import findings
    from centspan.dashboards.grafana.files import stale, write

    boards = built(args.viewer)
    wrong = [str(found) for found in findings(boards)]
    if args.check:
        wrong += [
            f"{args.out}: {what}; run: centspan grafana build" for what in stale(args.out, boards)
        ]
    elif not wrong:
        write(args.out, boards)
    return told(
        wrong, f"{len(boards)} boards {'are current' if args.check else 'written'} in {args.out}"
    )
