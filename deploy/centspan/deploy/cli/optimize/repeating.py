"""The optimizer again and again: `centspan optimize --every 24h`, and within `centspan up`."""

import argparse
import os
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from centspan.deploy.cli.options import UNITS
from centspan.instrumentation.errors import CentspanError

OFF: Final = "off"
DAILY: Final = "24h"
SHORTEST: Final = timedelta(minutes=10)


def add_every(parser: argparse.ArgumentParser) -> None:
    """Add --optimize-every, for `centspan up`."""
    parser.add_argument(
        "--optimize-every",
        default=os.environ.get("CENTSPAN_OPTIMIZE_EVERY") or DAILY,
        metavar="TIME",
        help=f"how often proposals are made on the last 30 days, such as 12h, or {OFF} "
        f"(default: $CENTSPAN_OPTIMIZE_EVERY, else {DAILY})",
    )


def every_of(text: str) -> timedelta | None:
    """Read `24h` or `off` (None). Raises CentspanError for anything else, and for less than ten minutes."""
    if text == OFF:
        return None
    found = re.fullmatch(r"(\d{1,4})([mhdw])", text)
    every = int(found[1]) * UNITS[found[2]] if found else timedelta()
    if every < SHORTEST:
        raise CentspanError(f"expected a time from 10m up such as 24h, or {OFF}, found {text!r}")
    return every


def repeat(args: argparse.Namespace) -> int:
    """Make proposals and verify what was adopted, again and again until stopped; one line each time."""
    from centspan.collector.dsn import connect
    from centspan.deploy.cli.prices.options import sources_of
    from centspan.deploy.stack.optimizing import run

    every = every_of(args.every)
    while every is not None:
        with connect(args.dsn) as client:
            problem = run(client, sources_of(args), datetime.now(UTC))
            print(_sentence(client, problem), flush=True)
        time.sleep(every.total_seconds())
    return 0


def _sentence(client: Any, problem: str) -> str:
    from centspan.deploy.tables.proposals import together
    from centspan.optimizer.life.planned import newest
    from centspan.optimizer.life.stored import standing

    stand = [each for each in standing(client).values() if each.status == "proposed"]
    told = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {len(stand)} proposals stand. {together(newest(client))}"
    return f"{told}; {problem}" if problem else told
