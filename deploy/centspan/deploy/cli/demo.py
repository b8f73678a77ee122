"""`centspan demo`: 30 days of simulated traffic, live sample apps, and a report."""

import argparse
import os
import random
import signal
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import DEMO_SDKS, add_command, add_json
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from centspan.deploy.demo.play import Played
    from centspan.deploy.demo.stack_process import Running
    from centspan.deploy.report import SpendReport

EXAMPLES = """\
  centspan demo                      then open the page it names; Ctrl-C ends it
  centspan demo --once --seed 12     fill ./demo-data with other stories, print the report, end
  DEMO_ONCE=1 DEMO_SEED=random make demo"""
OVERVIEW = "/boards/overview?from=now-30d&to=now"
START = "http://127.0.0.1:8088"
"""Where `centspan up` shows its boards unless told otherwise."""
SEED = 7
FEWEST_CALLS, FEWEST_DAYS, MOST_DAYS = 1000, 7, 30


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "demo",
        "Start the stack, fill it with 30 days of simulated traffic and run sample apps.",
        EXAMPLES,
    )
    parser.add_argument(
        "--data",
        default="demo-data",
        metavar="DIR",
        help="made anew each time; never a folder that no demo made (default ./demo-data)",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        default=os.environ.get("DEMO_ONCE", "") not in ("", "0"),
        help="stop when the report is printed and leave the data (default: $DEMO_ONCE)",
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=os.environ.get("DEMO_SEED") or str(SEED),
        help=f"a number, or random: which stories happen, where, how large (default: $DEMO_SEED or {SEED})",
    )
    parser.add_argument(
        "--days", type=_between(FEWEST_DAYS, MOST_DAYS), default=30, help="default 30"
    )
    parser.add_argument(
        "--calls",
        type=_between(FEWEST_CALLS, 10_000_000),
        default=60_000,
        help="calls to back-fill, besides what stories add (default 60000)",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play the demo; 0 when everything arrived as it should, else 1."""
    from centspan.deploy.demo.folder import fresh
    from centspan.deploy.demo.narrator import Narrator
    from centspan.deploy.demo.play import Wanted, play
    from centspan.deploy.demo.stack_process import running_stack

    _need_sdks()
    tell = Narrator()
    signal.signal(signal.SIGTERM, _leave)
    try:
        folder, began = fresh(Path(args.data)), time.monotonic()
        with running_stack(folder) as stack:
            tell.done(f"stack is up, seed {args.seed}", began)
            played = play(stack, Wanted(args.seed, args.days, args.calls), folder, tell)
            _show(args, stack, played)
            if not args.once:
                _until_stopped(stack)
    except CentspanError as error:
        tell.failed(f"centspan demo: {error}")
        return 1
    return 0


def _need_sdks() -> None:
    """Miss what the sample apps talk with now, not after the back-fill."""
    for sdk in DEMO_SDKS:
        if find_spec(sdk) is None:
            raise ModuleNotFoundError(name=sdk)


def _leave(number: int, frame: object) -> None:
    """End as after an exception: the stack is stopped on the way out."""
    sys.exit(128 + number)


def _show(args: argparse.Namespace, stack: "Running", played: "Played") -> None:
    report = _report(stack, played.start)
    if args.json:
        from centspan.deploy.tables.table import as_json

        print(as_json(_document(args, stack, played, report)), flush=True)
        return
    from centspan.deploy.demo import alerts_table, proposals_table
    from centspan.deploy.tables.report import show

    show(report, limit=25)
    alerts_table.show(played.alerts)
    proposals_table.show(played.proposed, START if args.once else stack.ui, _again(args, stack))
    alerts_table.show_stories(played.happened, played.alerts, played.proposed.found.proposals)
    print(f"data folder  {stack.data}")
    if args.once:
        print(f"see it again centspan up --data {stack.data}\nthen open    {START}{OVERVIEW}")
    else:
        print(f"SQL          {stack.clickhouse}\nCtrl-C ends the demo")
        print(f"overview     {stack.ui}{OVERVIEW}")
    sys.stdout.flush()


def _again(args: argparse.Namespace, stack: "Running") -> str:
    """The store as a command reaches it: of a stack that has stopped, its folder."""
    return f"chdb://{stack.data}" if args.once else stack.clickhouse


def _report(stack: "Running", start: datetime) -> "SpendReport":
    from centspan.collector.dsn import connect
    from centspan.deploy.report import spend_report

    with connect(stack.clickhouse) as client:
        return spend_report(client, by="feature", start=start, end=datetime.now(UTC))


def _document(
    args: argparse.Namespace, stack: "Running", played: "Played", report: "SpendReport"
) -> dict[str, Any]:
    from centspan.optimizer.as_json import proposal as proposal_json

    return {
        "data": stack.data,
        "page": stack.ui,
        "overview": stack.ui + OVERVIEW,
        "clickhouse": stack.clickhouse,
        "otlp_http": stack.otlp_http,
        "seed": args.seed,
        "backfilled": asdict(played.backfilled),
        "live": asdict(played.live),
        "alerts": [each.as_json() for each in played.alerts],
        "proposals": [proposal_json(each) for each in played.proposed.found.proposals],
        "report": report.as_json(),
    }


def _until_stopped(stack: "Running") -> None:
    try:
        if code := stack.process.wait():
            raise CentspanError(f"the stack ended by itself with {code}; see {stack.data}")
    except KeyboardInterrupt:
        print()


def _seed(text: str) -> int:
    if text == "random":
        return random.SystemRandom().randrange(1_000_000)
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number or `random`, found {text!r}")
    return int(text)


def _between(low: int, high: int) -> Any:
    def number(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"expected a number from {low:,} to {high:,}, found {text!r}"
            )
        return int(text)

    return number
