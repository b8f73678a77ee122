"""A switch carried out on the calls that were made."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from centspan.collector.prices.row import Name
from centspan.optimizer.change import changed
from centspan.optimizer.offers import Offer, offered
from centspan.optimizer.proposal import Proposal
from centspan.optimizer.study import Study

CHOICE: Final = "routed"


@contextmanager
def applied(study: Study, proposal: Proposal, *, keeps_cache: bool) -> Generator[Study]:
    """The study as it would have been: at the other model's prices, or with the share of cost that a split leaves."""
    figures = proposal.figures
    left = float(1 - Decimal(str(figures["of_bill"])))
    if figures["basis"] == "own cost":
        with changed(study, "applied_route_told", proposal.scope, kept=left) as after:
            yield after
        return
    whole = figures["strategy"] == "whole"
    with offered(study, _offers(study, proposal)) as known:
        said = {
            "offers": known.table,
            "choice": CHOICE,
            "provider": figures["provider"],
            "model": proposal.do["model"],
            "kept": 0.0 if whole else left,
            "keeps_cache": keeps_cache,
        }
        with changed(study, "applied_route", proposal.scope, **said) as after:
            yield after


def _offers(study: Study, proposal: Proposal) -> Iterator[Offer]:
    figures = proposal.figures
    instead = Name(figures["provider"], proposal.do["model"])
    for row in study.ask("study_feature_models"):
        if _is_of(row, proposal.scope):
            yield Offer(
                of=Name(row["provider"], row["model"], row["service_tier"]),
                context_band=row["context_band"],
                choice=CHOICE,
                instead=instead,
                input_times=Decimal(str(figures["input_times"])),
                output_times=Decimal(str(figures["output_times"])),
            )


def _is_of(row: Mapping[str, Any], scope: Mapping[str, str]) -> bool:
    return all(row[name] == scope.get(name, "") for name in ("environment", "feature", "model"))
