"""Every lever on the same calls: what is proposed, ranked by saving, and what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from centspan.optimizer.lever import Lever
from centspan.optimizer.levers import LEVERS
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study

LEAST_USD: Final = Decimal(1)
"""USD a month below which nobody would change anything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all levers said; proposals by saving, the largest first."""

    proposals: tuple[Proposal, ...]
    declined: tuple[Declined, ...]


def optimize(
    study: Study, levers: Sequence[Lever] = LEVERS, least_usd: Decimal = LEAST_USD
) -> Outcome:
    """Pull every lever on the study; what saves less than `least_usd` a month is not proposed."""
    said = [
        _worth_it(each, least_usd) if isinstance(each, Proposal) else each
        for lever in levers
        for each in lever.examine(study)
    ]
    proposals = [each for each in said if isinstance(each, Proposal)]
    return Outcome(
        tuple(sorted(proposals, key=lambda each: (-each.saving_usd, each.id))),
        tuple(each for each in said if isinstance(each, Declined)),
    )


def _worth_it(each: Proposal, least_usd: Decimal) -> Proposal | Declined:
    if each.saving_usd >= least_usd:
        return each
    why = (
        f"to {each.change} saves {each.saved_share:.1%} of its cost, ${each.saving_usd:.2f} a month: "
        f"less than ${least_usd:,}"
    )
    return Declined(each.lever, each.scope, why, {"saved_share": each.saved_share})
