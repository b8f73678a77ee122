"""Finds proposals in the first part of a study, and carries them out on the rest."""

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

from centspan.collector.query import load
from centspan.optimizer.backtest.checked import Backtest, Checked
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
    with part(whole, whole.start, cut) as fit, part(whole, cut, whole.end) as rest:
        found = optimize(fit, list(able.values()), least_usd).proposals
        told = tuple(
            _checked(able[each.lever], each, fit, rest)
            for each in found
            if each.evidence == "replayed"
        )
    return Backtest(first, cut, last, told)


def _checked(lever: Replayable, each: Proposal, fit: Study, rest: Study) -> Checked:
    fitted = _saved(lever, each, fit)
    assert fitted is not None  # it was found in these calls
    return Checked(each, fitted, _saved(lever, each, rest))


def _saved(lever: Replayable, each: Proposal, study: Study) -> Spread | None:
    """What carrying it out saves of its scope; None where that has no cost."""
    of = {name: each.scope.get(name, "") for name in ("environment", "feature", "model")}
    with lever.apply(study, each) as after:
        said = {"study": study.table, "after": after.table, **of}
        rows = load("applied_saved").rows(study.client, **said)
    return spread(rows[0]) if rows else None
