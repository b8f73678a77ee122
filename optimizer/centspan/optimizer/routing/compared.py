"""What each way would do with a move, side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.choosing import Tried
from centspan.optimizer.routing.comparing import Loss, lost
from centspan.optimizer.routing.each_cost import each_usd
from centspan.optimizer.routing.predictors import ByRules
from centspan.optimizer.routing.scores import Scores
from centspan.optimizer.routing.splitting import Answers, Split, learnt, on_all
from centspan.optimizer.routing.strategies import NoWay, Signs, Way, ways
from centspan.optimizer.routing.telling import Told, plainly


@dataclass(frozen=True, slots=True)
class Result:
    """What a way did: learnt on the first half, its loss told on the second, and crosswise on all."""

    way: Way
    move: Move
    cut: float
    """The risk from which the usual model answers."""
    lost: Loss
    """Of the half that learnt nothing."""
    lost_by_moved: float
    """The mean of those alone that the cheaper model answers."""
    saved: float
    reach: float
    """How far the saved share may be off for the requests drawn, with 95 % confidence."""
    moved: float
    """The share of requests that the cheaper model answers."""
    taken_up: float
    """Of what the cheaper model would cost for all, the share that is paid."""
    classes: tuple[str, ...]
    """The classes that it answers, where they are what chooses."""
    weights: tuple[float, ...]
    """The loss where no rule is so, and what each adds to it, where rules choose."""
    across: Loss
    across_saved: float
    across_moved: float


def results(
    moves: Sequence[Move], scores: Scores, signs: Signs, most: float
) -> tuple[Result | NoWay, ...]:
    """What every way would do with each of these moves."""
    return tuple(
        _result(way, move, most) if isinstance(way, Way) else way
        for move in moves
        for way in ways(move, scores, signs)
    )


def best(found: Iterable[Result | NoWay], least: float, most: float) -> Result | None:
    """The largest saving, of ways that the half that learnt nothing does not contradict."""
    holding = [
        each
        for each in found
        if isinstance(each, Result)
        and each.lost_by_moved <= most
        and each.saved >= least
        and each.moved < 1
    ]
    return max(holding, key=lambda each: (each.saved, each.way.name), default=None)


def of_whole(every: Iterable[Tried]) -> list[dict[str, Any]]:
    """Whole moves as rows of the same table, told by all answers."""
    return [
        _row("whole", each.move, float(each.move.spread.share), plainly(each.all), 1.0)
        for each in every
        if each.all
    ]


def of_ways(found: Iterable[Result | NoWay]) -> list[dict[str, Any]]:
    """Ways as rows, each told crosswise on all answers; the largest saving first, what cannot be tried last."""
    tried = sorted(
        (each for each in found if isinstance(each, Result)), key=lambda each: -each.across_saved
    )
    lacking = {(each.name, each.why) for each in found if isinstance(each, NoWay)}
    return [
        _row(each.way.name, each.move, each.across_saved, plainly(each.across), each.across_moved)
        | {"judge_usd": each.way.judge_usd}
        for each in tried
    ] + [{"strategy": name, "why": why} for name, why in sorted(lacking)]


def _row(strategy: str, move: Move, saved: float, told: Told, moved: float) -> dict[str, Any]:
    return {
        "strategy": strategy,
        "model": move.instead,
        "saved_share": saved,
        "loss": told.mean,
        "loss_low": told.low,
        "loss_high": told.high,
        "answered_by_it": moved,
        "items": told.items,
    }


def _result(way: Way, move: Move, most: float) -> Result | NoWay:
    answers = _answers(way.scores, move)
    here = learnt(answers, way.predictor, most, first=True, cascade=way.cascade)
    if here is None:
        return NoWay(f"{way.name}: {move.instead}", "no threshold of it loses little enough")
    there = learnt(answers, way.predictor, most, first=False, cascade=way.cascade)
    cut, split = here
    both = (split, there[1] if there else _nothing(answers))
    paid = on_all(answers, way.predictor, cut, cascade=way.cascade)
    judge = way.judge_usd * move.calls / max(float(move.spread.cost_usd), 1e-18)
    instead = 1 - float(move.spread.share)
    return Result(
        way=way,
        move=move,
        cut=cut,
        lost=lost(split.lost(answers)),
        lost_by_moved=split.lost_by_moved(answers),
        saved=paid.saved(answers, instead, judge),
        reach=paid.reach(answers),
        moved=float(paid.moved.mean()),
        taken_up=paid.taken_up(answers),
        classes=_classes(way, split),
        weights=_weights(way, answers),
        across=lost(np.concatenate([each.lost(answers) for each in both])),
        across_moved=float(np.mean([each.moved.mean() for each in both])),
        across_saved=float(np.mean([each.saved(answers, instead, judge) for each in both])),
    )


def _nothing(answers: Answers) -> Split:
    rows = answers.half(True)
    return Split(tuple(rows), np.zeros(len(rows), bool), False)


def _answers(scores: Scores, move: Move) -> Answers:
    usual, instead = each_usd(scores, move)
    own = scores.of(move.usual) - scores.of(move.instead)
    return Answers(own, usual, instead, scores.in_first_half)


def _classes(way: Way, split: Split) -> tuple[str, ...]:
    if way.name != "class":
        return ()
    moved = {
        way.scores.classes[row] for row, kept in zip(split.rows, split.moved, strict=True) if kept
    }
    return tuple(sorted(moved))


def _weights(way: Way, answers: Answers) -> tuple[float, ...]:
    rules = way.predictor
    if not isinstance(rules, ByRules):
        return ()
    own = answers.half(first=True)
    each = rules.weights(own, answers.lost[own])
    always = answers.lost[own].mean() - rules.signs[own].mean(axis=0) @ each
    return (float(always), *each.tolist())
