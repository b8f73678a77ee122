"""What alerts tell of the demo's stories: ten seeds, judged around their stories and once a day.

For each seed the stories that it draws, which alert told of each with what drives it most, and every alert that
belongs to no story. A story that is no event (nothing changes in it) is told by a lever instead, which is named.

    python benchmarks/demo_alerts.py [--seeds 1,2,3] [--calls 60000] [--every 24] [--ends 2026-11-18T05:00] [--stores FOLDER]

What a seed draws moves with the date: --ends says when its month is over (UTC; default: now).
With --stores the months are kept there, and taken from there the next time. About three minutes a seed.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stack.demo_store import demo_store

from centspan.alerts.address import Places
from centspan.alerts.rules import RULES, rule
from centspan.deploy.demo.alerts import fired, moments
from centspan.deploy.demo.answers import answer, names, told


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument(
        "--seeds", default="1,2,3,4,5,6,7,8,9,10", help="numbers with commas between"
    )
    asked.add_argument("--calls", type=int, default=60_000)
    asked.add_argument(
        "--every", type=int, default=24, help="judge every so many hours besides, 0: do not"
    )
    asked.add_argument("--rules", default="", help="ids with commas between (default: all)")
    asked.add_argument(
        "--ends", type=datetime.fromisoformat, help="when the month ends, UTC (default: now)"
    )
    asked.add_argument("--stores", type=Path, help="keep the stores here, or take what is there")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="centspan-demo-alerts-") as folder:
        missed = [
            _judged(int(seed), said, (said.stores or Path(folder)) / f"{said.calls}-{seed}")
            for seed in said.seeds.split(",")
        ]
    events, silent, pages = (sum(each) for each in zip(*missed, strict=True))
    print(f"\n{events} stories that are events, {silent} of them without an alert of theirs")
    print(f"{pages} alerts that belong to no story")
    return int(bool(silent or pages))


def _judged(seed: int, said: argparse.Namespace, folder: Path) -> tuple[int, int, int]:
    """Events of a seed, those without an alert, and alerts without a story."""
    rules = tuple(rule(id_) for id_ in said.rules.split(",")) if said.rules else RULES
    ends = said.ends and said.ends.replace(tzinfo=UTC)
    with demo_store(folder, seed, said.calls, ends=ends) as (client, made):
        at = moments(made)
        every = {*at, *_besides(at, said.every)}
        alerts = fired(client, sorted(every), Places("http://viewer"), rules=rules)
    print(f"\nseed {seed}")
    for each in made.happened:
        _print_story(each, told(each, alerts))
    others = [each for each in alerts if not any(names(each, of) for of in made.happened)]
    for each in others:
        print(f"  no story: {each.severity} {each.at:%m-%d %H:%M} {each.headline} {_drivers(each)}")
    events = [each for each in made.happened if answer(each.story).rule]
    return len(events), sum(told(each, alerts) is None for each in events), len(others)


def _besides(at: Sequence[datetime], hours: int) -> Iterator[datetime]:
    """Moments so many hours apart, back from the last one to the first."""
    moment = at[-1]
    while hours and moment > at[0]:
        yield moment
        moment -= timedelta(hours=hours)


def _print_story(happened, alert) -> None:
    one = answer(happened.story)
    where = f"  {happened.story} in {happened.feature}: "
    if alert:
        print(f"{where}{alert.severity} {alert.at:%m-%d %H:%M} {alert.dedup_key}{_drivers(alert)}")
    else:
        print(f"{where}{'NO ALERT' if one.rule else f'no event; lever {one.lever}'}")


def _drivers(alert) -> str:
    first = next(iter(alert.contributors), None)
    return f", driven by {first.dimension} {first.value or '(none)'}" if first else ""


if __name__ == "__main__":
    sys.exit(main())
