"""What is proposed of a switch, in words and figures."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.proposal import Proposal
from centspan.optimizer.routing.candidates import Move
from centspan.optimizer.routing.choosing import points
from centspan.optimizer.routing.standing import Standing, latency
from centspan.optimizer.routing.terms import Terms
from centspan.optimizer.study import Study

Table = Sequence[dict[str, Any]]
WAYS: Final = ("class", "rules", "embedding", "judge", "cascade")


def proposed(study: Study, terms: Terms, stand: Standing, table: Table, most: float) -> Proposal:
    """The switch as a proposal, with the other ways beside it."""
    move = terms.move
    baseline = study.monthly(move.spread.cost_usd)
    wrong = f"an answer that is wrong costs ${terms.failure_usd} beside its bill"
    return Proposal(
        lever="route",
        scope=scope(move),
        key=move.instead if terms.strategy == "whole" else f"{terms.strategy}: {move.instead}",
        change=terms.change,
        baseline_usd=baseline,
        saving_usd=baseline * terms.share,
        interval=terms.interval,
        users=move.spread.users,
        evidence="replayed",
        calls=move.calls,
        quality=_quality(terms) + _beaten(terms, stand),
        latency=_latency(terms, stand),
        effort="days" if terms.strategy in ("whole", "class") else "weeks",
        assumptions=(*terms.assumptions, wrong, *_beside(terms, table)),
        risks=("switch a share first, and watch the evaluations",),
        excludes=("batch",),
        do=dict(terms.do),
        figures={"saved_share": terms.share, **_figures(terms, stand, table, most)},
    )


def scope(move: Move) -> dict[str, str]:
    """The calls that a move is about."""
    said = {"environment": move.environment, "feature": move.feature, "model": move.usual}
    return {name: value for name, value in said.items() if value}


def _quality(terms: Terms) -> str:
    lost = terms.lost
    on = f"by {lost.items:,} answers {'to the same requests' if lost.paired else 'of each'}"
    if lost.mean > 0:
        return f"loses {points(lost.mean)} of the mean score ({points(lost.low)} to {points(lost.high)}), {on}"
    between = f"between {_either(lost.high)} and {_either(lost.low)}"
    better = "better as well" if lost.high < 0 else "as good"
    return f"{better}: gains {points(-lost.mean)} of the mean score, {between}, {on}"


def _beaten(terms: Terms, stand: Standing) -> str:
    by = stand.dominated.get(terms.move.usual)
    return f"; {terms.move.usual} costs more and is no better than {', '.join(by)}" if by else ""


def _either(lost: float) -> str:
    return f"a loss of {points(lost)}" if lost > 0 else f"a gain of {points(-lost)}"


def _beside(terms: Terms, table: Table) -> Iterator[str]:
    """The best of each other way, in a sentence; tables have the rest."""
    best: dict[str, dict[str, Any]] = {}
    for row in table:
        known = best.setdefault(row["strategy"], row)
        if row.get("saved_share", -1) > known.get("saved_share", -1):
            best[row["strategy"]] = row
    for name, row in best.items():
        some_alone = 0 < row.get("answered_by_it", 0) < 1
        if name in WAYS and name != terms.strategy and some_alone:
            yield (
                f"compared with it, {name} to {row['model']} saves {row['saved_share']:.1%} with "
                f"{_either(row['loss'])}"
            )


def _latency(terms: Terms, stand: Standing) -> str:
    said = latency(stand, terms.move.instead)
    return f"{said}; an answer that is not sure takes both" if terms.strategy == "cascade" else said


def _figures(terms: Terms, stand: Standing, table: Table, most: float) -> dict[str, Any]:
    lost, mix = terms.lost, stand.mix(most)
    return {
        "strategy": terms.strategy,
        "of_bill": terms.of_bill,
        "basis": terms.move.basis,
        "provider": terms.move.instead_provider,
        "input_times": terms.move.taken.input_tokens or Decimal(1),
        "output_times": terms.move.taken.output_tokens or Decimal(1),
        "loss": lost.mean,
        "loss_low": lost.low,
        "loss_high": lost.high,
        "items": lost.items,
        "cheaper_and_better": lost.high < 0,
        "models": stand.models,
        "dominated": stand.dominated,
        "mix": {"shares": dict(mix.shares), "quality": mix.quality, "usd_a_call": mix.usd}
        if mix
        else None,
        "strategies": list(table),
    }
