"""How quiet alerts are where nothing is wrong: weeks of ordinary traffic, every rule judged hour by hour.

Six features, three teams and forty tenants on default settings, with the budgets that `centspan alerts suggest`
writes after the first eight weeks. Told are the alerts that began to fire, by rule; each is a false one. At most
one page in all 24 weeks is the bar.

    python benchmarks/quiet_weeks.py [--weeks 24] [--every 1] [--rules dear_call,retry_storm] [--store FOLDER]

With every rule and hour it takes hours: 4,032 moments, each rule from a tenth of a second to one and a half. Spikes of
all hours take two minutes a rule (stack/spikes_at_once.py).
"""

import argparse
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.progress import track
from stack import far_from_alerts, spikes_at_once
from stack.quiet_traffic import fill

from centspan.alerts.budgets.read import read
from centspan.alerts.budgets.store import store
from centspan.alerts.budgets.suggest import suggest
from centspan.alerts.evaluate import judge
from centspan.alerts.rules import RULES, rule
from centspan.alerts.state import advance
from centspan.collector.engine import Engine
from centspan.collector.migrate import migrate

HOUR = timedelta(hours=1)
BEFORE = 8
"""Weeks of history before the first one that is judged."""


def main():
    said = _asked()
    rules = [rule(id_) for id_ in said.rules.split(",")] if said.rules else RULES
    apart: list[str] = []
    with tempfile.TemporaryDirectory(prefix="centspan-quiet-") as folder:
        engine = Engine(said.store or Path(folder) / "store")
        with engine.client() as client:
            first = _filled(client, said)
            _budgets(client, first, Path(folder) / "budgets.toml")
            moments = [first + hour * HOUR for hour in range(1, said.weeks * 168 + 1, said.every)]
            told = Counter[tuple[str, str]]()
            for each in rules:
                _judged(client, each, moments, told)
            apart += far_from_alerts.told(client, first, said.weeks * 168)
        engine.close()
    _print(rules, told, said)
    print("\nEvery hour, worked out apart from the rules:", *apart, sep="\n  ")


def _asked():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--weeks", type=int, default=24, help="weeks that are judged (default 24)")
    asked.add_argument("--every", type=int, default=1, help="judge every so many hours (default 1)")
    asked.add_argument("--rules", default="", help="ids with commas between (default: all)")
    asked.add_argument("--store", type=Path, help="keep the traffic here, or take what is there")
    asked.add_argument("--seed", type=int, default=1)
    return asked.parse_args()


def _filled(client, said):
    """Store the traffic unless it is there; the first moment that is judged."""
    if not client.command("EXISTS TABLE llm_calls"):
        migrate(client)
        last_monday = date.today() - timedelta(days=date.today().weekday())
        first = last_monday - timedelta(weeks=BEFORE + said.weeks)
        fill(client, first, BEFORE + said.weeks, said.seed)
    began = client.command("SELECT toDate(min(started_at)) FROM llm_calls")
    return datetime.fromisoformat(str(began)).replace(tzinfo=UTC) + timedelta(weeks=BEFORE)


def _budgets(client, at, path):
    path.write_text(suggest(client, at), "utf-8")
    store(client, read(path), "the benchmark")


def _judged(client, each, moments, told):
    standing = {}
    found_at = _judge_of(client, each, moments)
    for at in track(moments, f"judging {each.id}"):
        stands = advance(each, standing, found_at(at), at)
        for one in stands:
            if one.state == "firing" and one.started_at == at:
                told[each.id, one.finding.severity] += 1
                print(f"{at:%Y-%m-%d %H:%M} {one.finding.severity} {one.dedup_key}: {_says(one)}")
        standing = {one.dedup_key: one for one in stands if one.state != "resolved"}


def _judge_of(client, each, moments):
    """What judges the rule at a moment: spikes many hours at once where all of them are asked about."""
    if each.id in spikes_at_once.RULES and moments[1] - moments[0] == HOUR:
        return spikes_at_once.SpikesAtOnce(client, each).judge
    return partial(judge, client, each)


def _says(one):
    found = one.finding
    return f"{found.observed} where {found.expected} is expected, {found.value:.2f}"


def _print(rules, told, said):
    print(f"\n{said.weeks} weeks, judged every {said.every} h, seed {said.seed}: began to fire")
    for each in rules:
        print(f"  {each.id:24} {told[each.id, 'page']:4} pages {told[each.id, 'ticket']:4} tickets")
    pages = sum(count for (_, severity), count in told.items() if severity == "page")
    print(f"  {'all':24} {pages:4} pages {sum(told.values()) - pages:4} tickets (bar: one page)")


if __name__ == "__main__":
    main()
