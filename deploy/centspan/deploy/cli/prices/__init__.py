"""`centspan prices`: the price book of a store; one module an action."""

from importlib import import_module
from typing import Any

from centspan.deploy.cli.options import add_command

ACTIONS = (
    "list",
    "show",
    "matrix",
    "check",
    "watch",
    "set",
    "reprice",
    "diff",
    "undo",
    "close",
)
"""Every action, in the order of `--help`; each is a module here, `<name>_prices`, with `add` and `run`."""

EXAMPLES = """\
  centspan prices matrix                               what current models cost, cheapest to dearest
  centspan prices show gpt-4o                          every price it ever had, and who says so
  centspan prices set azure.ai.openai my-gpt --input 2.50 --output 10
  centspan prices reprice --dry-run                    what today's sources would change, in dollars
  centspan prices undo                                 take the last change back
  centspan prices close --month 2026-10                later prices no longer move October"""


def add(subparsers: Any) -> None:
    """Add the command and its own commands."""
    parser = add_command(
        subparsers, "prices", "Read, compare, check and change what tokens cost.", EXAMPLES
    )
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    for name in ACTIONS:
        import_module(f"{__name__}.{name}_prices").add(actions)
