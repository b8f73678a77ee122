"""Whether a saving came, told of calls before and after an adoption."""

from decimal import Decimal
from pathlib import Path

import pytest
from case_files import cases

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.life.stored import one
from centspan.optimizer.life.verify import record, verify

EVERY = cases(Path(__file__).parent / "cases")


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.said["name"])
def test_what_came_of_an_adoption_is_told_as_its_case_says(adopted_store, proposal, case):
    """After an adoption volume, mix and price are told apart from the saving, which is exact, with a verdict."""
    said = verify(adopted_store, proposal(case).id, case.at)
    assert said.verdict == case.said["verdict"], said
    assert case.said.get("why", "") in said.why
    for name, value in case.said.get("parts", {}).items():
        found = said.found.share if name == "realised_share" else getattr(said.found, name)
        assert abs(found - Decimal(value)) < Decimal("1e-8"), (name, found)


def test_the_parts_of_a_change_sum_to_it(adopted_store, proposal):
    """Volume, mix and price less the saving are the change of what was spent."""
    for case in EVERY:
        found = verify(adopted_store, proposal(case).id, case.at).found
        if found is not None:
            parts = found.volume_usd + found.mix_usd + found.price_usd - found.saving_usd
            assert abs(parts - (found.after_usd - found.before_usd)) < Decimal("1e-8"), case


def test_what_was_realised_is_stored_and_what_is_too_early_is_not(adopted_store, proposal):
    """A verified saving stands beside its proposal with interval and verdict; one that is too early leaves none."""
    exact, early = (
        next(case for case in EVERY if case.said["verdict"] == verdict)
        for verdict in ("as proposed", "too early")
    )
    for case in (exact, early):
        record(adopted_store, verify(adopted_store, proposal(case).id, case.at), case.at)
    stored = one(adopted_store, proposal(exact).id)
    assert abs(stored.realised_usd - Decimal("0.45")) < Decimal("1e-8")
    assert stored.realised_low_usd <= stored.realised_usd <= stored.realised_high_usd
    assert stored.said["verified"]["verdict"] == "as proposed"
    assert one(adopted_store, proposal(early).id).realised_usd is None


def test_only_what_was_adopted_is_verified(adopted_store, proposal):
    """A proposal that nobody adopted is refused, with what to say first."""
    with pytest.raises(CentspanError, match="found 'cap-none'"):
        verify(adopted_store, "cap-none", EVERY[0].at)
