"""The same calls in environments that differ in what must not matter, and what is proposed of each.

Each environment has a model family of its own price: `study-base`, the same under another name, and one of twice the price.
A call may name a model of the family, such as `study-base-small`.
"""

import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from case_files import COLUMNS, NOON, Case

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll

SHIFT = timedelta(days=28)
MADE = {"provider": "anthropic", "model": "study-base"}
FAMILIES = {"study-base": 1, "study-other": 1, "study-twice": 2}
PRICE = """
[[price]]
provider = "anthropic"
model = "{model}"
input = {input}
output = {output}
cache_read = {read}
cache_write_5m = {short}
cache_write_1h = {long}
"""
BATCH = """
[[multiplier]]
provider = "anthropic"
tier = "batch"
factor = 0.5
"""


def prices():
    """A file with what the models of each family cost: a dollar of the first is one of the second and two of the third."""
    sizes = {"": 3, "-small": 0.25}
    told = [
        PRICE.format(
            model=f"{family}{size}",
            input=usd * times,
            output=5 * usd * times,
            read=usd * times / 10,
            short=usd * times * 1.25,
            long=usd * times * 2,
        )
        for family, times in FAMILIES.items()
        for size, usd in sizes.items()
    ]
    return "".join((*told, BATCH))


def of_family(call, family):
    """The same call of the same model of another family."""
    return {**call, "model": call.get("model", "study-base").replace("study-base", family)}


def renamed(call):
    """The same call of another feature, tenant, user and model."""
    named = {name: f"z{call[name]}" for name in ("tenant", "user") if name in call}
    return {**of_family(call, "study-other"), **named, "feature": f"old {call['feature']}"}


def related(calls, unrelated):
    """Environments of the same calls, and one with another feature beside them."""
    every = list(calls)
    return {
        "base": every,
        "shuffled": every[::-1],
        "renamed": [renamed(call) for call in every],
        "twice": [of_family(call, "study-twice") for call in every],
        "more": [*every, *({**call, "feature": "unrelated"} for call in unrelated)],
    }


def fill(path: Path, environments, evaluations=()):
    """Store the calls of every environment, and those of `base` four weeks before as `shifted`; returns what models cost.

    `evaluations` are columns and rows, as often as need be.
    """
    file = path.with_name("prices.toml")
    file.write_text(prices())
    rows = []
    for name, of in {"shifted": environments["base"], **environments}.items():
        at = NOON - SHIFT if name == "shifted" else NOON
        case = Case("", name, {"at": at, "calls": [{**MADE, **call} for call in of]})
        rows += case.spans(len(rows))
    engine = Engine(path)
    with engine.client() as client:
        # The calls are of a day that was; text is kept for days only.
        client.command("ALTER TABLE call_content REMOVE TTL")
        client.insert("otel_traces", rows, column_names=COLUMNS)
        for columns, told in evaluations:
            client.insert("evaluations", told, column_names=columns)
        resolve(client, load_sources(file))
        roll(client, settle_seconds=-2)
    engine.close()
    return load_sources(file)


def by_environment(proposals):
    """Proposals of each environment by what they are, whatever features and models are called there."""
    known = defaultdict(dict)
    for each in proposals:
        change = re.sub("|".join(FAMILIES), "study", each.change)
        told = (each.lever, each.scope["feature"].removeprefix("old "), change)
        known[each.scope["environment"]][told] = each
    return known


def sizes(of):
    """Savings and intervals of proposals by what they are, floats to the ninth digit."""
    return {
        told: (each.saving_usd, each.interval and round(each.interval.low, 9), each.users)
        for told, each in of.items()
    }
