"""Route down: the cheapest model whose answers are as good, by what was judged."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.levers.of_feature import named
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.routing.applying import applied
from centspan.optimizer.routing.candidates import Move, moves
from centspan.optimizer.routing.choosing import Tried, tried, why_none
from centspan.optimizer.routing.compared import Result, best, of_ways, of_whole, results
from centspan.optimizer.routing.comparing import FEWEST
from centspan.optimizer.routing.material import BESIDES, Material, Names, material
from centspan.optimizer.routing.power import DISAGREE, requests_needed
from centspan.optimizer.routing.proposing import proposed, scope
from centspan.optimizer.routing.scores import Scores
from centspan.optimizer.routing.standing import standing
from centspan.optimizer.routing.strategies import NoWay
from centspan.optimizer.routing.terms import Terms, some, whole
from centspan.optimizer.study import Study

MOST_COMPARED: Final = 3
"""Models for which ways to choose requests are compared."""


@dataclass(frozen=True, slots=True)
class Route:
    """A feature's calls of one model, made at another that was judged on the same work."""

    id: str = "route"
    most_loss: float = 0.01
    """The mean score, 0 to 1, that a switch may lose with 95 % confidence."""
    least_saving: Decimal = Decimal("0.05")
    """The share of the model's cost below which a switch is not worth it."""
    failure_usd: Decimal = Decimal(0)
    """What an answer that is wrong costs beside its bill."""
    keeps_cache: bool = False
    """Whether what a cache reads now is read from the other model's cache as well, in place of being read anew."""
    never_route_down: str = ""
    """Features that stay as they are, with commas between."""
    metric: str = ""
    """The name of the evaluations to go by (default: all but the next two)."""
    confidence: str = BESIDES[0]
    """The name of those that say how sure an answer is, before anybody judges how good it is."""
    difficulty: str = BESIDES[1]
    """The name of those that say how hard a request is, before it is answered."""
    judge_usd: Decimal = Decimal(0)
    """What such a word costs, where the evaluations do not say."""
    embedder: str = "tfidf"
    """What makes vectors of kept texts: our own, or module:name."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Compare the models of every feature that was judged, and name those that were not."""
        known = material(
            study,
            Names(self.metric, self.confidence, self.difficulty, self.embedder, self.judge_usd),
        )
        used = study.ask("study_feature_models")
        found, unpriced = moves(study, used, known.scores, keeps_cache=self.keeps_cache)
        for own, of_model in groupby(found, key=lambda m: (m.environment, m.feature, m.usual)):
            took = {row["model"]: row["mean_ms"] for row in used if row["feature"] == own[1]}
            yield self._judged(study, list(of_model), known, took)
        for model in sorted(unpriced):
            yield Declined(
                self.id,
                {"model": model},
                "nothing says what it costs: say its price in prices.toml, or the cost of its answers in verdicts",
            )
        yield from self._not_judged(used, known.scores)

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Make the calls at the other model."""
        return applied(study, proposal, keeps_cache=self.keeps_cache)

    def _judged(
        self, study: Study, found: list[Move], known: Material, took: Mapping[str, float]
    ) -> Proposal | Declined:
        where, scores = scope(found[0]), known.scores[found[0].feature]
        if named(self.never_route_down, where):
            return Declined(self.id, where, "it is never to be routed down")
        stand = standing(found, scores, took)
        figures = {"models": stand.models, "dominated": stand.dominated}
        worth = [move for move in found if move.spread.share >= self.least_saving]
        if not worth:
            return Declined(self.id, where, "no model that was judged for it costs less", figures)
        every = tried(worth, scores, self.most_loss)
        ways = self._ways(every, known, stand.dominated)
        table = [*of_whole(every), *of_ways(ways)]
        if terms := self._best(every, ways):
            return proposed(study, terms, stand, table, self.most_loss)
        return self._undecided(where, every, {**figures, "strategies": table}, scores)

    def _ways(
        self, every: Sequence[Tried], known: Material, dominated: Mapping[str, Any]
    ) -> tuple[Result | NoWay, ...]:
        """How some requests could be chosen, for the best of the models that no other beats."""
        losses = {each.move: each.seems for each in every if each.seems is not None}
        fit = [move for move in losses if move.instead not in dominated]
        judged = sorted(fit, key=lambda move: (losses[move], move.instead))[:MOST_COMPARED]
        if not judged:
            return ()
        feature = judged[0].feature
        return results(judged, known.scores[feature], known.signs(feature), self.most_loss)

    def _best(self, every: Sequence[Tried], ways: Sequence[Result | NoWay]) -> Terms | None:
        """The whole move that saves most; some requests alone where that saves a good deal more."""
        held = [whole(each.move, each.told, self.failure_usd) for each in every if each.told]
        first = next((each for each in held if each.share >= self.least_saving), None)
        least = self.least_saving + (first.share if first else 0)
        found = best(ways, float(least), self.most_loss)
        chosen = some(found, self.failure_usd, self.embedder) if found else None
        return chosen if chosen and chosen.share >= least else first

    def _undecided(
        self,
        where: dict[str, str],
        every: tuple[Tried, ...],
        figures: dict[str, Any],
        scores: Scores,
    ) -> Declined:
        why, more = why_none(every)
        if any(each.told for each in every):
            why = "what would be saved is less than what the answers cost that would be wrong"
        elif not why:
            more = requests_needed(self.most_loss)
            usual = every[0].move.usual
            unknown = (
                "" if usual in scores.models else f"answers of {usual} itself were not judged, and "
            )
            why = (
                f"{unknown}no model that costs less was judged on enough answers: {2 * FEWEST} of each are the least, "
                f"{more:,} of the same requests show a loss of at most {100 * self.most_loss:g} points"
            )
        return Declined(self.id, where, why, {"requests_needed": more, **figures})

    def _not_judged(
        self, used: list[dict[str, Any]], features: Mapping[str, Scores]
    ) -> Iterator[Declined]:
        needed = requests_needed(self.most_loss)
        for (environment, feature), own in groupby(
            used, key=lambda row: (row["environment"], row["feature"])
        ):
            if feature in features:
                continue
            dear = next(iter(own))
            where = {"environment": environment, "feature": feature, "model": dear["model"]}
            a_call = dear["cost_usd"] / Decimal(str(max(dear["calls"], 1)))
            yield Declined(
                self.id,
                {name: value for name, value in where.items() if value},
                f"no answers were judged: an experiment has a cheaper model answer {needed:,} of the same requests, judges "
                "both, and imports the verdicts (`centspan import --format evaluations`); so many show a loss of at most "
                f"{100 * self.most_loss:g} points in four of five trials, if one of {round(1 / DISAGREE)} verdicts differs",
                {"requests_needed": needed, "usd_for_answers_again": a_call * needed},
            )
