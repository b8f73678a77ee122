"""Back-tests of times whose truth is known: nothing changes, or what does is told."""

import math
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from optimizing.stationary import Stationary, stationary

from centspan.collector.engine import Engine
from centspan.optimizer.backtest.replay import backtest
from centspan.optimizer.interval import student
from centspan.optimizer.tuning import tuned

CAP = 512
FEATURES = 6
LEVERS = tuned([f"cap.tokens={CAP}"], ["cap"])
MOVED = """
INSERT INTO stationary (started_at, call, environment, feature, user, operation, status, model, output_tokens, output_usd, weight, paid, usd)
SELECT toDateTime64('2026-10-01 00:30:00', 6, 'UTC') + toIntervalHour(if(later, 240 + n % 240, n % 240)) AS started_at, 1e9 + n, 'e', 'moved', n % 20 + 1,
  'chat', 'ok', if(later, 'n', 'm'), multiIf(later, 400, toDayOfMonth(started_at) = 3, 2000, 100) AS output_tokens,
  toDecimal128(0.00001, 18) AS output_usd, 1, 1, toDecimal128(output_tokens * output_usd, 18)
FROM (SELECT number AS n, number >= 480 AS later FROM numbers(480 + 1440))
"""
BY_USER = """
SELECT feature, started_at >= toDateTime64({cut:DateTime('UTC')}, 6, 'UTC') AS later, user, toFloat64(sum(usd)) AS cost,
  sum(greatest(0, toInt64(output_tokens) - 512)) * 1e-5 AS saved
FROM stationary WHERE feature != 'moved' GROUP BY feature, later, user ORDER BY ALL
"""


@pytest.fixture(scope="module")
def tested(tmp_path_factory, new_store):
    """A back-test of features in which nothing changes, of one in which much does, and what users did of the former."""
    engine = Engine(new_store(tmp_path_factory.mktemp("stationary") / "store"))
    with engine.client() as client, stationary(client, Stationary(FEATURES)) as study:
        client.command(MOVED)
        found = backtest(study, LEVERS, least_usd=Decimal(0))
        said = client.query(BY_USER, parameters={"cut": f"{found.cut:%Y-%m-%d %H:%M:%S}"})
        yield found, list(said.named_results())
    engine.close()


def away(rows):
    """Each user's part in the error of a saved share."""
    cost, saved = (np.array([row[name] for row in rows]) for name in ("cost", "saved"))
    share = cost / cost.sum()
    off = (saved / cost.sum() - saved.sum() / cost.sum() * share) / (1 - share)
    return dict(zip((row["user"] for row in rows), off, strict=True))


def test_what_may_come_is_worked_out_by_user(tested):
    """The variance of the difference between two parts is that of plain sums over users, each counted by what changed."""
    found, rows = tested
    for each in found.checked:
        name = each.proposal.scope["feature"]
        own = [[r for r in rows if r["feature"] == name and r["later"] == part] for part in (0, 1)]
        if name == "moved":
            continue
        before, after = map(away, own)
        users = {*before, *after}
        squares = sum((after.get(u, 0.0) - before.get(u, 0.0)) ** 2 for u in users)
        assert each.squares == pytest.approx(squares, rel=1e-9)


def test_where_nothing_changes_what_comes_is_covered(tested):
    """Where nothing but chance is in the rest, what comes is covered, and nothing is said to have changed."""
    found, _ = tested
    still = [each for each in found.checked if each.proposal.scope["feature"] != "moved"]
    assert len(still) == FEATURES
    assert sum(each.covered for each in still) >= FEATURES - 1
    assert not any(each.shifts for each in still)


def test_what_changed_is_told_where_something_else_came(tested):
    """A saving that was one day's, of a feature that has more and longer answers of another model since, says all of this."""
    found, _ = tested
    (moved,) = (each for each in found.checked if each.proposal.scope["feature"] == "moved")
    assert moved.rest.share == 0
    assert moved.covered is False
    assert moved.shifts == (
        "100% of what it saves before is of one day, 2026-10-03",
        "48 calls a day before, 144 after",
        "290 output tokens a call before, 400 after",
        "0.0029 USD a call before, 0.004 after",
        "model m: 100% of its cost before, 0% after",
        "model n: 0% of its cost before, 100% after",
    )


def part(chosen, users, habits):
    """One part's cost and saving of users whose volumes follow Zipf and whose habits are given."""
    calls = chosen.poisson(1000 / np.arange(1, users + 1)) + 1
    cost = chosen.gamma(calls, 1.0)
    return cost, cost * chosen.binomial(calls, habits) / calls


def reach(first, second, *, same):
    """As the back-test has it: how far the shares of two parts may lie apart."""
    errors = []
    for cost, saved in (first, second):
        share = cost / cost.sum()
        errors.append((saved - saved.sum() / cost.sum() * cost) / cost.sum() / (1 - share))
    squares = (errors[1] - errors[0]) ** 2 if same else errors[0] ** 2 + errors[1] ** 2
    few = min(cost.sum() ** 2 / (cost**2).sum() for cost, _ in (first, second))
    return student(few - 1) * math.sqrt(squares.sum())


@pytest.mark.parametrize("same", [True, False], ids=["the same users", "other users"])
@pytest.mark.parametrize("users", [30, 150, 1000])
def test_two_parts_differ_as_far_as_is_said(users, same):
    """Of 300 histories in which nothing changes 90 to 98 % have a rest within the interval, whoever asks in it."""
    chosen = np.random.default_rng(users)
    held = 0
    for _ in range(300):
        habits = chosen.beta(0.5, 1.2, users)
        first = part(chosen, users, habits)
        second = part(chosen, users, habits if same else chosen.beta(0.5, 1.2, users))
        before, after = (saved.sum() / cost.sum() for cost, saved in (first, second))
        held += abs(after - before) <= reach(first, second, same=same)
    assert 0.90 <= held / 300 <= 0.98
