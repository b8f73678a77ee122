"""Proposals of the first half, held to the second."""

from decimal import Decimal

import pytest

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.backtest.replay import backtest


@pytest.fixture(scope="module")
def found(shifted, levers):
    """A back-test of half and half."""
    return backtest(shifted, levers, least_usd=Decimal(0))


def test_the_cut_is_at_its_share_of_the_time(shifted, found):
    """The time from the first call to the last is cut at the share that is asked for."""
    assert found.cut - found.start == pytest.approx((found.end - found.start) / 2, rel=1e-5)
    assert found.end < shifted.end


def test_what_happens_alike_in_both_parts_is_predicted(found):
    """A saving that calls have alike in both parts is predicted as it comes, and its interval covers it."""
    (night,) = (each for each in found.checked if each.proposal.lever == "batch")
    assert abs(night.fitted.share - Decimal("0.5")) < Decimal("1e-9")
    assert abs(night.rest.share - Decimal("0.5")) < Decimal("1e-9")
    assert night.covered is True


def test_what_happens_once_is_seen_not_to_come_again(found):
    """An answer that was very long once makes a proposal whose saving does not come, and whose interval is seen to miss it."""
    (cap,) = (each for each in found.checked if each.proposal.lever == "cap")
    assert cap.fitted.share > Decimal("0.1")
    assert (cap.rest.share, cap.realised_usd) == (0, 0)


def test_each_lever_is_told_by_what_it_saves_of_the_rest(found):
    """A lever's predicted and realised USD are those of its proposals, at the rest's cost."""
    for lever, predicted, realised in found.by_lever():
        own = [each for each in found.checked if each.proposal.lever == lever]
        assert predicted == sum(each.predicted_usd or 0 for each in own)
        assert realised == sum(each.realised_usd or 0 for each in own)
    covered, known = found.covered
    assert 0 < covered <= known <= len(found.checked)


def test_a_part_without_calls_is_refused(shifted, levers):
    """Where one of the parts has no call there is nothing to compare, which is said."""
    with pytest.raises(CentspanError, match="expected calls of known cost"):
        backtest(shifted, levers, fit_share=Decimal("0.00000001"))
