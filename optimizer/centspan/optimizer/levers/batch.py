"""Batch what nobody waits for: the provider's own discount for answers within a day."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from centspan.collector.prices.row import Name
from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import key, proposed, scope
from centspan.optimizer.offers import Offer, Offers, offered
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

CHEAPER: Final = ("batch", "flex")
"""Tiers at which a call waits already."""
DEARER: Final = "a batch would not cost less"
WHO_WAITS: Final = ": does anybody wait for it? No saving is counted"


@dataclass(frozen=True, slots=True)
class Batch:
    """The batch tier, on evidence that nobody waits: declared, the work of a job, or a nightly pattern."""

    id: str = "batch"
    least_jobs: Decimal = Decimal("0.9")
    """The share of a feature's calls that jobs must have begun."""
    least_at_night: Decimal = Decimal("0.9")
    """The share of its calls within the same eight hours of the day."""
    fewest_days: int = 3
    """Days on which a pattern must have been seen."""
    most_calls_a_task: Decimal = Decimal("1.2")
    """Calls of one task above which each waits for the one before."""
    items: int = 5
    """Items that one prompt could hold, as an alternative."""
    least_together: Decimal = Decimal("0.05")
    """The share of a feature's cost below which that is not worth an experiment."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Look who waits for every feature, and price at its batch tier what nobody waits for."""
        with offered(study, _offers(study)) as offers:
            declared = self._priced(study, offers, declared_only=1)
            for row in declared:
                yield _proposed(study, row, "its calls are declared as batch", purpose="batch")
                yield from self._together(study, row)
            known = {key(row) for row in declared}
            could_wait: dict[tuple[str, str], str] = {}
            for row in study.ask("lever_batch_waits", offers=offers.table):
                if key(row) in known:
                    continue
                if why := self._not_yet(row):
                    yield Declined(self.id, scope(row), why)
                else:
                    could_wait[key(row)] = self._evidence(row)
            for row in self._priced(study, offers, scopes=list(could_wait)) if could_wait else ():
                yield (judged := self._judged(study, row, could_wait[key(row)]))
                if isinstance(judged, Proposal):
                    yield from self._together(study, row)
            yield from _unknown(self.id, offers)

    @contextmanager
    def apply(self, study: Study, proposal: Proposal) -> Generator[Study]:
        """Price its calls, or those of them that are declared, at their batch tier."""
        said = {"declared_only": int("purpose" in proposal.do)}
        with (
            offered(study, _offers(study)) as offers,
            changed(study, "applied_batch", proposal.scope, offers=offers.table, **said) as after,
        ):
            yield after

    def _priced(
        self,
        study: Study,
        offers: Offers,
        declared_only: int = 0,
        scopes: Sequence[tuple[str, str]] = (),
    ) -> list[dict[str, Any]]:
        return study.ask(
            "lever_batch", offers=offers.table, declared_only=declared_only, scopes=list(scopes)
        )

    def _not_yet(self, row: Mapping[str, Any]) -> str:
        """Why a feature is not priced: nothing to gain, or somebody may wait; '' on evidence that nobody does."""
        if row["saved_usd"] <= 0:
            return DEARER
        if row["streamed"] > 0:
            return f"{row['streamed']:.0%} of its answers are streamed{WHO_WAITS}"
        if not self._evidence(row):
            return (
                f"{row['of_jobs']:.0%} of its calls are the work of jobs, and {row['within']:.0%} lie within the "
                f"same eight hours of the day{WHO_WAITS}"
            )
        return ""

    def _judged(self, study: Study, row: Mapping[str, Any], evidence: str) -> Proposal | Declined:
        if row["calls_a_task"] <= float(self.most_calls_a_task):
            return _proposed(study, row, evidence)
        why = f"its tasks make {row['calls_a_task']:.1f} calls, each after the one before"
        return Declined(self.id, scope(row), f"{why}{WHO_WAITS}")

    def _together(self, study: Study, row: Mapping[str, Any]) -> Iterator[Declined]:
        """The alternative: several items in one prompt, which say what is the same for all of them once."""
        of = {"environment": row["environment"], "feature": row["feature"]}
        (found,) = study.ask("lever_batch_items", start=study.start, end=study.end, **of)
        spared = Decimal(str(found["same_share"])) * (1 - Decimal(1) / self.items)
        share = found["input_usd"] * spared / found["cost_usd"]
        if share >= self.least_together:
            yield Declined(
                self.id,
                scope(row),
                f"instead, {self.items} items in one prompt would save about {share:.1%} of its cost, as {found['same_share']:.0%} "
                "of its prompts are instructions and tools: whether answers stay as good needs an experiment, no saving is counted",
                {"items": self.items, "saved_share": share},
            )

    def _evidence(self, row: Mapping[str, Any]) -> str:
        if row["days"] < self.fewest_days:
            return ""
        nightly = row["within"] >= float(self.least_at_night)
        jobs = row["of_jobs"] >= float(self.least_jobs)
        hours = f"{row['first_hour']:02}:00 and {(row['first_hour'] + 8) % 24:02}:00 UTC"
        return (
            f"{row['within']:.0%} of its calls lie between {hours} every day, begun by jobs"
            if nightly and jobs
            else ""
        )


def _offers(study: Study) -> Iterator[Offer]:
    for row in study.ask("study_models"):
        if row["service_tier"] not in CHEAPER:
            of = Name(row["provider"], row["model"], row["service_tier"])
            yield Offer(of, row["context_band"], "batch", Name(of.provider, of.model, "batch"))


def _proposed(
    study: Study, row: Mapping[str, Any], evidence: str, **of: str
) -> Proposal | Declined:
    found = spread(row)
    if found.saved_usd <= 0:
        return Declined("batch", scope(row), DEARER)
    return proposed(
        study,
        "batch",
        row,
        change="send its calls as batches, answered within a day",
        quality="the same model answers",
        latency="answers come within 24 hours instead of at once",
        effort="days",
        assumptions=(evidence,),
        risks=("a batch may be late: keep the direct call as a fallback",),
        excludes=("prompt_cache",),
        do={"service_tier": "batch", **of},
    )


def _unknown(lever: str, offers: Offers) -> Iterator[Declined]:
    for each in offers.unknown:
        scope = {"provider": each.of.provider, "model": each.of.model}
        yield Declined(lever, scope, "no batch price is listed for it: say one in prices.toml")
