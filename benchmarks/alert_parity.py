"""Do Grafana's rules and our own fire in the same hours? Both judge a store's last days, hour by hour.

Grafana's side is the committed rule: its SQL with the plugin's macros, its number set, threshold, `for`, keep firing
and missing series, as tests/alerts/support/grafana_evaluation.py has it.

    python benchmarks/alert_parity.py --fill parity-data           two months of the demo, and features with spikes
    python benchmarks/alert_parity.py --data parity-data [--days 60] [--every 1] [--rules …] [--json FILE]

Ends with 1 where an hour differs. All rules over 60 days take hours; one takes some minutes.
"""

import argparse
import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.progress import track

sys.path.append(str(Path(__file__).parents[1] / "tests" / "alerts" / "support"))

from grafana_evaluation import advanced, firing_keys, number_set, results
from spike_alerts import fill, series
from stack import eventful_traffic

from centspan.alerts.evaluate import judge
from centspan.alerts.grafana.rule_entry import Readers, entry
from centspan.alerts.rules import RULES, rule
from centspan.alerts.state import advance
from centspan.collector.dsn import connect
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

HOUR = timedelta(hours=1)


@dataclass
class Fired:
    """How often one rule's alerts fired, an hour and alert each."""

    hours: int = 0
    ours: int = 0
    theirs: int = 0
    differ: list[str] = field(default_factory=list)


def main() -> int:
    options = _parser().parse_args()
    if options.fill:
        return filled(options.fill, np.random.default_rng(options.seed), options.series)
    found = {}
    with connect(f"chdb://{options.data.resolve()}") as client:
        end = _newest(client)
        for id_ in options.rules or [each.id for each in RULES]:
            moments = range(0, options.days * 24, options.every)
            found[id_] = compared(client, rule(id_), end, moments)
            said = found[id_]
            print(
                f"{id_:22} {said.hours} moments; alerts fired at {said.ours} here, at {said.theirs} in "
                f"Grafana; {len(said.differ)} differ {said.differ[:2]}",
                flush=True,
            )
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        told = {id_: vars(said) for id_, said in found.items()}
        options.json.write_text(json.dumps(told, indent=1), "utf-8")
    return int(any(said.differ for said in found.values()))


def filled(folder, chosen, count):
    """A new store of 60 days, with so many features that have six spikes each in four weeks."""
    engine = Engine(folder)
    with engine.client() as client:
        migrate(client)
        fill(client, [series(chosen, number % 2 == 0) for number in range(count)])
        end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        eventful_traffic.fill(engine, client, end, folder)
    engine.close()
    return 0


def compared(client, each, end, moments):
    """One rule at moments so many hours before the end."""
    drawn = entry(each, Readers("http://127.0.0.1:8088"))
    ours, theirs, fired = {}, {}, Fired()
    for hours in track(moments[::-1], description=f"{each.id:22}", transient=True):
        at = end - hours * HOUR
        standing = advance(each, ours, judge(client, each, at), at)
        ours = {one.dedup_key: one for one in standing if one.state != "resolved"}
        held = results(drawn, {"A": number_set(client, drawn["data"][0], at)})
        theirs = advanced(drawn, theirs, held, at, moments.step * HOUR)
        here = {key for key, one in ours.items() if one.state == "firing"}
        there = firing_keys(each, theirs)
        fired.hours += 1
        fired.ours += len(here)
        fired.theirs += len(there)
        fired.differ += [f"{at:%Y-%m-%d %H:%M} {key}" for key in sorted(here ^ there)]
    return fired


def _newest(client):
    [[newest]] = client.query("SELECT max(started_at) FROM llm_calls").result_rows
    newest = newest.replace(tzinfo=UTC) if newest.tzinfo is None else newest
    return min(newest, datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--fill", type=Path, metavar="DIR", help="make a store there, and end")
    which.add_argument("--data", type=Path, metavar="DIR", help="the store that is judged")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--series", type=int, default=12, help="features to fill it with")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument(
        "--every", type=int, default=1, help="judge every so many hours (default 1)"
    )
    parser.add_argument("--rules", nargs="*", metavar="RULE", help="default: all")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
