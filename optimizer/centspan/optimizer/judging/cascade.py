"""A cheap judge decides where it is sure, and a dear one the rest: by what both said of the same answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from centspan.optimizer.semantic.bound import upper_bound
from centspan.optimizer.study import Study

WIDTHS: Final = (0.0, 0.1, 0.2, 0.3, 0.4)
"""How far from one half a score must be for the cheap judge to be sure, from the one that decides most."""
DOUBT: Final = 0.05
PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that judges, and USD of one of its verdicts."""

    model: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Cascade:
    """Which judge goes first, and when it decides."""

    cheap: Judge
    dear: Judge
    width: float
    answers: int
    """That both have judged."""
    decided: int
    """Of those, by the cheap one."""
    differ: int
    """Of those, ones that the dear one judged otherwise."""
    bound: float
    """The rate of them at the most, with 95 % confidence over all widths tried."""

    @property
    def escalated(self) -> Decimal:
        """The share of answers that the dear judge sees."""
        return 1 - Decimal(self.decided) / self.answers

    @property
    def kept_share(self) -> Decimal:
        """The share of the dear judge's cost that is left: every answer by the cheap one, some by both."""
        return round(self.cheap.usd / self.dear.usd + self.escalated, PLACES)


def cascades(study: Study, fewest: int, most_wrong: float) -> Iterator[Cascade]:
    """For each dear judge the cheaper one that leaves least of its cost, of those that judged `fewest` of the same answers."""
    judges = [Judge(row["model"], row["usd"]) for row in study.ask("study_judges")]
    found = [
        each
        for cheap, dear in combinations(judges, 2)
        if (each := cascade(cheap, dear, _pairs(study, cheap, dear), fewest, most_wrong))
    ]
    for dear in judges:
        of_dear = [each for each in found if each.dear == dear]
        if of_dear:
            yield min(of_dear, key=lambda each: (each.kept_share, each.cheap.model))


def _pairs(study: Study, cheap: Judge, dear: Judge) -> list[tuple[float, float]]:
    said = {"cheap": cheap.model, "dear": dear.model, "start": study.start, "end": study.end}
    return [(row["cheap"], row["dear"]) for row in study.ask("study_judged_twice", **said)]


def cascade(
    cheap: Judge,
    dear: Judge,
    pairs: Sequence[tuple[float, float]],
    fewest: int,
    most_wrong: float,
) -> Cascade | None:
    """The narrowest doubt at which so few verdicts differ; None where no width is safe, or too few answers tell."""
    for width in WIDTHS if len(pairs) >= fewest else ():
        decided = [(one, other) for one, other in pairs if abs(one - 0.5) >= width]
        differ = sum((one >= 0.5) != (other >= 0.5) for one, other in decided)
        bound = upper_bound(differ, len(decided), DOUBT / len(WIDTHS))
        if bound <= most_wrong:
            return Cascade(cheap, dear, width, len(pairs), len(decided), differ, bound)
    return None
