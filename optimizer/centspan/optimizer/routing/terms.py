"""What a switch of all or of some requests comes to: what it saves, what it loses, what a client would do."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centspan.optimizer.interval import NORMAL, Interval, interval
from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.compared import Result
from centspan.optimizer.routing.predictors import NEIGHBOURS, ByRules
from centspan.optimizer.routing.telling import Told, plainly

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """One switch; shares are of what the move's calls cost."""

    move: Move
    strategy: str
    """`whole`, or the name of a way to choose requests."""
    change: str
    do: Said
    of_bill: Decimal
    """The share of the bill that is saved."""
    bill: Interval | None
    lost: Told
    failure_usd: Decimal
    """Of an answer that is wrong."""
    assumptions: tuple[str, ...]

    @property
    def share(self) -> Decimal:
        """The share that is saved, less what answers cost that are wrong."""
        return self.of_bill - self.failures(self.lost.mean)

    def failures(self, lost: float) -> Decimal:
        """What a loss costs, as a share of the baseline; what is won counts nothing."""
        wrong = Decimal(str(round(max(0.0, lost), 9))) * self.move.calls * self.failure_usd
        return wrong / self.move.spread.cost_usd if wrong else Decimal(0)

    @property
    def interval(self) -> Interval | None:
        """The interval of the saved share, with the most and the least that may be lost."""
        if self.bill is None:
            return None
        most, least = self.failures(self.lost.high), self.failures(self.lost.low)
        return Interval(self.bill.low - most, self.bill.high - least)


def whole(move: Move, lost: Told, failure_usd: Decimal) -> Terms:
    """Every request to the other model."""
    return Terms(
        move,
        "whole",
        f"answer with {move.instead} instead of {move.usual}",
        {"model": move.instead},
        move.spread.share,
        _wider(move, 1.0, 0.0),
        lost,
        failure_usd,
        tuple(_of_cost(move)),
    )


def some(result: Result, failure_usd: Decimal, embedder: str) -> Terms:
    """The requests that a way chooses."""
    move, name = result.move, result.way.name
    rest = f"{result.moved:.0%} of requests"
    changes = {
        "class": f"answer {rest} with {move.instead} instead of {move.usual}: those of the classes "
        + ", ".join(result.classes),
        "rules": f"answer {rest} with {move.instead} instead of {move.usual}: those that rules on length, language and "
        "words find easy",
        "embedding": f"answer {rest} with {move.instead} instead of {move.usual}: those that are like requests it "
        "answered well",
        "judge": f"let a judge rate each request, and answer the {result.moved:.0%} that are easy enough with "
        f"{move.instead} instead of {move.usual}",
        "cascade": f"answer with {move.instead} first, and again with {move.usual} where the answer is not sure: "
        f"{1 - result.moved:.0%} of requests",
    }
    return Terms(
        move,
        name,
        changes[name],
        _do(result, embedder),
        Decimal(str(result.saved)),
        _interval(result),
        plainly(result.lost),
        failure_usd,
        (*_of_cost(move), *_of_way(result)),
    )


def _wider(move: Move, taken_up: float, drawn: float) -> Interval | None:
    """The interval for users drawn anew, wider by what judged answers leave unsure: what the other costs, and which are moved."""
    of_all = interval(move.spread)
    if of_all is None:
        return None
    share = move.spread.share
    users = float(of_all.high - of_all.low) / 2
    cost = NORMAL * move.taken.unsure * float(1 - share) if move.basis != "same tokens" else 0.0
    reach = Decimal(str(round(math.hypot(users * taken_up, cost * taken_up, drawn), 12)))
    return Interval(share - reach, share + reach)


def _interval(result: Result) -> Interval | None:
    wide = _wider(result.move, result.taken_up, result.reach)
    off = Decimal(str(result.saved)) - result.move.spread.share
    return Interval(wide.low + off, wide.high + off) if wide else None


def _do(result: Result, embedder: str) -> Said:
    model = {"model": result.move.instead}
    match result.way.name:
        case "class":
            return {**model, "classes": list(result.classes)}
        case "judge":
            return {**model, "difficulty_at_most": result.cut}
        case "cascade":
            return {
                **model,
                "then": result.move.usual,
                "escalate_below_confidence": -result.cut,
            }
        case "embedding":
            near = {"embedder": embedder, "neighbours": NEIGHBOURS}
            return {**model, "loss_at_most": result.cut, **near}
        case _:
            rules = result.way.predictor
            assert isinstance(rules, ByRules)
            weights = dict(zip(("always", *rules.names), result.weights, strict=True))
            return {**model, "loss_at_most": result.cut, "weights": weights}


def _of_cost(move: Move) -> Iterator[str]:
    match move.basis:
        case "own tokens":
            yield "what it answers is as long as the answers that were judged"
        case "own cost":
            yield "it costs beside the other what the answers did that were judged, whatever their prices are now"
        case "same tokens":
            yield "it takes as many tokens"


def _of_way(result: Result) -> Iterator[str]:
    yield "requests come in the same kinds and shares as those that were judged"
    if result.way.name in ("judge", "cascade"):
        usd = Decimal(str(round(result.way.judge_usd, 9)))
        yield f"a judge's word on a request costs ${usd:f}, which is charged"
