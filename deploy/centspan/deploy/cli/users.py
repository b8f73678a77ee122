"""`centspan users`: who may do what on a ClickHouse server."""

import argparse
from pathlib import Path
from typing import Any

from centspan.deploy.cli.options import add_command, add_store
from centspan.instrumentation.errors import CentspanError

EXAMPLES = """\
  centspan users secrets --dry-run                                       the DDL, without passwords
  centspan users secrets --dsn clickhouse://default:secret@clickhouse:8123/centspan"""


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "users",
        "Make a server's users, or change their passwords: centspan_reader asks and sees no text of prompts, centspan_ingest "
        "only inserts spans, centspan_admin is for centspan's own jobs. Run it again after each `centspan migrate`.",
        EXAMPLES,
    )
    parser.add_argument(
        "folder", type=Path, help="a file for each user, named as the user is, with its password"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the DDL and do nothing")
    add_store(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the users that have a file."""
    from centspan.collector.dsn import chosen, connect
    from centspan.collector.users import statements

    passwords = _passwords(args.folder)
    if chosen(args.dsn).interface == "chdb":
        raise CentspanError("an embedded store has no users: `centspan up` asks for CENTSPAN_TOKEN")
    with connect(args.dsn) as client:
        for statement in statements(client, passwords):
            print(_without_secret(statement))
            if not args.dry_run:
                client.command(statement)
    return 0


def _passwords(folder: Path) -> dict[str, str]:
    from centspan.collector.users import USERS

    files = {user.name: folder / user.name for user in USERS if (folder / user.name).is_file()}
    found = {name: file.read_text("utf-8").strip() for name, file in files.items()}
    if not found or not all(found.values()):
        names = ", ".join(user.name for user in USERS)
        raise CentspanError(
            f"expected files with passwords in {folder}, named {names}; found "
            f"{', '.join(name for name, password in found.items() if not password) or 'none'}"
            f"{' empty' if found else ''}"
        )
    return found


def _without_secret(statement: str) -> str:
    before, _, rest = statement.partition(" BY '")
    return f"{before} BY '…'{rest.partition(chr(39))[2]}" if rest else statement
