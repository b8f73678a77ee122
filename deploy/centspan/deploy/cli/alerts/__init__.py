"""`centspan alerts`: budgets, and who is told of what; one module an action."""

from importlib import import_module
from typing import Any

from centspan.deploy.cli.options import add_command

ACTIONS = ("suggest", "check", "apply", "send-test", "deliveries")
"""Every action, in the order of `--help`; each is a module here with `add` and `run`, `-` written `_`."""

EXAMPLES = """\
  centspan alerts suggest --out budgets.toml           a first file, from what was spent so far
  centspan alerts check budgets.toml                   what is wrong with it, by line
  centspan alerts apply budgets.toml --dry-run         what would change
  centspan alerts apply budgets.toml                   budgets, goals and silences stand from now on
  centspan alerts send-test                            does a notification arrive?
  centspan alerts deliveries --failed                  what was given up"""


def add(subparsers: Any) -> None:
    """Add the command and its own commands."""
    parser = add_command(
        subparsers,
        "alerts",
        "Budgets, goals and silences: check, suggest and apply them; notifications: try and list them.",
        EXAMPLES,
    )
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    for name in ACTIONS:
        import_module(f"{__name__}.{name.replace('-', '_')}").add(actions)
