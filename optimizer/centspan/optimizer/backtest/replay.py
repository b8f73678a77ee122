"""Finds proposals in the first part of a study, and carries them out on the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

from centspan.collector.query import load
from centspan.optimizer.backtest.checked import Backtest, Checked
from centspan.optimizer.backtest.shifted import Times, one_day, shifts
from centspan.optimizer.interval import Spread
from centspan.optimizer.lever import Lever, Replayable
from centspan.optimizer.optimize import optimize
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import Study, part, spread


def backtest(
    whole: Study,
    levers: Sequence[Lever],
    fit_share: Decimal = Decimal("0.5"),
    least_usd: Decimal | None = None,
) -> Backtest:
    """Cut the time from the first call to the last at `fit_share` of it, on the second.

    Raises CentspanError where one of the parts has no call.
    """
    able = {lever.id: lever for lever in levers if isinstance(lever, Replayable)}
    (extent,) = whole.ask("study_extent")
    first, last = (extent[name].replace(tzinfo=UTC) for name in ("first", "last"))
    cut = (first + (last - first) * float(fit_share)).replace(microsecond=0)
    times = Times(first, cut, last)
    with part(whole, whole.start, cut) as fit, part(whole, cut, whole.end) as rest:
        parts = _Parts(whole, fit, rest, times)
        found = optimize(fit, list(able.values()), least_usd).proposals
        told = tuple(
            _checked(able[each.lever], each, parts) for each in found if each.evidence == "replayed"
        )
    return Backtest(first, cut, last, told)


@dataclass(frozen=True, slots=True)
class _Parts:
    whole: Study
    fit: Study
    rest: Study
    times: Times


def _checked(lever: Replayable, each: Proposal, parts: _Parts) -> Checked:
    fit, rest = parts.fit, parts.rest
    with lever.apply(fit, each) as fit_after, lever.apply(rest, each) as rest_after:
        fitted, came = _saved(each, fit, fit_after), _saved(each, rest, rest_after)
        squares = _apart(each, (fit, fit_after), (rest, rest_after))
        day = one_day(fit, fit_after, each.scope)
    assert fitted is not None  # it was found in these calls
    changes = (*([day] if day else []), *shifts(parts.whole, parts.times, each.scope))
    return Checked(each, fitted, came, squares, changes)


def _saved(each: Proposal, study: Study, after: Study) -> Spread | None:
    """What carrying it out saves of its scope; None where that has no cost."""
    said = {"study": study.table, "after": after.table, **_labels(each)}
    rows = load("applied_saved").rows(study.client, **said)
    return spread(rows[0]) if rows else None


def _apart(each: Proposal, fit: tuple[Study, Study], rest: tuple[Study, Study]) -> float:
    said = {
        "fitted": fit[0].table,
        "fitted_after": fit[1].table,
        "came": rest[0].table,
        "came_after": rest[1].table,
    }
    (row,) = load("backtest_apart").rows(fit[0].client, **said, **_labels(each))
    return row["squares"] or 0.0


def _labels(each: Proposal) -> dict[str, str]:
    return {name: each.scope.get(name, "") for name in ("environment", "feature", "model")}
