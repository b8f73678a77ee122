"""Some requests to a cheaper model: what is learnt on one half is told on the other."""

from decimal import Decimal

import numpy as np
import pytest

from centspan.optimizer.interval import Spread
from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.choosing import tried
from centspan.optimizer.routing.compared import Result, best, results
from centspan.optimizer.routing.costing import Taken
from centspan.optimizer.routing.strategies import NoWay, Signs, embedded
from centspan.optimizer.semantic.embedder import Tfidf

MOVE = Move(
    environment="",
    feature="f",
    usual="model-0",
    instead="model-1",
    spread=Spread(50, Decimal(100), Decimal(90), 200.0, 0.5),
    calls=10_000,
    basis="same tokens",
    taken=Taken(),
    usual_per_token=(1e-6, 1e-6),
    instead_per_token=(1e-7, 1e-7),
    instead_provider="p",
)
NOTHING = Signs(None, None, Decimal(0), {})


def hard_and_easy(seed, items=6000, share_hard=0.5):
    """Whether each request is hard, and what two models make of it: the second fails at half of the hard ones."""
    chosen = np.random.default_rng(seed)
    hard = chosen.random(items) < share_hard
    usual = chosen.random(items) < 0.9
    other = np.where(hard, usual & (chosen.random(items) < 0.5), usual)
    return hard, np.array([usual, other], float).T


def way(found, name):
    """The result of a way, or why there is none."""
    return next(
        each
        for each in found
        if (each.way.name if isinstance(each, Result) else each.name.split(":")[0]) == name
    )


def test_noise_teaches_nothing(outcome_table):
    """Where length, class and judge say nothing of what is lost, no way sends half of the requests elsewhere."""
    chosen = np.random.default_rng(1)
    _, matrix = hard_and_easy(1)
    classes = chosen.choice(list("abcdef"), len(matrix))
    tokens = chosen.integers(10, 1000, matrix.shape).astype(float)
    scores = outcome_table(matrix, classes=classes, input_tokens=tokens, output_tokens=tokens)
    sign = outcome_table(chosen.random((len(matrix), 1)), models=("",))
    signs = Signs(None, sign, Decimal("0.000001"), {})
    found = results([MOVE], scores, signs, 0.01)
    assert best(found, 0.05, 0.01) is None


def weak(seed, losses, items=3000):
    """Classes at random, and what two models make of each request: the second loses as much of it as its class says."""
    chosen = np.random.default_rng(seed)
    classes = chosen.integers(0, len(losses), items)
    usual = chosen.random(items) < 0.9
    other = usual & (chosen.random(items) >= np.array(losses)[classes] / 0.9)
    return [f"class-{each}" for each in classes], np.array([usual, other], float).T


@pytest.mark.parametrize(
    "losses",
    [(0.12,) * 60, (0.12,) * 5, (0.04, 0.08, 0.2, 0.3), (0.03, 0.03, 0.03, 0.5)],
    ids=["60 names", "5 names", "more or less", "one much worse"],
)
def test_what_is_weak_at_everything_answers_nothing(outcome_table, losses):
    """Over 30 tables a model that is worse at every class of work gets none of it, however little a few requests show in the whole."""
    for seed in range(30):
        classes, matrix = weak(seed, losses)
        tokens = np.random.default_rng(seed).integers(10, 1000, matrix.shape).astype(float)
        scores = outcome_table(matrix, classes=classes, seed=seed, input_tokens=tokens)
        (whole,) = tried([MOVE], scores, 0.01)
        assert whole.told is None
        assert best(results([MOVE], scores, NOTHING, 0.01), 0.05, 0.01) is None


def test_a_class_that_is_as_good_takes_no_other_along(outcome_table):
    """Over 10 tables the class at which a model is as good goes to it, without one that would not show beside it."""
    for seed in range(10):
        classes, matrix = weak(seed, (0.0, 0.05, 0.25), items=12_000)
        share = np.array([name == "class-0" for name in classes])
        scores = outcome_table(matrix, classes=classes, seed=seed)
        found = best(results([MOVE], scores, NOTHING, 0.03), 0.01, 0.03)
        assert found.classes == ("class-0",)
        assert found.moved == pytest.approx(share.mean())


