"""What must not change what is proposed."""

from collections import defaultdict
from decimal import Decimal

import pytest


@pytest.fixture(scope="module")
def found(everything):
    """What is proposed, by environment."""
    return by_environment(everything)


def by_environment(proposals):
    known = defaultdict(dict)
    for each in proposals:
        told = (each.lever, each.scope["feature"].removeprefix("old "), each.change)
        known[each.scope["environment"]][told] = each
    return known


def sizes(of):
    """Savings and intervals of proposals by what they are, floats to the ninth digit."""
    return {
        told: (each.saving_usd, each.interval and round(each.interval.low, 9), each.users)
        for told, each in of.items()
    }


def test_every_lever_has_something_to_propose(found, levers):
    """The calls of these tests give every lever something to propose."""
    assert {lever for lever, *_ in found["base"]} == {lever.id for lever in levers}


@pytest.mark.parametrize("name", ["shuffled", "renamed"])
def test_order_and_names_change_nothing(found, name):
    """The same calls stored in another order, or of features and tenants of other names, give the same proposals."""
    assert sizes(found[name]) == sizes(found["base"])


def test_four_weeks_earlier_the_same_is_proposed(found, proposals):
    """The same calls four weeks earlier give the same proposals."""
    assert sizes(by_environment(proposals)["shifted"]) == sizes(found["base"])


def test_twice_the_prices_are_twice_the_savings(found):
    """At doubled prices every saving doubles, and the ranking stays."""
    once, twice = (
        {told: each.saving_usd for told, each in found[name].items()} for name in ("base", "twice")
    )
    assert {told: 2 * usd for told, usd in once.items()} == pytest.approx(
        twice, rel=Decimal("1e-9")
    )
    assert list(once) == list(twice)


def test_an_unrelated_feature_changes_no_other(found):
    """What is proposed of one feature does not depend on the calls of another."""
    others = {told: each for told, each in found["more"].items() if told[1] != "unrelated"}
    assert sizes(others) == sizes(found["base"])


def test_more_tenants_never_save_more_in_a_cache(found):
    """Answers that are kept by tenant never save more than where all calls are one tenant's."""
    kept, of_one = (
        sum(each.saving_usd for told, each in found[name].items() if told[0] == "cache_exact")
        for name in ("base", "one-tenant")
    )
    assert kept < of_one
