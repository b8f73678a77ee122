"""What a switch loses, told without the luck that chose it."""

from dataclasses import replace

import numpy as np
import pytest

from centspan.optimizer.routing.comparing import FEWEST, Loss, loss, lost
from centspan.optimizer.routing.power import requests_needed
from centspan.optimizer.routing.scores import scores
from centspan.optimizer.routing.telling import told


def test_a_loss_is_told_without_flattery(judged):
    """Over 120 tables the told loss of whatever was chosen is right in the mean, and its interval holds what comes next."""
    chosen = np.random.default_rng(3)
    misses, held, naive = [], [], []
    for _ in range(120):
        by, apart = judged(chosen, 1500).halves()
        for instead in by.models[:0:-1]:
            found = loss(by, "model-0", instead)
            if found.holds(0.03) and (said := told(found, loss(apart, "model-0", instead), 0.03)):
                real = loss(judged(chosen, 1500), "model-0", instead).mean
                misses.append(said.mean - real)
                naive.append(found.mean - real)
                held.append(said.low <= real <= said.high)
                break
    assert len(misses) > 60
    error = np.std(misses) / len(misses) ** 0.5
    assert abs(np.mean(misses)) <= 2.5 * error
    assert np.mean(naive) < -2.5 * error
    assert 0.88 <= np.mean(held) <= 0.99


def test_a_choice_that_the_other_half_contradicts_is_none():
    """What loses more in the other half than it may is not told at all, however good it was in the first."""
    lucky = Loss(-0.05, 0.02, 200, True)
    assert told(lucky, Loss(0.011, 0.02, 200, True), 0.01) is None
    assert told(lucky, Loss(-0.04, 0.02, 200, True), 0.01).mean <= 0.01


def test_a_clear_choice_is_told_by_both_halves():
    """Where luck could not have chosen it, the loss is the mean of both halves."""
    said = told(Loss(-0.10, 0.005, 900, True), Loss(-0.08, 0.005, 900, True), 0.01)
    assert said.mean == pytest.approx(-0.09, abs=1e-4)
    assert said.items == 1800


def test_the_same_items_are_halved_alike(judged):
    """The same items are halved in the same way in whatever order they come, each is in one half, and others are halved anew."""
    whole = judged(np.random.default_rng(1), 200)
    first, second = whole.halves()
    assert {*first.items} | {*second.items} == {*whole.items}
    assert not {*first.items} & {*second.items}
    backwards = replace(whole, items=whole.items[::-1])
    assert {*backwards.halves()[0].items} == {*first.items}
    fewer = whole.only(np.arange(200) < 150)
    assert not {*fewer.halves()[0].items} <= {*first.items}


def test_verdicts_on_an_item_are_of_one_class():
    """Where one verdict on an item names its class and another none, they are compared; of two classes they are two items."""
    blank = dict.fromkeys(("input_tokens", "output_tokens", "cost_usd", "ms"), float("nan"))
    said = [("a", "", "x"), ("b", "hard", "x"), ("a", "easy", "y"), ("b", "hard", "y")]
    rows = [
        {"model": model, "class": name, "item": item, "score": 1.0, **blank}
        for model, name, item in said
    ]
    found = scores(rows)
    assert list(zip(found.items, found.classes, strict=True)) == [
        ("x", "hard"),
        ("y", "easy"),
        ("y", "hard"),
    ]
    assert found.answered_by("a", "b").items == ("x",)


def test_few_answers_say_nothing(outcome_table):
    """Of fewer than 100 answers no loss is told, and of 100 without a difference none below 3 %."""
    same = np.ones((FEWEST, 2))
    assert loss(outcome_table(same[1:]), "model-0", "model-1") is None
    assert loss(outcome_table(same), "model-0", "unknown") is None
    found = loss(outcome_table(same), "model-0", "model-1")
    assert (found.holds(0.0299), found.holds(0.0301)) == (False, True)


def test_what_was_never_seen_is_as_large_as_what_was():
    """Where every score differs a little, one that was not seen may be as far off as those are; where few do, by a whole point."""
    noisy = lost(np.tile([0.04, -0.04], 200))
    assert noisy.error == pytest.approx(np.hypot(0.04 / 20, 1.8213 * 0.04 / 400), rel=0.01)
    few = lost(np.array([0.04] * 29 + [0.0] * 371))
    assert few.error > 1.8213 / 400
    gone = lost(np.array([1.0] * 40 + [0.0] * 360))
    assert gone.error == pytest.approx(np.hypot(0.3 / 20, 1.8213 / 400), rel=0.01)


def test_so_many_requests_find_a_switch_that_is_as_good():
    """With as many requests as it says, four of five switches that lose nothing are shown to lose at most 2 points."""
    chosen = np.random.default_rng(5)
    half = requests_needed(0.02) // 2
    shown = 0
    for _ in range(400):
        differ = chosen.choice((-1, 0, 1), (2, half), p=(0.05, 0.9, 0.05)).astype(float)
        by, apart = (lost(each) for each in differ)
        shown += by.holds(0.02) and told(by, apart, 0.02) is not None
    assert 0.74 <= shown / 400 <= 0.86


def test_no_number_shows_what_is_not_so():
    """Where it loses more than it may, no number of answers is named."""
    assert requests_needed(0.01, 0.01) == 0
