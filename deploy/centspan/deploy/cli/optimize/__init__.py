"""`centspan optimize`: what would have cost less, tried on the calls that were made."""

from typing import Any

from centspan.deploy.cli.optimize import decisions, distillation, verifying
from centspan.deploy.cli.optimize.options import add_options
from centspan.deploy.cli.optimize.trying import run
from centspan.deploy.cli.options import add_command

EXAMPLES = """\
  centspan optimize                                   all levers on the calls of the last 30 days
  centspan optimize --since 7d --feature support-answer
  centspan optimize --lever cap --set cap.tokens=512 --json
  centspan optimize --lever prompt_cache --set prompt_cache.rules=rules.toml
  centspan optimize --plan accepted                   what the accepted ones save together
  centspan optimize --report savings.html             one page to send on
  centspan optimize --backtest                        proposals of the first half, told on the second
  centspan optimize list                              those that stand; then show, accept, dismiss, adopted, verify"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "optimize",
        "Propose changes that would have cost less, each replayed on the calls that were made, with "
        "an interval, and say what is not proposed and why. They are stored for the Savings board; "
        "nothing else is changed.",
        EXAMPLES,
    )
    add_options(parser)
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="action")
    decisions.add(actions)
    verifying.add(actions)
    distillation.add(actions)
