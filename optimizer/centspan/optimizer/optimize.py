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
"""USD a month below which a change has to be sure to save a good share of what it is about: that may grow."""
LEAST_SHARE: Final = Decimal("0.05")
"""That share."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all levers said; proposals by saving, the largest first."""

    proposals: tuple[Proposal, ...]
    declined: tuple[Declined, ...]


def optimize(
    study: Study, levers: Sequence[Lever] = LEVERS, least_usd: Decimal | None = None
) -> Outcome:
    """Pull every lever on the study; what saves less than `least_usd` a month is not proposed.

    Where that is None, what saves less than LEAST_USD has to be sure to save, and LEAST_SHARE of its scope's cost.
    """
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


def _worth_it(each: Proposal, least_usd: Decimal | None) -> Proposal | Declined:
    if each.saving_usd >= (LEAST_USD if least_usd is None else least_usd):
        return each
    sure = each.interval is not None and each.interval.low > 0
    if least_usd is None and each.saved_share >= LEAST_SHARE and sure:
        return each
    less = f"${LEAST_USD} and {LEAST_SHARE:.0%}" if least_usd is None else f"${least_usd:,}"
    why = (
        f"to {each.change} saves {each.saved_share:.1%} of its cost, ${each.saving_usd:.2f} a month: "
        f"less than {less}"
    )
    return Declined(each.lever, each.scope, why, {"saved_share": each.saved_share})
