"""Thresholds that a person sets."""

from decimal import Decimal
from pathlib import Path

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.tuning import tuned


def test_nothing_said_is_every_lever_as_it_is():
    """Without a word all levers are pulled as they are, in their order."""
    assert tuned(()) == LEVERS


def test_a_threshold_is_read_as_what_it_is():
    """A value becomes a number, an amount or a path, as the threshold is one."""
    said = ("cap.tokens=512", "cap.most_truncated=0.05", "prompt_cache.rules=r.toml")
    cache, cap = tuned(said, ("cap", "prompt_cache"))
    assert (cap.tokens, cap.most_truncated, cache.rules) == (512, Decimal("0.05"), Path("r.toml"))


@pytest.mark.parametrize(
    ("said", "only", "told"),
    [
        ((), ("fly",), "expected a lever out of retry"),
        (("fly.high=1",), (), "found 'fly'"),
        (("cap.id=1",), (), "expected a threshold of cap out of tokens"),
        (
            ("cap.tokens=many",),
            (),
            "expected cap.tokens to be a whole number such as 0, found 'many'",
        ),
        (
            ("cap.most_truncated=nan",),
            (),
            "expected cap.most_truncated to be a number such as 0.01",
        ),
        (("cap.most_truncated=much",), (), "found 'much'"),
    ],
)
def test_what_does_not_exist_is_named(said, only, told):
    """A lever, threshold or value that does not exist is an error that names those that do."""
    with pytest.raises(CentspanError, match=told):
        tuned(said, only)
