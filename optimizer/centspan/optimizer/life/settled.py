"""What a run finds beside what people decided: what is still open, what was adopted, and what stays silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from centspan.optimizer.life.stored import Stored
from centspan.optimizer.optimize import Outcome
from centspan.optimizer.proposal import Declined, Proposal

LOUD_AGAIN: Final = 2
"""Times its saving when it was dismissed, from which a proposal is told again."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left to decide or to do, and what was adopted but shows in the studied calls, those before it."""

    open: Outcome
    adopted: tuple[Proposal, ...]


def settled(found: Outcome, before: Mapping[str, Stored]) -> Settled:
    """Take out what was adopted, and what was dismissed unless its saving has doubled; each with that reason."""
    told = [(each, _why_not(each, before.get(each.id))) for each in found.proposals]
    silent = [
        Declined(each.lever, each.scope, why, {"saved_share": each.saved_share})
        for each, why in told
        if why
    ]
    return Settled(
        Outcome(tuple(each for each, why in told if not why), (*found.declined, *silent)),
        tuple(each for each in found.proposals if _status(before.get(each.id)) == "adopted"),
    )


def silent(saving_usd: Decimal, was: Stored | None) -> bool:
    """Whether a proposal was dismissed and saves less than twice what it saved then, in USD a month."""
    return _status(was) == "dismissed" and saving_usd < LOUD_AGAIN * _saved(was)


def _why_not(each: Proposal, was: Stored | None) -> str:
    if was and silent(each.saving_usd, was):
        again = LOUD_AGAIN * was.saving_usd
        return (
            f"to {each.change} was dismissed ({was.reason}): told again from ${again:,.2f} a month"
        )
    if was and was.status == "adopted" and was.adopted_at:
        since = f"{was.adopted_at:%Y-%m-%d}"
        return f"to {each.change} was adopted on {since}: `centspan optimize verify {was.id}`"
    return ""


def _status(was: Stored | None) -> str:
    return was.status if was else ""


def _saved(was: Stored | None) -> Decimal:
    return was.saving_usd if was else Decimal(0)
