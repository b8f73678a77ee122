"""What must not change which model is proposed."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from case_files import COLUMNS, NOON, Case

from centspan.collector.engine import Engine
from centspan.collector.prices.resolve import resolve
from centspan.collector.prices.sources import load_sources
from centspan.collector.roll import roll
from centspan.optimizer.levers.route import Route
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import study

SHIFT = timedelta(days=28)
DAYS = timedelta(days=12)
ITEMS = 1000
PRICE = """
[[price]]
provider = "anthropic"
model = "study-{name}"
input = {input}
output = {output}
"""
PRICES = "".join(
    PRICE.format(name=name, input=usd, output=5 * usd)
    for name, usd in (("base", 3), ("small", 1), ("tiny", 0.1))
)
PRICES += "".join(
    PRICE.format(name=f"{name}-twice", input=2 * usd, output=10 * usd)
    for name, usd in (("base", 3), ("small", 1), ("tiny", 0.1))
)
VERDICT = ("evaluated_at", "item_id", "feature", "model", "score", "row_identity")
FEATURES = {"work": "", "shuffled": "", "other name": "", "twice": "-twice"}


def calls(feature):
    """Requests of users who differ in how much they ask."""
    for user in range(6):
        yield {
            "provider": "anthropic",
            "model": f"study-base{FEATURES[feature]}",
            "feature": feature,
            "user": f"u{user}",
            "input": 1000 + 300 * user,
            "from": f"-{9000 - user}m",
            "to": "0h",
            "every": f"{2 + user}h",
        }


def verdicts(feature, at):
    """The small model answers as well, the tiny one does not."""
    chosen = random.Random(1)
    for number in range(ITEMS):
        right = chosen.random() < 0.9
        for model, score in (
            ("base", right),
            ("small", right),
            ("tiny", right and chosen.random() < 0.8),
        ):
            yield (at, f"item-{number}", feature, f"study-{model}{FEATURES[feature]}", score)


@pytest.fixture(scope="module")
def found(tmp_path_factory, new_store):
    """What is proposed of each feature, of all of them four weeks earlier, and of one alone."""
    path = new_store(tmp_path_factory.mktemp("route") / "store")
    file = path.with_name("prices.toml")
    file.write_text(PRICES)
    spans, judged = [], []
    for at in (NOON, NOON - SHIFT):
        every = [call for feature in FEATURES for call in calls(feature)]
        spans += Case("", "e", {"at": at, "calls": every}).spans(len(spans))
        judged += [row for feature in FEATURES for row in verdicts(feature, at - timedelta(days=1))]
    random.Random(2).shuffle(judged)
    engine = Engine(path)
    with engine.client() as client:
        client.insert("otel_traces", spans, column_names=COLUMNS)
        rows = [(*row, number) for number, row in enumerate(judged)]
        client.insert("evaluations", rows, column_names=VERDICT)
        sources = load_sources(file)
        resolve(client, sources)
        roll(client, settle_seconds=-2)
        ends = {end: proposed(client, end, sources) for end in (NOON, NOON - SHIFT)}
        yield {**ends, "alone": proposed(client, NOON, sources, "work")}
    engine.close()


def proposed(client, end, sources, feature=""):
    with study(client, end - DAYS, end, feature, sources) as calls_of_it:
        said = list(Route().examine(calls_of_it))
    return {each.scope["feature"]: each for each in said if isinstance(each, Proposal)}


def size(each):
    """What must stay: money, interval, users and what is lost, to the ninth digit."""
    names = ("loss", "loss_low", "loss_high", "items")
    ends = (each.interval.low, each.interval.high)
    return [
        round(float(value), 9)
        for value in (each.saving_usd, *ends, each.users, *(each.figures[n] for n in names))
    ]


def test_names_and_order_change_no_switch(found):
    """The same calls and verdicts of another feature, in another order, have the same switch of the same size."""
    now = found[NOON]
    assert {each.do["model"] for name, each in now.items() if name != "twice"} == {"study-small"}
    assert size(now["shuffled"]) == size(now["other name"]) == size(now["work"])


def test_four_weeks_earlier_the_same_switch_is_proposed(found):
    """The same calls and verdicts four weeks earlier have the same switch of the same size."""
    for name, each in found[NOON].items():
        assert size(found[NOON - SHIFT][name]) == size(each)


def test_a_switch_between_models_of_twice_the_price_saves_twice(found):
    """Where all models cost twice as much the same switch saves twice, at the same share and loss."""
    once, twice = found[NOON]["work"], found[NOON]["twice"]
    assert twice.do["model"] == f"{once.do['model']}-twice"
    assert twice.saving_usd == pytest.approx(2 * once.saving_usd, rel=Decimal("1e-9"))
    assert size(twice)[1:] == size(once)[1:]


def test_other_features_change_no_switch(found):
    """A switch is of the same size, and at the same loss, with the calls of other features beside it as without."""
    assert set(found["alone"]) == {"work"}
    assert size(found["alone"]["work"]) == size(found[NOON]["work"])
