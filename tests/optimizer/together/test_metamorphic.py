"""What must not change what is proposed, by any lever but route (test_metamorphic_route.py)."""

from dataclasses import dataclass
from decimal import Decimal

import four_weeks
import pytest
from case_files import NOON
from relations import SHIFT, by_environment, fill, sizes

from centspan.collector.engine import Engine
from centspan.optimizer.optimize import optimize
from centspan.optimizer.study import study

CLOSE = Decimal("1e-12")
"""Amounts of a store have 18 places."""


def proposed(stored, days, *settings):
    """What each setting of the levers proposes of the calls of some days, and of those four weeks before, by environment."""
    path, sources = stored
    known = [{} for _ in settings]
    engine = Engine(path)
    with engine.client() as client:
        for end in (NOON, NOON - SHIFT):
            with study(client, end - days, end, sources=sources) as calls:
                for of, levers in zip(known, settings, strict=True):
                    of |= by_environment(optimize(calls, levers, Decimal(0)).proposals)
    engine.close()
    return known


@pytest.fixture(scope="module")
def of_twelve_days(stored, days, levers):
    """What is proposed of calls, by environment."""
    (found,) = proposed(stored, days, levers)
    return found


@dataclass(frozen=True)
class Priced:
    """What is proposed of the calls of four weeks, by environment: where nothing but models has another price, where hosting and
    embeddings cost twice as much, and where embeddings cost nothing.
    """

    usual: dict
    dear: dict
    free: dict


@pytest.fixture(scope="module")
def priced(tmp_path_factory, new_store):
    folder = tmp_path_factory.mktemp("four-weeks")
    path = new_store(folder / "store")
    stored = path, fill(path, four_weeks.ENVIRONMENTS, four_weeks.EVALUATIONS)
    once, twice = (four_weeks.hosting(folder, times) for times in (1, 2))
    settings = (
        four_weeks.levers(once),
        four_weeks.levers(twice, 0.04),
        four_weeks.levers(once, 0, ["cache_semantic"]),
    )
    return Priced(*proposed(stored, four_weeks.DAYS, *settings))


@pytest.fixture(scope="module")
def of_four_weeks(priced):
    """What is proposed of texts, evaluations that grew, and hosting; where models cost twice as much everything does."""
    return {**priced.usual, "twice": priced.dear["twice"]}


@pytest.fixture(scope="module", params=["of_twelve_days", "of_four_weeks"])
def found(request):
    """What is proposed, by environment."""
    return request.getfixturevalue(request.param)


def savings(of):
    """What proposals save, by what they are."""
    return {told: each.saving_usd for told, each in of.items()}


def by_feature(of, lever):
    """What one lever proposes, which may say how many calls it needs."""
    return {each.scope["feature"]: each for each in of.values() if each.lever == lever}


def test_every_lever_has_something_to_propose(of_twelve_days, of_four_weeks, levers):
    """The calls of these tests give every lever something to propose, evaluations a pace and a cascade, and hosting to each feature."""
    proposed = [*of_twelve_days["base"].values(), *of_four_weeks["base"].values()]
    pulled = {*four_weeks.LEVERS, *(lever.id for lever in levers)}
    assert {each.lever for each in proposed} == pulled
    sampled = {each.key for each in proposed if each.lever == "sample"}
    assert sampled == {"", "pace", "cascade:study-base-small", "embeddings"}
    hosted = by_feature(of_four_weeks["base"], "self_host")
    assert set(hosted) == {"notes", "help", "manual", "judge"}
    assert set(by_feature(of_four_weeks["base"], "compress")) == {"notes", "manual"}


@pytest.mark.parametrize("name", ["shuffled", "renamed"])
def test_order_and_names_change_nothing(found, name):
    """The same calls stored in another order, or of features, tenants, users and models of other names, give the same proposals."""
    assert sizes(found[name]) == sizes(found["base"])


def test_four_weeks_earlier_the_same_is_proposed(found):
    """The same calls four weeks earlier give the same proposals."""
    assert sizes(found["shifted"]) == sizes(found["base"])


def test_twice_the_prices_are_twice_the_savings(found):
    """At doubled prices, of hosting and embeddings too, every saving doubles, and the ranking stays."""
    once, twice = (savings(found[name]) for name in ("base", "twice"))
    assert {told: 2 * usd for told, usd in once.items()} == pytest.approx(twice, rel=CLOSE)
    assert list(once) == list(twice)


def test_where_the_api_alone_costs_twice_hosting_saves_its_cost_more(priced):
    """Where the API costs twice as much and GPUs what they did, a model of one's own saves more by exactly what the API cost."""
    once, twice = (by_feature(priced.usual[name], "self_host") for name in ("base", "twice"))
    more = {of: each.saving_usd + each.baseline_usd for of, each in once.items()}
    assert more == pytest.approx(savings(twice), rel=CLOSE)


def test_where_models_alone_cost_twice_a_cache_by_meaning_saves_its_hits_more(priced):
    """Where models cost twice as much and embeddings what they did, a cache by meaning saves more by exactly what its hits cost."""
    once, twice = (by_feature(priced.usual[name], "cache_semantic") for name in ("base", "twice"))
    hits = by_feature(priced.free["base"], "cache_semantic")
    more = {of: each.saving_usd + hits[of].saving_usd for of, each in once.items()}
    assert more == pytest.approx(savings(twice), rel=CLOSE)
    assert savings(hits) != savings(once)


def test_an_unrelated_feature_changes_no_other(found):
    """What is proposed of one feature does not depend on the calls of another."""
    others = {told: each for told, each in found["more"].items() if told[1] != "unrelated"}
    assert sizes(others) == sizes(found["base"])
    assert len(others) < len(found["more"])


def test_more_tenants_never_save_more_in_a_cache(of_twelve_days):
    """Answers that are kept by tenant never save more than where all calls are one tenant's."""
    kept, of_one = (
        sum(savings(by_feature(of_twelve_days[name], "cache_exact")).values())
        for name in ("base", "one-tenant")
    )
    assert kept < of_one
