"""What the optimizer proposes of the demo's stories: ten seeds, and a month without stories.

For each seed the stories that a lever answers, what ending each would have saved (worked out from the traffic itself,
by the list prices and another arithmetic than the store's), what is proposed in its feature with its interval, and
whether it covers the truth; then every proposal that belongs to no story.

    python benchmarks/demo_proposals.py [--seeds 1,2,3] [--calls 60000] [--clean 3] [--stores FOLDER]

With --stores the months are kept there, and taken from there the next time. About a minute a seed.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from optimizing.worth import worth
from stack.demo_store import demo_store

from centspan.collector.whole_hours import whole_hours
from centspan.deploy.demo.answers import answer
from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.money import list_cost
from centspan.optimizer.optimize import optimize
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import study

SLACK = Decimal("0.005")
"""What halves every user's cost has an interval of no width, and a study's month begins with its first call."""
WEIGHTY = Decimal("0.05")
"""The share of the bill from which a story has to be found."""


@dataclass
class Count:
    """Stories that a lever answers, and what became of them."""

    stories: int = 0
    found: int = 0
    inside: int = 0
    weighty: int = 0
    weighty_found: int = 0
    others: int = 0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", default="1,2,3,4,5,6,7,8,9,10", help="numbers with commas")
    asked.add_argument("--clean", default="3", help="seeds of months without stories")
    asked.add_argument("--calls", type=int, default=60_000)
    asked.add_argument("--stores", type=Path, help="keep the stores here, or take what is there")
    said = asked.parse_args()
    count = Count()
    with tempfile.TemporaryDirectory(prefix="centspan-demo-proposals-") as folder:
        stores = said.stores or Path(folder)
        for seed in filter(None, said.seeds.split(",")):
            _judged(int(seed), said.calls, stores / f"{said.calls}-{seed}", count)
        clean = sum(
            _clean(int(seed), said.calls, stores / f"{said.calls}-{seed}-clean")
            for seed in filter(None, said.clean.split(","))
        )
    print(
        f"\n{count.stories} stories that a lever answers: {count.found} found, {count.inside} of them with the truth inside"
    )
    print(f"{count.weighty} of 5 % of the bill and more: {count.weighty_found} found")
    print(f"{count.others} proposals beside stories, {clean} on months without stories")
    return int(count.weighty_found < 0.8 * count.weighty or clean > 0)


def _judged(seed: int, calls: int, folder: Path, count: Count) -> None:
    with demo_store(folder, seed, calls) as (client, made):
        proposals, declined = _proposed(client, made)
    print(f"\nseed {seed}")
    bill = list_cost(made.calls, made.follows).usd(made.calls.feature >= 0)
    ours = set()
    for happened in made.happened:
        lever = answer(happened.story).lever
        if not lever:
            continue
        own = [p for p in proposals if p.lever == lever and _is_of(p, happened.feature)]
        ours |= {each.id for each in own}
        truth = worth(made, happened, own)
        whys = [d.why for d in declined if d.lever == lever and _is_of(d, happened.feature)]
        _tell(happened, truth, truth / bill, own, whys, count)
    for each in (each for each in proposals if each.id not in ours):
        count.others += 1
        print(f"  no story: {_told(each)}")


def _clean(seed: int, calls: int, folder: Path) -> int:
    with demo_store(folder, seed, calls, ()) as (client, made):
        proposals, _ = _proposed(client, made)
    print(f"\nseed {seed} without stories")
    for each in proposals:
        print(f"  {_told(each)}")
    return len(proposals)


def _proposed(client, made):
    first, last = (
        datetime.fromtimestamp(at // SECOND, UTC) for at in (made.when.start, made.when.end)
    )
    start, end = whole_hours(first, last)
    with study(client, start, end) as calls:
        found = optimize(calls)
    return [p for p in found.proposals if p.evidence == "replayed"], found.declined


def _is_of(each, feature: str) -> bool:
    return each.scope.get("feature") == feature and each.scope.get("environment") == "production"


def _tell(happened, truth, share, own, whys, count) -> None:
    count.stories += 1
    count.weighty += share >= WEIGHTY
    where = (
        f"  {happened.story} in {happened.feature}, worth ${truth:.2f} ({share:.1%} of the bill): "
    )
    if not own:
        print(f"{where}NOT FOUND; {'; '.join(whys)[:1500]}")
        return
    count.found += 1
    count.weighty_found += share >= WEIGHTY
    best = own[0]
    low, high = _ends(best)
    slack = truth * SLACK
    inside = low - slack <= truth <= high + slack
    count.inside += inside
    print(f"{where}{_told(best)}{'' if inside else ' OUTSIDE'}")


def _ends(best: Proposal) -> tuple[Decimal, Decimal]:
    """Of what is for nobody there is no interval: its size itself is to be right."""
    if best.low_usd is None or best.high_usd is None:
        return best.saving_usd, best.saving_usd
    return best.low_usd, best.high_usd


def _told(each: Proposal) -> str:
    ends = "no interval" if each.low_usd is None else f"${each.low_usd:.2f} to ${each.high_usd:.2f}"
    return f"{each.lever} {'/'.join(each.scope.values())}: {each.change[:70]}: ${each.saving_usd:.2f} ({ends})"


if __name__ == "__main__":
    sys.exit(main())
