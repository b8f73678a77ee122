"""`centspan alerts`: budgets, and who is told of what; one module an action."""

from importlib import import_module
from typing import Any

from centspan.deploy.cli.options import add_command

ACTIONS = (
    *("suggest", "check", "apply", "build", "serve", "test"),
    *("list", "show", "ack", "silence", "send-test", "deliveries"),
)
"""Every action, in the order of `--help`; each is a module here with `add` and `run`, `-` written `_`."""

EXAMPLES = """\
  centspan alerts suggest --out budgets.toml           a first file, from what was spent so far
  centspan alerts check budgets.toml                   what is wrong with it, by line
  centspan alerts apply budgets.toml --dry-run         what would change
  centspan alerts apply budgets.toml                   budgets, goals and silences stand from now on
  centspan alerts build                                the same rules as a file for Grafana
  centspan alerts serve --dsn http://clickhouse:8123   judge and tell (`centspan up` does by itself)
  centspan alerts test feature_spike --from 30d        when it would have fired
  centspan alerts list                                 what fires, and what is still learning
  centspan alerts ack chat --by ana                    she has it
  centspan alerts silence feature_spike --feature chat --for 2h
  centspan alerts send-test                            does a notification arrive?
  centspan alerts deliveries --failed                  what was given up"""


def add(subparsers: Any) -> None:
    """Add the command and its own commands."""
    parser = add_command(
        subparsers,
        "alerts",
        "Budgets, goals and silences: check, suggest and apply them; rules: judge them, look back, see how "
        "alerts stand; notifications: try and list them.",
        EXAMPLES,
    )
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    for name in ACTIONS:
        import_module(f"{__name__}.{name.replace('-', '_')}").add(actions)
