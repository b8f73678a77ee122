"""`centspan grafana`: the boards for Grafana; one module an action."""

from importlib import import_module
from typing import Any

from centspan.deploy.cli.options import add_command

ACTIONS = ("build", "push")
"""Every action, in the order of `--help`; each is a module here, `<name>_boards`, with `add` and `run`."""

EXAMPLES = """\
  centspan grafana build --check                        are the files current and free of mistakes?
  centspan grafana build --out /var/lib/grafana/dashboards/centspan
  centspan grafana push --url https://grafana.example.com --token-file token
  centspan grafana push --url https://grafana.example.com --token-file token --apply

without this command: mount dashboards/ and deploy/grafana/provisioning (docs/grafana.md)"""


def add(subparsers: Any) -> None:
    """Add the command and its own commands."""
    parser = add_command(
        subparsers, "grafana", "Write the boards for Grafana, or push them to one.", EXAMPLES
    )
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    for name in ACTIONS:
        import_module(f"{__name__}.{name}_boards").add(actions)
