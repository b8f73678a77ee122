"""`centspan alerts show`: all that one alert tells."""

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store

if TYPE_CHECKING:
    from centspan.alerts.payload import Alert

EXAMPLES = """\
  centspan alerts show feature_spike:environment=production,feature=chat
  centspan alerts show chat --json      part of a key is enough where only one alert has it"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions, "show", "Print all that an alert tells, as it stands or as it last was.", EXAMPLES
    )
    parser.add_argument("key", help="its key, or part of it; `centspan alerts list` has them")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Find and print it."""
    from centspan.alerts.standing import one_of
    from centspan.collector.dsn import connect

    with connect(args.dsn) as client:
        alert = one_of(client, args.key)
    if args.json:
        print(json.dumps(alert.as_json(), indent=1, ensure_ascii=False))
    else:
        print("\n".join(_lines(alert)))
    return 0


def _lines(alert: "Alert") -> Iterator[str]:
    from centspan.alerts.notify.wording import contributors, facts, links

    yield f"{alert.severity} {alert.state}: {alert.headline}"
    named = (("Key", alert.dedup_key), *facts(alert), ("Channel", alert.channel), *links(alert))
    width = max(len(name) for name, _ in named)
    for name, value in named:
        if value:
            yield f"  {name:<{width}}  {value}"
    for place, said in enumerate(contributors(alert)):
        yield f"  {'' if place else 'Driven by':<{width}}  {said}"
