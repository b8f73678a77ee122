"""Judge a sample, or as many as before they grew, let a cheaper judge decide where it is sure, and embed each text once."""

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.interval import NORMAL
from centspan.optimizer.judging.cascade import Found, cascades
from centspan.optimizer.judging.pace import Pace, paces
from centspan.optimizer.levers.of_feature import proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

SHARE_PLACES: Final = 12
"""Of a share, in lever_sample.sql as well."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A share of the evaluations that still tells a feature's pass rate of a week within `margin`; embeddings kept."""

    id: str = "sample"
    margin: Decimal = Decimal("0.02")
    """How far a week's pass rate may be off, at 95 %, whatever it is."""
    least_saving: Decimal = Decimal("0.1")
    """The share of the cost of evaluations, or of embeddings, below which it is not worth a rule."""

    most_differ: float = 0.05
    """The share of verdicts that a cheaper judge may give otherwise, with 95 % confidence."""
    fewest_judged: int = 100
    """Answers that two judges must both have judged."""
    grown: float = 2.0
    """How many times those of the first week the evaluations of the last must be, where other calls are as many."""

    @property
    def needed(self) -> int:
        """Evaluations a week: a share of one half is the least sure, (1.96 ÷ 2 ÷ margin)²."""
        return math.ceil((Decimal(str(NORMAL)) / 2 / self.margin) ** 2)

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Look at every feature that evaluates, and every one that embeds."""
        back = {(each.environment, each.feature): each for each in paces(study, self.grown)}
        for row in study.ask("lever_sample", kept=self.needed, end=study.end):
            pace = back.get((row["environment"], row["feature"]))
            yield self._back(study, row, pace) if pace else self._judged(study, row)
        for found in cascades(study, self.fewest_judged, self.most_differ):
            yield self._cascaded(study, found)
        for row in study.ask("lever_sample_embeddings"):
            yield self._embedded(study, row)

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Let each evaluation weigh as much less as fewer are made, or leave out what was embedded before."""
        if "keep_embeddings" in proposal.do:
            return changed(study, "applied_sample_embeddings", proposal.scope)
        if most := proposal.do.get("most_a_day"):
            return changed(study, "applied_sample_pace", proposal.scope, **_said(most))
        share = str(proposal.do.get("sample_share") or proposal.figures["kept_share"])
        return changed(study, "applied_sample", proposal.scope, share=share)

    def _judged(self, study: Study, row: Mapping[str, Any]) -> Proposal | Declined:
        found = spread(row)
        if found.share < self.least_saving:
            return Declined(
                self.id,
                scope(row),
                f"it takes {self.needed:,} evaluations a week to know its pass rate within {self.margin:.1%}: "
                f"a sample would save {found.share:.1%}, less than {self.least_saving:.0%}",
            )
        kept = 1 - round(spread(row).share, SHARE_PLACES)
        return proposed(
            study,
            self.id,
            row,
            change=f"judge {kept:.0%} of its answers by chance, and all of named features and new prompt versions",
            quality=f"its pass rate of a week stays known within {self.margin:.1%} at 95 %",
            latency="none",
            effort="hours",
            assumptions=("answers are drawn by chance, whoever asked",),
            risks=("what goes wrong in few answers is found later",),
            excludes=("batch",),
            do={"sample_share": kept},
            figures={"kept_a_week": self.needed},
        )

    def _back(self, study: Study, row: Mapping[str, Any], pace: Pace) -> Proposal | Declined:
        """As many a day as before they grew, where that saves more than a sample."""
        said = {"environment": pace.environment, "feature": pace.feature, **_said(pace.kept)}
        (found,) = study.ask("lever_sample_pace", **said)
        if spread(found).share < max(self.least_saving, spread(row).share):
            return self._judged(study, row)
        was = ", ".join(_as_then(pace, model) for model in pace.kept)
        return proposed(
            study,
            self.id,
            found,
            key="pace",
            change=f"judge as many answers a day as in the first week: {was}",
            quality=f"its pass rate of a week is known within {_within(pace.before)}, as in the first week; "
            f"now within {_within(pace.now)}",
            latency="none",
            effort="hours",
            assumptions=(
                f"what is judged did not grow as evaluations did, from {pace.before:,.0f} a day to {pace.now:,.0f}",
                "nobody asked for more of them: if so, dismiss it",
            ),
            risks=("what goes wrong in few answers is found later",),
            excludes=("batch",),
            do={"most_a_day": dict(pace.kept)},
            figures={"a_day_before": pace.before, "a_day_now": pace.now},
        )

    def _embedded(self, study: Study, row: Mapping[str, Any]) -> Proposal | Declined:
        found = spread(row)
        again = row["touched"] / row["calls"]
        if found.share < self.least_saving:
            return Declined(
                self.id,
                scope(row),
                f"{again:.1%} of its embeddings are of what it embedded before, {found.share:.1%} of their cost: less than "
                f"{self.least_saving:.0%}",
            )
        return proposed(
            study,
            self.id,
            row,
            key="embeddings",
            change="keep each embedding beside a hash of its text and model, and embed nothing twice",
            quality="the same text has the same embedding",
            latency="what was embedded before is there at once",
            effort="days",
            assumptions=("keeping embeddings costs next to nothing",),
            risks=("another version of the model embeds otherwise: keep its name in the key",),
            excludes=("cache_exact",),
            do={"keep_embeddings": True},
            figures={"again_share": again},
        )

    def _cascaded(self, study: Study, of: Found) -> Proposal | Declined:
        found = of.cascade
        cheap, dear = found.cheap.model, found.dear.model
        said = {"environment": of.environment, "feature": of.feature, "dear": dear}
        (row,) = study.ask("lever_sample_cascade", share=str(found.kept_share), **said)
        where = {**scope(row), "model": dear}
        if spread(row).share < self.least_saving:
            why = (
                f"{cheap} would be sure of {1 - found.escalated:.0%} of the answers that {dear} judges: it saves "
                f"{spread(row).share:.1%} of their cost, less than {self.least_saving:.0%}"
            )
            return Declined(self.id, where, why)
        said = proposed(
            study,
            self.id,
            row,
            key=f"cascade:{cheap}",
            change=f"have {cheap} judge first, and {dear} only what it scores within {found.width:g} of one half",
            quality=f"{found.differ} of {found.decided:,} verdicts differ, at most {found.bound:.1%} with 95 % confidence",
            latency="none",
            effort="days",
            assumptions=(f"a verdict of {cheap} costs ${found.cheap.usd:.6f}, as its own do",),
            risks=("two judges may be wrong alike: look at some answers yourself",),
            excludes=("batch",),
            do={"judge_first": cheap, "then": dear, "unsure_within": found.width},
            figures={
                "kept_share": found.kept_share,
                "escalated_share": found.escalated,
                "judged_by_both": found.answers,
            },
        )
        return replace(said, scope=where)


def _said(most: Mapping[str, float]) -> dict[str, Any]:
    return {"models": list(most), "paces": list(most.values())}


def _as_then(pace: Pace, model: str) -> str:
    """How many answers a day a model is to judge, in words."""
    kept = f"{pace.kept[model]:,.0f}"
    if model in pace.new and kept == "0":
        kept = "none, as it judged none then,"
    return f"{model} {kept} instead of {pace.grown[model]:,.0f}"


def _within(a_day: float) -> str:
    """How far a week's pass rate may be off, at 95 %, with so many evaluations a day."""
    return f"{NORMAL / 2 / math.sqrt(7 * a_day):.1%}"
