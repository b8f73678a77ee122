"""Proposals as the demo prints them."""

from decimal import Decimal

from centspan.deploy.demo import proposals_table
from centspan.deploy.stack.optimizing import Told
from centspan.optimizer.interval import Interval
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.plan.joint import Plan
from centspan.optimizer.proposal import Proposal


def proposal(number, interval):
    return Proposal(
        lever="cap",
        scope={"environment": "production", "feature": f"feature-{number}"},
        change="set max_tokens to 512",
        baseline_usd=Decimal(100),
        saving_usd=Decimal(20 - number),
        interval=interval,
        users=40,
        evidence="replayed",
        calls=1000,
        quality="none",
        latency="none",
        effort="hours",
    )


def told_of(*proposals):
    plan = Plan(Decimal(900), Decimal(120), None, 1000, 40, (), (), ())
    return Told(Outcome(proposals, ()), plan)


def test_a_month_without_proposals_says_so(capsys):
    """Where nothing would have cost less, one line says it."""
    proposals_table.show(told_of(), "http://ui", "http://sql")
    assert capsys.readouterr().out == "no change would have cost less\n"


def test_the_largest_are_told_with_their_intervals(capsys):
    """The largest are a line each with saving and interval, the rest is counted, and it is said what all save together, and where all are."""
    found = [proposal(n, Interval(Decimal("0.1"), Decimal("0.3"))) for n in range(9)]
    proposals_table.show(told_of(*found, proposal(9, None)), "http://ui", "http://sql")
    told = capsys.readouterr().out
    assert "feature-0" in told
    assert "$10.00 to $30.00" in told
    assert "feature-8" not in told
    assert "and 2 more" in told
    assert "Together they save $120.00 of $900.00 a month" in told
    assert "centspan optimize list --dsn http://sql, or http://ui/boards/savings" in told
