"""A cheap judge decides where it is sure, and a dear one the rest: by what both said of the same answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

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


@dataclass(frozen=True, slots=True)
class Found:
    """The cascade that leaves least of what a dear judge costs in one feature."""

    environment: str
    feature: str
    cascade: Cascade


def cascades(study: Study, fewest: int, most_wrong: float) -> Iterator[Found]:
    """For each feature's dear judge the cheaper one that leaves least of its cost, of those that judged `fewest` of the same answers.

    What a verdict costs, and how often two judges differ, is as in the feature itself where it shows that, else as everywhere.
    """
    rows = study.ask("study_judges")
    everywhere = _judges(rows)
    told = _Told(study, fewest)
    for (environment, feature), own_rows in groupby(rows, key=_of):
        own = _judges(own_rows)
        for model in own:
            pairs = (_priced(own, everywhere, cheap, model) for cheap in everywhere)
            tried = (
                cascade(cheap, dear, told.by(cheap, dear, feature), fewest, most_wrong)
                for cheap, dear in pairs
                if cheap.usd < dear.usd
            )
            if safe := [each for each in tried if each]:
                best = min(safe, key=lambda each: (each.kept_share, each.cheap.model))
                yield Found(environment, feature, best)


def _of(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["environment"], row["feature"]


def _judges(rows: Iterable[Mapping[str, Any]]) -> dict[str, Judge]:
    """Each model that judges, with USD of a mean verdict."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        usd, verdicts = sums.get(row["model"], (Decimal(0), Decimal(0)))
        sums[row["model"]] = (usd + row["usd"], verdicts + row["verdicts"])
    return {model: Judge(model, usd / verdicts) for model, (usd, verdicts) in sums.items()}


def _priced(
    own: Mapping[str, Judge], everywhere: Mapping[str, Judge], cheap: str, dear: str
) -> tuple[Judge, Judge]:
    """Two judges at what their verdicts cost, in the feature if both judge there: answers are as long for both."""
    where = own if cheap in own else everywhere
    return where[cheap], where[dear]


class _Told:
    """What two judges said of the same answers, asked once for each two."""

    def __init__(self, study: Study, fewest: int) -> None:
        self._study, self._fewest = study, fewest
        self._known: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def by(self, cheap: Judge, dear: Judge, feature: str) -> list[tuple[float, float]]:
        """Of the feature's answers where those are enough, else of all."""
        rows = self._rows(cheap.model, dear.model)
        own = [row for row in rows if row["feature"] == feature]
        of = own if len(own) >= self._fewest else rows
        return [(row["cheap"], row["dear"]) for row in of]

    def _rows(self, cheap: str, dear: str) -> list[dict[str, Any]]:
        if (cheap, dear) not in self._known:
            said = {"start": self._study.start, "end": self._study.end}
            found = self._study.ask("study_judged_twice", cheap=cheap, dear=dear, **said)
            self._known[cheap, dear] = found
        return self._known[cheap, dear]


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
