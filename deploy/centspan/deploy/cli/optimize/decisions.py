"""`centspan optimize list|show|accept|dismiss|adopted`: what became of proposals."""

import argparse
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from centspan.deploy.cli.options import add_command, add_json, add_store, moment
from centspan.deploy.cli.prices.options import who
from centspan.instrumentation.errors import CentspanError

WHOLE = Decimal(100)
STATUSES = ("proposed", "accepted", "adopted", "dismissed", "withdrawn")


def add(actions: Any) -> None:
    """Add the actions."""
    listing = _action(
        actions,
        "list",
        "Print the proposals that stand.",
        "  centspan optimize list --status accepted",
    )
    listing.add_argument(
        "--status", choices=STATUSES, help="only these (default: all but withdrawn)"
    )
    listing.set_defaults(run=list_proposals)
    shown = _with_id(
        actions,
        "show",
        "Print all that was said of a proposal.",
        "  centspan optimize show cap-82ecf8 --policy",
    )
    shown.add_argument("--policy", action="store_true", help="print its policy instead, as JSON")
    shown.set_defaults(run=show_proposal)
    _with_id(
        actions,
        "accept",
        "Say that it is going to be done.",
        "  centspan optimize accept cap-82ecf8",
    ).set_defaults(run=accept_proposal)
    dismissed = _with_id(
        actions,
        "dismiss",
        "Say that it is not going to be done; it stays silent until its saving has doubled.",
        "  centspan optimize dismiss cap-82ecf8 --reason 'answers must be long'",
    )
    dismissed.add_argument("--reason", required=True, help="why not")
    dismissed.set_defaults(run=dismiss_proposal)
    adopted = _with_id(
        actions,
        "adopted",
        "Say that it is done, and since when.",
        "  centspan optimize adopted cap-82ecf8 --at 2026-11-20",
    )
    adopted.add_argument("--at", default="", help="since when (default: now)")
    adopted.add_argument(
        "--share",
        default="100%",
        help="of its calls, those with its id as policy or route; the others are the control (default 100%%)",
    )
    adopted.set_defaults(run=adopt_proposal)


def list_proposals(args: argparse.Namespace) -> int:
    """Print what stands."""
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.proposals import listed_json, show_listed
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.life.planned import newest
    from centspan.optimizer.life.stored import standing

    with connect(args.dsn) as client:
        every, plan = standing(client).values(), newest(client)
    found = [
        each
        for each in every
        if each.status == args.status or (not args.status and each.status != "withdrawn")
    ]
    if args.json:
        print(as_json(listed_json(found, plan)))
    else:
        show_listed(found, plan)
    return 0


def show_proposal(args: argparse.Namespace) -> int:
    """Print one, or its policy."""
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.proposals import listed_json, show_one
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.life.planned import newest
    from centspan.optimizer.life.policies import current
    from centspan.optimizer.life.stored import one

    with connect(args.dsn) as client:
        found = one(client, args.id)
        policy, plan = current(client, found), newest(client)
    if args.policy:
        print(as_json(policy))
    elif args.json:
        print(as_json({**listed_json([found], plan)[0], "said": found.said}))
    else:
        show_one(found, plan)
    return 0


def accept_proposal(args: argparse.Namespace) -> int:
    """Write the decision down."""
    from centspan.optimizer.life.decide import accept

    def decide(client: Any, at: datetime, by: str) -> Any:
        return accept(client, args.id, at, by)

    return _decided(args, decide)


def dismiss_proposal(args: argparse.Namespace) -> int:
    """Write the decision and its reason down."""
    from centspan.optimizer.life.decide import dismiss

    def decide(client: Any, at: datetime, by: str) -> Any:
        return dismiss(client, args.id, args.reason, at, by)

    return _decided(args, decide)


def adopt_proposal(args: argparse.Namespace) -> int:
    """Write down since when it holds."""
    from centspan.optimizer.life.decide import adopt

    def decide(client: Any, at: datetime, by: str) -> Any:
        since = moment(args.at, at) if args.at else at
        return adopt(client, args.id, since, at, by, _percent(args.share))

    ended = _decided(args, decide)
    if not args.json and _percent(args.share) < WHOLE:
        print(
            "label the calls that have it with its id, centspan.instrumentation.label(route=…): "
            "`centspan optimize verify` compares them with the others"
        )
    return ended


def _percent(text: str) -> Decimal:
    try:
        return Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise CentspanError(f"expected a share such as 50%, found {text!r}") from None


def _decided(args: argparse.Namespace, decide: Any) -> int:
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.proposals import listed_json
    from centspan.deploy.tables.table import as_json
    from centspan.optimizer.life.planned import newest

    with connect(args.dsn) as client:
        now = decide(client, datetime.now(UTC), args.by or who())
        plan = newest(client)
    if args.json:
        print(as_json(listed_json([now], plan)[0]))
    else:
        print(f"{now.id} is {now.status}: {now.change}")
    return 0


def _action(actions: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    parser = add_command(actions, name, summary, example)
    add_store(parser)
    add_json(parser)
    return parser


def _with_id(actions: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    parser = _action(actions, name, summary, example)
    parser.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    parser.add_argument("--by", default="", help="who decides (default: this user)")
    return parser
