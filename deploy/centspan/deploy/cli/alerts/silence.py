"""`centspan alerts silence`: tell nobody for a while."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from centspan.deploy.cli.options import UNITS, add_command, add_scope, add_store, scope_of
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan alerts silence feature_spike --feature chat --for 2h --reason "load test"
  centspan alerts silence "*" --environment staging --for 1d --reason "moving house"
  centspan alerts silence feature_spike --feature chat --lift

Alerts stand and are listed meanwhile. Silences that are planned belong into budgets.toml; these stand beside."""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "silence",
        "Keep a rule from telling of a scope for some time, from now on.",
        EXAMPLES,
    )
    parser.add_argument("rule", help="a rule's id, or * for every rule")
    parser.add_argument(
        "--for", dest="length", default="2h", metavar="LENGTH", help="30m, 2h, 1d (default 2h)"
    )
    parser.add_argument("--reason", default="", help="why, for those who look")
    parser.add_argument(
        "--by", default="", metavar="NAME", help="who (default: $CENTSPAN_USER, else the shell's)"
    )
    parser.add_argument("--lift", action="store_true", help="end it now")
    add_scope(parser)
    add_store(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Silence, or lift; 1 where there was nothing to lift."""
    from centspan.alerts.budgets.by_hand import lift, silence
    from centspan.alerts.budgets.scope import in_words
    from centspan.alerts.rules import rule
    from centspan.collector.dsn import connect
    from centspan.deploy.cli.prices.options import who

    if args.rule != "*":
        rule(args.rule)
    now, scope, by = datetime.now(UTC).replace(microsecond=0), scope_of(args), args.by or who()
    about = f"{args.rule} ({in_words(scope)})"
    ends = now + _length(args.length)
    with connect(args.dsn) as client:
        if args.lift:
            stood = lift(client, args.rule, scope, by)
            print(f"{about} is told again" if stood else f"{about} was not silenced by hand")
            return int(not stood)
        silence(client, args.rule, scope, now, ends, args.reason, by)
    print(f"{about} is silenced until {ends:%F %H:%M} UTC")
    return 0


def _length(text: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isdecimal() or not 0 < int(number) < 10_000:
        raise CentspanError(f"expected --for to be a length such as 30m, 2h or 1d, found {text!r}")
    return int(number) * UNITS[unit]
