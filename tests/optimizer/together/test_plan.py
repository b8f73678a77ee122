"""Proposals together."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from centspan.collector.query import load
from centspan.deploy.tables.table import as_json
from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.as_json import outcome
from centspan.optimizer.optimize import optimize
from centspan.optimizer.plan.chosen import best, named
from centspan.optimizer.plan.joint import together
from centspan.optimizer.study import spread


def test_the_total_is_the_replays_and_never_the_sum(shifted, proposals, levers):
    """Steps come in the order of the levers, add up to the total and to what features save, and save less than alone."""
    plan = together(shifted, best(proposals, levers), levers)
    order = [lever.id for lever in levers]
    places = [order.index(step.proposal.lever) for step in plan.steps]
    assert places == sorted(places)
    saved = sum(step.saving_usd for step in plan.steps)
    assert abs(saved - plan.saving_usd) < Decimal("1e-12")
    of_features = sum(each.before_usd - each.after_usd for each in plan.features)
    assert abs(of_features - plan.saving_usd) < Decimal("1e-12")
    assert plan.saving_usd < sum(step.proposal.saving_usd for step in plan.steps)
    assert plan.low_usd < plan.saving_usd < plan.high_usd


def test_of_two_that_exclude_one_another_the_larger_stays(shifted, proposals, levers):
    """Of two proposals that exclude one another on one feature the plan takes the larger, and says so of the other."""
    chosen = best(proposals, levers)
    (left,) = chosen.left_out
    larger = next(each for each in chosen.proposals if each.id in left.why)
    assert {left.proposal.lever, larger.lever} == {"retry", "cache_exact"}
    assert left.proposal.saving_usd < larger.saving_usd
    with pytest.raises(CentspanError, match="can stand together"):
        named(proposals, levers, [left.proposal.id, larger.id])


def test_a_plan_of_one_saves_what_it_saves(shifted, proposals, levers):
    """A plan of one proposal saves exactly what that proposal saves, and a plan of none saves nothing."""
    (alone,) = named(proposals, levers, [proposals[0].id[:9]]).proposals
    plan = together(shifted, named(proposals, levers, [alone.id]), levers)
    assert abs(plan.saving_usd - alone.saving_usd) < Decimal("1e-12")
    assert plan.left_out == ()
    nothing = together(shifted, best([], levers), levers)
    assert (nothing.saving_usd, nothing.interval) == (0, None)


def test_what_was_not_replayed_is_no_part_of_a_plan(proposals, levers):
    """A proposal that needs an experiment is left out of a plan, with that reason; a name nobody has is refused."""
    unsure = replace(proposals[0], evidence="experiment")
    assert [each.why for each in best([unsure], levers).left_out] == [
        "it needs an experiment first"
    ]
    with pytest.raises(CentspanError, match="found 'cap-x'"):
        named(proposals, levers, ["cap-x"])


def test_the_same_calls_give_the_same_plan(studied, shifted, levers):
    """Studied twice, the same calls give the same proposals and the same plan, byte by byte."""
    with studied(timedelta(days=28)) as again:
        told = [
            as_json(outcome(said, each, together(each, best(said.proposals, levers), levers)))
            for each in (shifted, again)
            for said in [optimize(each, levers, Decimal(0))]
        ]
    assert told[0] == told[1]


def test_what_one_day_saves_is_no_month(shifted, proposals, levers):
    """A step says what share its best day has of what it saves, and minds where that is most of many days."""
    ids = [each.id for each in proposals if each.lever in ("batch", "cap")]
    steps = together(shifted, named(proposals, levers, ids), levers).steps
    batch, cap = sorted(steps, key=lambda step: step.proposal.lever)
    assert batch.best_day_share == pytest.approx(Decimal(1) / 9)
    assert (batch.days, batch.once) == (9, False)
    assert (cap.best_day_share, cap.once) == (1, True)


def test_no_call_is_moved_twice(proposals, levers):
    """Where one proposal moves calls to a model that another moves calls from, the other goes first."""
    first, second = (
        replace(
            proposals[0], lever="cap", scope={"feature": "f", "model": usual}, do={"model": instead}
        )
        for usual, instead in (("a", "b"), ("b", "c"))
    )
    ordered = best([replace(first, key="first"), second], levers).proposals
    assert [each.scope["model"] for each in ordered] == ["b", "a"]


def test_no_known_user_is_no_draw(shifted):
    """Calls of no known user are held as they are: what they save is told, and they widen no interval."""
    users = {1: (10, 4), 2: (6, 3), 3: (8, 2), 4: (12, 6)}
    found = _saved(shifted.client, {**users, 0: (40, 38)})
    assert (found["cost_usd"], found["saved_usd"], found["held_usd"]) == (76, 53, 38)
    assert found["users"] == 4
    cost, saved, share = 36, 15, 53 / 76
    mean = (saved - share * cost) / 4
    residuals = sum(((s - share * c - mean) / (1 - c / 76)) ** 2 for c, s in users.values())
    assert found["residual_squares"] == pytest.approx(residuals)
    effective = cost**2 / sum(c**2 for c, _ in users.values())
    assert spread(found).effective_users == pytest.approx(effective)
    assert _saved(shifted.client, {0: (40, 38)})["users"] == 0


def test_known_users_are_drawn_as_of_one_feature(shifted):
    """Where every user is known, the whole has the interval that users of one feature would have."""
    users = {1: (10, 4), 2: (6, 3), 3: (8, 2), 4: (12, 6)}
    found, share = _saved(shifted.client, users), 15 / 36
    residuals = sum(((s - share * c) / (1 - c / 36)) ** 2 for c, s in users.values())
    assert found["residual_squares"] == pytest.approx(residuals)
    assert found["cost_squares"] == pytest.approx(sum(c**2 for c, _ in users.values()))
    assert found["held_usd"] == 0


def _saved(client, users):
    """What `plan_saved` tells of all users, of whom each paid and would have saved so much."""
    columns = "environment String, feature String, user UInt64, weight Float64, usd Decimal(38, 18)"
    for name, paid in (("before", lambda c, s: c), ("after", lambda c, s: c - s)):
        client.command(
            f"CREATE OR REPLACE TABLE plan_{name} ({columns}) ENGINE = MergeTree ORDER BY user"
        )
        rows = [["production", "chat", user, 1.0, paid(*of)] for user, of in users.items()]
        client.insert(f"plan_{name}", rows)
    try:
        return next(iter(load("plan_saved").rows(client, study="plan_before", after="plan_after")))
    finally:
        for name in ("before", "after"):
            client.command(f"DROP TABLE plan_{name}")
