"""The cheapest model that one half of the verdicts holds for as good, and the other does not contradict."""

from collections.abc import Sequence
from dataclasses import dataclass

from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.comparing import Loss, loss
from centspan.optimizer.routing.power import more_needed
from centspan.optimizer.routing.scores import Scores
from centspan.optimizer.routing.telling import Told, told


@dataclass(frozen=True, slots=True)
class Tried:
    """A move, and what each half of the verdicts says of it; None where that is too little."""

    move: Move
    chosen_by: Loss | None
    apart: Loss | None
    all: Loss | None
    """What all verdicts say."""
    most: float

    @property
    def told(self) -> Told | None:
        """What it loses, where it may be chosen."""
        if self.chosen_by and self.apart and self.chosen_by.holds(self.most):
            return told(self.chosen_by, self.apart, self.most)
        return None

    @property
    def contradicted(self) -> bool:
        """Whether one half alone would have had it."""
        return bool(self.chosen_by and self.chosen_by.holds(self.most) and not self.told)

    @property
    def seems(self) -> float | None:
        """What it loses of all answers, whoever they chose."""
        return self.all.mean if self.chosen_by and self.apart and self.all else None


def tried(moves: Sequence[Move], scores: Scores, most: float) -> tuple[Tried, ...]:
    """What verdicts say of each move, the largest saving first."""
    by, apart = scores.halves()
    return tuple(
        Tried(
            move,
            loss(by, move.usual, move.instead),
            loss(apart, move.usual, move.instead),
            loss(scores, move.usual, move.instead),
            most,
        )
        for move in sorted(moves, key=lambda move: (-move.spread.saved_usd, move.instead))
    )


def why_none(every: Sequence[Tried]) -> tuple[str, int]:
    """Why none of these can be proposed, and how many requests would decide (0: no number would)."""
    for each in every:
        if each.contradicted and each.apart:
            more = 2 * (each.apart.items + (each.chosen_by.items if each.chosen_by else 0))
            return (
                f"{_would(each)} and one half of the answers holds it for as good, but in the other it loses "
                f"{points(each.apart.mean)}: judge {more:,} of the same requests"
            ), more
    for each in every:
        seems = each.seems
        if seems is not None and seems < each.most and each.chosen_by:
            more = max(
                more_needed(half, each.most) for half in (each.chosen_by, each.apart) if half
            )
            said = f": judge {more:,} of the same requests" if more else ""
            return (
                f"{_would(each)} and seems to lose {points(seems)}, but that is not sure enough on "
                f"{each.chosen_by.items} answers that may choose{said}"
            ), more
    known = [(each, each.seems) for each in every if each.seems is not None]
    if known:
        named = ", ".join(f"{each.move.instead} loses {points(seems)}" for each, seems in known[:5])
        return f"what costs less is worse: {named}", 0
    return "", 0


def points(share: float) -> str:
    """A share of the score, in points of a hundred."""
    return f"{100 * share:.2f} points"


def _would(each: Tried) -> str:
    return f"{each.move.instead} would save {each.move.spread.share:.1%}"
