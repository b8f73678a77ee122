"""Where each judged model stands: what it costs beside the usual one, how good and how quick it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.finance.mix import Mix, cheapest_mix
from centspan.optimizer.finance.pareto import Configuration, placed
from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.costing import mean
from centspan.optimizer.routing.scores import Scores


@dataclass(frozen=True, slots=True)
class Standing:
    """The usual model and those that could answer instead; USD are those of one call."""

    usual: str
    configurations: tuple[Configuration, ...]

    @property
    def models(self) -> list[dict[str, Any]]:
        """Each of them, cheapest first, with those that beat it: none dearer, worse or slower."""
        return [
            {
                "model": each.configuration.name,
                "usd_a_call": each.configuration.usd,
                "quality": each.configuration.quality,
                "latency_ms": each.configuration.latency_ms,
                "beaten_by": list(each.beaten_by),
            }
            for each in placed(self.configurations, latency=True)
        ]

    @property
    def dominated(self) -> dict[str, list[str]]:
        """Models that cost more and are no better than others, whatever time they take."""
        return {
            each.configuration.name: list(each.beaten_by)
            for each in placed(self.configurations)
            if each.beaten_by
        }

    def mix(self, below: float) -> Mix | None:
        """The cheapest mix that is at most `below` worse than the usual model, by means; None where it is not judged."""
        usual = next((each for each in self.configurations if each.name == self.usual), None)
        try:
            return (
                cheapest_mix(self.configurations, usual.quality - Decimal(str(below)))
                if usual
                else None
            )
        except CentspanError:
            return None


def standing(moves: Sequence[Move], scores: Scores, calls_ms: Mapping[str, float]) -> Standing:
    """Where the models of these moves stand; `calls_ms` is what answers to the feature's calls took, by model."""
    usual = moves[0].usual
    a_call = moves[0].spread.cost_usd / max(moves[0].calls, 1)
    cost = {usual: a_call} | {move.instead: a_call * (1 - move.spread.share) for move in moves}
    judged = {name: mean(scores, name, "score") for name in cost}
    return Standing(
        usual,
        tuple(
            Configuration(
                name, usd, Decimal(str(round(quality, 9))), _latency(name, scores, calls_ms)
            )
            for name, usd in cost.items()
            if (quality := judged[name]) is not None
        ),
    )


def latency(standing: Standing, instead: str) -> str:
    """How much sooner or later the other answers, where that is known."""
    known = {each.name: each.latency_ms for each in standing.configurations}
    ours, theirs = known.get(standing.usual), known.get(instead)
    if ours is None or theirs is None:
        return "not known: no verdict says how long the other took"
    return f"{theirs:,.0f} ms in the mean, after {ours:,.0f} ms"


def _latency(name: str, scores: Scores, calls_ms: Mapping[str, float]) -> Decimal | None:
    said = mean(scores, name, "ms")
    said = calls_ms.get(name) if said is None else said
    return Decimal(str(round(said, 3))) if said else None