def test_length_tells_where_length_is_what_is_hard(outcome_table):
    """Rules send the short requests elsewhere where the long ones are hard, and lose little of what comes next."""
    hard, matrix = hard_and_easy(2)
    tokens = np.where(hard, 900.0, 50.0)[:, None] + np.zeros(2)
    scores = outcome_table(matrix, input_tokens=tokens, output_tokens=tokens)
    found = best(results([MOVE], scores, NOTHING, 0.01), 0.01, 0.01)
    assert found.way.name == "rules"
    told = found.weights[0] + found.way.predictor.signs @ found.weights[1:]
    assert (told <= found.cut).tolist() == (~hard).tolist()
    assert found.moved == pytest.approx(0.5, abs=0.03)
    assert found.saved == pytest.approx(50 / 950 * 0.9, abs=0.01)


def test_texts_that_are_alike_are_answered_alike(outcome_table):
    """Where texts are kept, requests that are like those a model failed at stay where they are."""
    hard, matrix = hard_and_easy(3, items=900)
    scores = outcome_table(matrix)
    said = {
        item: f"prove the theorem {at} of topology" if each else f"translate word {at} to French"
        for at, (item, each) in enumerate(zip(scores.items, hard, strict=True))
    }
    scores = type(scores)(scores.models, scores.items, scores.classes, scores.kinds, said)
    signs = Signs(None, None, Decimal(0), embedded(scores, Tfidf()))
    found = way(results([MOVE], scores, signs, 0.02), "embedding")
    assert found.moved == pytest.approx(1 - hard.mean(), abs=0.06)
    assert found.lost.mean <= 0.02


def test_a_judge_is_paid(outcome_table):
    """What a judge's word on each request costs comes off what is saved, and without its cost it is not compared."""
    hard, matrix = hard_and_easy(4)
    scores = outcome_table(matrix)
    sign = outcome_table(np.where(hard, 0.9, 0.1)[:, None], models=("",))
    free, paid, unknown = (
        way(results([MOVE], scores, Signs(None, sign, Decimal(usd), {}), 0.01), "judge")
        for usd in ("0.0000000001", "0.001", "0")
    )
    a_call = 100 / 10_000
    assert free.saved - paid.saved == pytest.approx(0.001 / a_call, rel=1e-3)
    assert isinstance(unknown, NoWay)
    assert "nothing says what its word costs" in unknown.why


def test_an_answer_that_is_asked_for_again_costs_both(outcome_table):
    """A cascade saves the usual model's cost of what is sure, less the other's cost of everything."""
    hard, matrix = hard_and_easy(5, share_hard=0.3)
    scores = outcome_table(matrix)
    sure = outcome_table(np.where(hard, 0.2, 0.9)[:, None], models=("model-1",))
    found = way(results([MOVE], scores, Signs(sure, None, Decimal(0), {}), 0.01), "cascade")
    assert found.saved == pytest.approx(found.moved - 0.1, abs=1e-9)
    assert found.moved == pytest.approx(0.7, abs=0.03)


def test_a_threshold_is_told_without_flattery(outcome_table):
    """Over 40 tables the loss that a way's other half tells is right in the mean of what comes next."""
    misses = []
    for seed in range(40):
        chosen = np.random.default_rng(seed)
        hard, matrix = hard_and_easy(seed, items=2400)
        sign = np.where(hard, 0.6, 0.4) + chosen.normal(0, 0.1, len(hard))
        known = outcome_table(matrix[:1600], seed=seed)
        signs = Signs(
            None, outcome_table(sign[:1600, None], models=("",), seed=seed), Decimal("1e-9"), {}
        )
        found = way(results([MOVE], known, signs, 0.06), "judge")
        if isinstance(found, Result):
            moved = sign[1600:] <= found.cut
            after = (matrix[1600:, 0] - matrix[1600:, 1])[moved].sum() / 800
            misses.append(found.lost.mean - after)
    assert len(misses) > 30
    assert abs(np.mean(misses)) <= 2.5 * np.std(misses) / len(misses) ** 0.5
