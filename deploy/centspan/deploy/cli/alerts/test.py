"""`centspan alerts test`: when would a rule have fired?"""

import argparse
import json
import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from centspan.deploy.cli.options import UNITS, add_command, add_json, add_store, moment
from centspan.instrumentation.errors import CentspanError

if TYPE_CHECKING:
    from collections.abc import Callable

    from centspan.alerts.replay import Fired

EXAMPLES = """\
  centspan alerts test feature_spike --from 30d
  centspan alerts test budget_burn --from 2026-11-01 --to 2026-11-15 --every 15m
  centspan alerts test tenant_spike --from 7d --json"""
COLUMNS = ("began (UTC)", "ended (UTC)", "severity", "scope", "observed", "expected")


def add(actions: Any) -> None:
    """Add the action."""
    parser = add_command(
        actions,
        "test",
        "Judge a rule over stored history and print when it would have fired; tells nobody.",
        EXAMPLES,
    )
    parser.add_argument("rule", help="a rule's id, as feature_spike")
    parser.add_argument(
        "--from", dest="since", default="7d", help="24h, 30d or a date (default 7d)"
    )
    parser.add_argument("--to", dest="until", default="", help="a date or time (default: now)")
    parser.add_argument(
        "--every", type=_every, default="1h", metavar="LENGTH", help="15m, 1h, 1d (default 1h)"
    )
    add_store(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Replay and print; 0 whether it fired or not."""
    from centspan.alerts.replay import moments, replay
    from centspan.alerts.rules import rule
    from centspan.collector.dsn import connect

    wanted, now = rule(args.rule), datetime.now(UTC)
    start, end = moment(args.since, now), moment(args.until, now) if args.until else now
    at = moments(start, end, args.every)
    if not at:
        raise CentspanError(
            f"expected --from one --every or more before --to, found {start:%F %H:%M} and "
            f"{end:%F %H:%M} UTC"
        )
    with connect(args.dsn) as client, _bar(args.rule, len(at)) as judged:
        fired = replay(client, wanted, at, judged)
    if args.json:
        print(json.dumps([_document(each) for each in fired], indent=1))
    else:
        _draw(args.rule, fired, len(at))
    return 0


@contextmanager
def _bar(what: str, total: int) -> "Generator[Callable[[int], object]]":
    """Count on standard error, so that what is printed stands alone."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


def _document(fired: "Fired") -> dict[str, Any]:
    from centspan.alerts.payload import plain

    worst = fired.worst
    told = {"began": fired.began, "ended": fired.ended, "labels": fired.labels}
    numbers = {"observed": worst.observed, "expected": worst.expected, "unit": worst.unit}
    return plain({**told, "severity": worst.severity, "value": worst.value, **numbers})


def _draw(rule: str, fired: "Sequence[Fired]", judged: int) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from centspan.deploy.tables.table import printed

    times = f"{len(fired)} time{'' if len(fired) == 1 else 's'}"
    said = f"{rule} would have fired {times} (judged {judged:,} times)"
    if not fired:
        print(said)
        return
    table = Table(title=said, title_justify="left", box=box.SIMPLE)
    for name in COLUMNS:
        numeric = name in ("observed", "expected")
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for each in fired:
        table.add_row(*map(Text, _cells(each)))
    printed(table)


def _cells(fired: "Fired") -> tuple[str, ...]:
    from centspan.alerts.enrich.headline import in_words
    from centspan.alerts.notify.wording import amount

    worst = fired.worst
    numbers = (
        "–" if number is None else amount(number, worst.unit)
        for number in (worst.observed, worst.expected)
    )
    ended = f"{fired.ended:%F %H:%M}" if fired.ended else "still"
    return (
        f"{fired.began:%F %H:%M}",
        *(ended, worst.severity, in_words(fired.labels)),
        *numbers,
    )


def _every(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,4})([mhd])", text)
    if not found or not int(found[1]):
        raise argparse.ArgumentTypeError(f"expected a length such as 15m, 1h or 1d, found {text!r}")
    return int(found[1]) * UNITS[found[2]]
