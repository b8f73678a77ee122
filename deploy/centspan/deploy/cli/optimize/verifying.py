"""`centspan optimize verify`: whether the saving of what was adopted came."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import add_command, add_json, add_store
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.optimizer.life.verify import Verified

EXAMPLE = """\
  centspan optimize verify cap-82ecf8
  centspan optimize verify                all that were adopted"""


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "verify",
        "Compare calls after an adoption with those before it (of a share, with the others): what it saves, apart "
        "from volume, mix and price, with an interval, and whether that is what was proposed. It is stored "
        "beside the proposal.",
        EXAMPLE,
    )
    parser.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        default="",
        help="its id, or the beginning of it (default: all)",
    )
    parser.add_argument("--dry-run", action="store_true", help="store nothing")
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Verify one or all; 1 where one saves less than was proposed, 2 where one cannot be verified."""
    from centspan.collector.dsn import connect
    from centspan.deploy.tables.table import as_json
    from centspan.deploy.tables.verified import show, verified_json
    from centspan.optimizer.life.stored import standing
    from centspan.optimizer.life.verify import record

    now = datetime.now(UTC).replace(microsecond=0)
    with connect(args.dsn) as client:
        adopted = [each.id for each in standing(client).values() if each.status == "adopted"]
        found, problems = _verified(client, [args.id] if args.id else adopted, now)
        for each in () if args.dry_run else found:
            record(client, each, now)
    if args.json:
        print(as_json([verified_json(each) for each in found]))
    elif not found and not problems:
        print("no proposal was adopted: `centspan optimize adopted ID --at …` says that one was")
    else:
        for each in found:
            show(each)
    for problem in problems:
        print(f"centspan optimize: {problem}", file=sys.stderr)
    return 2 if problems else int(any(each.verdict == "less" for each in found))


def _verified(
    client: Any, ids: Sequence[str], now: datetime
) -> tuple[list["Verified"], list[CentspanError]]:
    """What became of each, and what stands in the way of the others: one does not hide the rest."""
    from centspan.optimizer.life.verify import verify

    found: list[Verified] = []
    problems: list[CentspanError] = []
    for id_ in ids:
        try:
            found.append(verify(client, id_, now))
        except CentspanError as problem:
            problems.append(problem)
    return found, problems
