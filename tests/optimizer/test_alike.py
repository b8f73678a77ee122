"""Reasons that hold of many scopes."""

from centspan.optimizer.alike import alike
from centspan.optimizer.proposal import Declined


def test_each_reason_is_told_once_the_particular_ones_first():
    """What holds of several scopes for the same reason is told once, by lever, and what is said of few comes first."""
    said = [
        *(Declined("cap", {"feature": name}, "nothing to save") for name in "abc"),
        Declined("cap", {"feature": "d"}, "nearly worth it"),
        Declined("batch", {"feature": "a"}, "nothing to save"),
    ]
    told = [(each.lever, each.why, len(each.scopes)) for each in alike(said)]
    assert told == [
        ("cap", "nearly worth it", 1),
        ("cap", "nothing to save", 3),
        ("batch", "nothing to save", 1),
    ]
