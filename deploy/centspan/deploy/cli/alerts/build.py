"""`centspan alerts build`: the rules as a file that Grafana's alerting loads."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.grafana.options import url
from centspan.deploy.cli.options import add_command, told

EXAMPLES = """\
  centspan alerts build
  centspan alerts build --check                          is the file current and free of mistakes?
  centspan alerts build --viewer https://centspan.example.com --out /etc/grafana/provisioning/alerting
  centspan alerts build --remove --out /etc/grafana/provisioning/alerting"""
LOCAL = "http://127.0.0.1:8088"


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions, "build", "Check the rules and write them as a file for Grafana.", EXAMPLES
    )
    parser.add_argument("--out", type=Path, default=Path("alerts"), help="folder (default: alerts)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check",
        action="store_true",
        help="write nothing; end with 1 where the file is missing or behind the rules",
    )
    what.add_argument(
        "--remove",
        action="store_true",
        help="write a file that makes Grafana delete the rules: those of a file that is gone stay",
    )
    parser.add_argument(
        "--viewer",
        type=url,
        metavar="URL",
        default=LOCAL,
        help=f"the pages of `centspan up`, where readers of alerts find runbooks (default: {LOCAL})",
    )
    parser.add_argument(
        "--receiver",
        metavar="NAME",
        default="",
        help="the contact point that every rule goes to; Grafana does not start where it has none of "
        "that name (default: what Grafana's notification policies say)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write or compare; 1 where a rule has a mistake or, with --check, the file is not current."""
    from centspan.alerts.grafana.checks.every import findings
    from centspan.alerts.grafana.file import NAME, document, stale, without, write
    from centspan.alerts.grafana.rule_entry import Readers

    to = Readers(args.viewer, args.receiver)
    built = without() if args.remove else document(to)
    wrong = [str(found) for found in findings(built)]
    if args.check:
        wrong += [
            f"{args.out}: {what}; run: centspan alerts build" for what in stale(args.out, built)
        ]
    elif not wrong:
        write(args.out, built)
    return told(wrong, f"{args.out / NAME} {'is current' if args.check else 'written'}")
