"""What open proposals save together, stored and beside what people decided."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from centspan.optimizer.life import planned
from centspan.optimizer.life.decide import adopt, dismiss
from centspan.optimizer.life.record import record
from centspan.optimizer.life.settled import settled
from centspan.optimizer.life.stored import standing
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.plan.chosen import best, named
from centspan.optimizer.plan.joint import together

AT = datetime(2026, 11, 20, tzinfo=UTC)
EXACT = Decimal("1e-12")


@pytest.fixture
def store(client, proposals, levers, shifted):
    """A store that has a run's proposals and their plan, without any earlier; and the plan."""
    connected, _ = client
    for table in ("proposals", "plans", "policies"):
        connected.command(f"TRUNCATE TABLE {table}")
    assert planned.newest(connected) is None
    record(connected, Outcome(proposals, ()), [lever.id for lever in levers], AT, "run")
    plan = together(shifted, best(proposals, levers), levers)
    planned.record(connected, plan, AT, "run")
    return connected, plan


def later(hours):
    return AT + timedelta(hours=hours)


def test_a_plan_is_stored_with_what_each_step_saves(store):
    """The newest plan is stored with its interval and each step's own saving, which sum to the total; what is no step is apart."""
    connected, plan = store
    found = planned.newest(connected)
    assert abs(found.together_usd - plan.saving_usd) < EXACT
    assert abs(sum(found.steps.values()) - plan.saving_usd) < EXACT
    assert list(found.steps) == [step.proposal.id for step in plan.steps]
    assert abs(found.low_usd - plan.low_usd) < EXACT
    assert (found.planned_at, found.gone, found.outside) == (AT, 0, len(plan.left_out))
    outside = sum(each.proposal.saving_usd for each in plan.left_out)
    assert abs(found.outside_usd - outside) < EXACT


def test_a_plan_of_nothing_is_a_plan(store, shifted, levers):
    """Where a newer run had nothing to carry out, together they save 0, which is not unknown."""
    connected, _ = store
    record(connected, Outcome((), ()), [lever.id for lever in levers], later(1), "empty")
    planned.record(connected, together(shifted, best([], levers), levers), later(1), "empty")
    found = planned.newest(connected)
    assert (found.together_usd, found.low_usd, found.steps, found.outside) == (0, None, {}, 0)


def test_what_is_decided_leaves_the_plan(store):
    """A step that was dismissed or adopted since counts no more, the others at their places do, and there is no interval."""
    connected, plan = store
    first, last = plan.steps[0], plan.steps[-1]
    dismiss(connected, first.proposal.id, "no", later(1), "ann")
    adopt(connected, last.proposal.id, AT, later(2), "ann")
    found = planned.newest(connected)
    left = plan.saving_usd - first.saving_usd - last.saving_usd
    assert abs(found.together_usd - left) < EXACT
    assert (found.gone, found.low_usd, found.high_usd) == (2, None, None)
    assert first.proposal.id not in found.steps


def test_what_was_dismissed_is_silent_in_a_run(store, proposals):
    """A run proposes nothing that was dismissed, and says so with the reason, until its saving has doubled."""
    connected, _ = store
    quiet = proposals[0]
    dismiss(connected, quiet.id, "answers must be long", later(1), "ann")
    now = settled(Outcome(proposals, ()), standing(connected))
    assert quiet not in now.open.proposals
    (said,) = now.open.declined
    assert "was dismissed (answers must be long)" in said.why
    assert now.adopted == ()


def test_what_was_adopted_is_beneath_the_plan(store, shifted, proposals, levers):
    """What was adopted is carried out first: the others save of what it left, and it is no part of what they save."""
    connected, plan = store
    step = next(step for step in plan.steps if step.proposal.lever == "cap")
    adopt(connected, step.proposal.id, AT, later(1), "ann")
    now = settled(Outcome(proposals, ()), standing(connected))
    assert [each.id for each in now.adopted] == [step.proposal.id]
    rest = together(shifted, best(now.open.proposals, levers, now.adopted), levers)
    alone = together(shifted, named(proposals, levers, [step.proposal.id]), levers)
    assert abs(rest.baseline_usd - (plan.baseline_usd - alone.saving_usd)) < EXACT
    assert abs(rest.saving_usd - (plan.saving_usd - alone.saving_usd)) < Decimal("1e-6")
    assert rest.adopted == now.adopted


def test_what_excludes_an_adopted_one_is_left_out(proposals, levers):
    """A proposal that excludes an adopted one on its scope is left out of the plan, however much it would save."""
    found = {each.lever: each for each in proposals if each.scope["feature"] == "chat"}
    chosen = best([found["cache_exact"]], levers, [found["retry"]])
    assert chosen.proposals == ()
    assert chosen.adopted == (found["retry"],)
    assert "which was adopted" in chosen.left_out[0].why
