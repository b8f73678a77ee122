"""What a cache by meaning hits, and how often it is wrong at the most."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.semantic.bound import hits_needed, upper_bound
from centspan.optimizer.semantic.embedder import Tfidf, embedder, unit
from centspan.optimizer.semantic.replay import hits
from centspan.optimizer.semantic.requests import Request, guard
from centspan.optimizer.semantic.verdicts import answers_alike, verdicts

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def request(minute, key="k", *, text="", label="", answer="", ok=True, may=True):
    at = NOON + timedelta(minutes=minute)
    ended = at + timedelta(seconds=1) if ok else None
    return Request(minute, at, ended, may, (key,), text, answer, label)


def at(*angles):
    return unit(np.array([[np.cos(each), np.sin(each)] for each in angles]))


@pytest.mark.parametrize(
    "every",
    [
        [request(0, "a"), request(1, "b")],
        [request(0, ok=False), request(1)],
        [request(0), request(0)],
        [request(0, may=False), request(1, may=False)],
        [request(0), request(61)],
    ],
    ids=["another key", "no answer", "not answered yet", "tools", "too long ago"],
)
def test_what_may_not_be_given_is_no_hit(every):
    """Requests of another key, after a failure, before the answer, with tools, or beyond the time it is kept hit nothing."""
    assert hits(every, at(0, 0), [0.9], 3600) == ({},)


def test_a_hit_is_the_nearest_that_is_kept():
    """Each request gets the answer of the nearest one kept; what was answered from the cache is not kept, and use keeps an answer."""
    every = [request(0), request(30), request(60), request(80), request(400)]
    angles = at(0, 1.0, 0.3, 0.7, 0.3)
    assert hits(every, angles, [0.9, 0.99], 3600) == ({2: 0, 3: 1}, {})
    often = [request(0), request(50), request(100)]
    assert hits(often, at(0, 0, 0), [1.0], 3600) == ({1: 0, 2: 0},)


def test_a_lower_threshold_hits_as_the_cache_would_have_been_filled():
    """At each threshold the cache holds what that threshold did not hit."""
    every = [request(0), request(1), request(2)]
    found = hits(every, at(0, 0.4, 0.8), [0.9, 0.95], 3600)
    assert found == ({1: 0}, {})


@pytest.mark.parametrize(
    ("one", "other"),
    [("miles 10", "miles 100"), ("cancel it", "do not cancel it"), ("v1.2", "v1.3")],
)
def test_figures_and_denials_keep_apart(one, other):
    """Texts that differ in a figure or a denial are never near."""
    assert guard(one) != guard(other)
    assert guard(one) == guard(one.upper())


@pytest.mark.parametrize(("wrong", "judged"), [(0, 299), (2, 100), (5, 50), (30, 1000)])
def test_the_bound_is_that_of_clopper_and_pearson(wrong, judged):
    """At the upper bound, so few wrong ones or fewer come in 5 % of samples; it is 1 where none is judged or all are wrong."""
    rate = upper_bound(wrong, judged, 0.05)
    chances = (
        math.comb(judged, k) * rate**k * (1 - rate) ** (judged - k) for k in range(wrong + 1)
    )
    assert math.fsum(chances) == pytest.approx(0.05)
    assert upper_bound(0, 0, 0.05) == upper_bound(3, 3, 0.05) == 1


def test_hits_needed_reach_the_bound():
    """With as many hits as it says, none wrong, the bound is met, and with one fewer it is not."""
    needed = hits_needed(0.01, 0.05)
    assert needed == 299
    assert upper_bound(0, needed, 0.05) <= 0.01 < upper_bound(0, needed - 1, 0.05)


def test_a_hit_is_wrong_where_the_right_answers_differ():
    """Hits are judged by labels where both have one; where both answers are kept, unlike ones are counted as a guess."""
    every = [
        request(0, label="a", answer="Pay by card within 30 days."),
        request(1, label="a", answer="Within 30 days, by card: pay."),
        request(2, label="b", answer="Pay by card within 14 days."),
        request(3),
    ]
    found = verdicts(every, {1: 0, 2: 0, 3: 0}, 0.9, 0.05)
    assert (found.hits, found.judged, found.wrong, found.compared, found.unlike) == (3, 2, 1, 2, 1)
    assert (found.hit_rate, found.false_hit_rate) == (0.75, 0.5)
    assert verdicts(every, {}, 0.9, 0.05).false_hit_rate is None
    assert answers_alike("", "")


def test_letters_find_what_looks_alike():
    """Our own vectors are nearer for texts that look alike, 1 for equal ones, and the same every time."""
    texts = ["How do I reset my password?", "how do I reset  my password", "Where is order 7?", ""]
    rows = Tfidf().embed(texts)
    near = rows @ rows.T
    assert near[0, 1] > 0.8
    assert near[0, 2] < 0.3
    assert near[0, 0] == pytest.approx(1)
    assert (Tfidf().embed(texts) == rows).all()
    assert Tfidf().embed([]).shape[0] == 0


OWN = """
import numpy as np

class Means:
    name, means = "own", True

    def embed(self, texts):
        return np.array([[1.0, 0.0] if "pay" in each.lower() else [0.0, 1.0] for each in texts])

made = Means()
broken = 3
"""


def test_a_team_may_bring_its_own_embedder(tmp_path, monkeypatch):
    """`module:name` is a class, a function or what one has made; anything else is refused with what is expected."""
    (tmp_path / "own_embedder.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert embedder("own_embedder:Means").name == embedder("own_embedder:made").name == "own"
    for said in ("own_embedder:broken", "own_embedder:none", "no_such_module:x", "tf"):
        with pytest.raises(CentspanError, match="embed"):
            embedder(said)
