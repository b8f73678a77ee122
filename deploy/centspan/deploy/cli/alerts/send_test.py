"""`centspan alerts send-test`: does a notification arrive?"""

import argparse
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.alerts.options import add_file, file_of
from centspan.deploy.cli.options import add_command, add_json
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.alerts.budgets.channel import Channel

EXAMPLES = """\
  centspan alerts send-test                            every channel of budgets.toml
  centspan alerts send-test --channel slack-platform
  centspan alerts send-test team/budgets.toml --json

PagerDuty keeps the incident that this opens until you resolve it there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one test; `error` is empty where it was taken."""

    channel: str
    kind: str
    error: str
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "channel": self.channel,
            "kind": self.kind,
            "delivered": not self.error,
            "error": self.error,
            "seconds": round(self.seconds, 3),
        }


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "send-test",
        "Send an invented alert to your channels now, and say what they answered; needs no store.",
        EXAMPLES,
    )
    add_file(parser)
    parser.add_argument("--channel", default="", metavar="NAME", help="only this (default: all)")
    add_json(parser)
    parser.set_defaults(run=run, dsn=None)


def run(args: argparse.Namespace) -> int:
    """Send and say; 1 where a channel did not take it."""
    sent = [_sent(each) for each in _channels(args)]
    if args.json:
        print(json.dumps([each.as_json() for each in sent], indent=1))
    else:
        for each in sent:
            said = f"failed: {each.error}" if each.error else f"delivered in {each.seconds:.1f} s"
            print(f"{each.channel} ({each.kind}): {said}")
    return int(any(each.error for each in sent))


def _channels(args: argparse.Namespace) -> "list[Channel]":
    from centspan.alerts.budgets.read import read

    path = file_of(args)
    channels = read(path).channels
    chosen = [each for each in channels if args.channel in ("", each.name)]
    if chosen:
        return chosen
    known = ", ".join(each.name for each in channels)
    if args.channel and known:
        raise CentspanError(
            f"{path}: expected a channel named {args.channel!r}, found {known}; name one of them"
        )
    raise CentspanError(f"{path}: expected a [[channel]], found none; docs/alerts.md has each kind")


def _sent(channel: "Channel") -> Sent:
    from centspan.alerts.notify.failure import DeliveryError
    from centspan.alerts.notify.http import Http
    from centspan.alerts.notify.sample import sample
    from centspan.alerts.notify.sending import send

    begun, error = time.monotonic(), ""
    try:
        send(sample(channel.name, datetime.now(UTC)), channel, Http())
    except DeliveryError as refusal:
        error = str(refusal)
    return Sent(channel.name, channel.kind, error, time.monotonic() - begun)
