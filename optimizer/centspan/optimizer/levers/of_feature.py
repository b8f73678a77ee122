"""The scope that most levers work on, one feature in one environment, and what they propose of it."""

from collections.abc import Mapping
from typing import Any, Final

from centspan.optimizer.interval import interval
from centspan.optimizer.proposal import Proposal, Scope
from centspan.optimizer.study import Study, spread

HOLDS_PERSONAL_DATA: Final = "its answers hold personal data, which no cache is to keep"


def key(row: Mapping[str, Any]) -> tuple[str, str]:
    """What tells the rows of one feature from others."""
    return row["environment"], row["feature"]


def scope(row: Mapping[str, Any]) -> Scope:
    """The scope of a row; what it does not say is left out."""
    return {name: row[name] for name in ("environment", "feature") if row[name]}


def named(features: str, row: Mapping[str, Any]) -> bool:
    """Whether a row's feature is one of these, said with commas between."""
    return row.get("feature") in [each.strip() for each in features.split(",") if each.strip()]


def proposed(study: Study, lever: str, row: Mapping[str, Any], **said: Any) -> Proposal:
    """What a row of `@estimated` proposes: the share that it saved, of a month at the study's pace.

    `said` is the rest of the proposal; the saved share stands first among its figures.
    """
    found = spread(row)
    baseline = study.monthly(found.cost_usd)
    figures = {"saved_share": found.share, **said.pop("figures", {})}
    return Proposal(
        lever=lever,
        scope=scope(row),
        baseline_usd=baseline,
        saving_usd=baseline * found.share,
        interval=interval(found),
        users=found.users,
        evidence="replayed",
        calls=row["calls"],
        figures=figures,
        **said,
    )
