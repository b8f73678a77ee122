"""Send once: what was sent again although it had ended well, or tried more often than it should be."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import key, proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

SENT_TWICE: Final = 1
BEYOND_THE_LIMIT: Final = 2
"""The choices of lever_retry.sql."""


@dataclass(frozen=True, slots=True)
class Retry:
    """An idempotency key for what is sent twice, and a limit of attempts for what fails."""

    id: str = "retry"
    attempts: int = 2
    """How often a request may be tried."""
    within_seconds: int = 600
    """How soon the same request is the same sending."""
    least_saving: Decimal = Decimal("0.005")
    """The share of a feature's cost below which it is not worth a change."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Look at every feature's requests, and at what failed or was given up."""
        lost = {key(row): row for row in study.ask("study_lost")}
        for row in study.ask("lever_retry", attempts=self.attempts, within=self.within_seconds):
            yield self._judged(study, row, lost[key(row)])
        yield from (each for row in lost.values() if (each := self._lost(row)))

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Leave out what would not be sent."""
        return changed(
            study,
            "applied_retry",
            proposal.scope,
            choice=SENT_TWICE if "idempotency" in proposal.do else BEYOND_THE_LIMIT,
            attempts=proposal.do.get("max_attempts", self.attempts),
            within=self.within_seconds,
        )

    def _judged(
        self, study: Study, row: Mapping[str, Any], lost: Mapping[str, Any]
    ) -> Proposal | Declined:
        share = spread(row).share
        if share >= self.least_saving:
            return self._proposed(study, row)
        what = self._what(row)
        if lost["without_fingerprint"] == lost["calls"]:
            why = f"its {lost['calls']:,} calls carry no fingerprint to tell what {what}"
        else:
            why = f"what {what} is {share:.2%} of its cost, less than {self.least_saving:.1%}"
        return Declined(self.id, scope(row), why, {"saved_share": share})

    def _proposed(self, study: Study, row: Mapping[str, Any]) -> Proposal:
        twice = row["choice"] == SENT_TWICE
        return proposed(
            study,
            self.id,
            row,
            key="twice" if twice else "attempts",
            change="give requests an idempotency key, so that one that ended well is not sent again within "
            f"{self.within_seconds // 60} minutes"
            if twice
            else f"try a request at most {self.attempts} times, with a growing pause",
            quality="the first answer is used"
            if twice
            else "what fails so often is told as failed sooner",
            latency="none",
            effort="days" if twice else "hours",
            excludes=("cache_exact",) if twice else (),
            risks=() if twice else ("an outage longer than the attempts is no longer ridden out",),
            do={"idempotency": True} if twice else {"max_attempts": self.attempts},
            figures={"saved_calls": row["touched"]},
        )

    def _what(self, row: Mapping[str, Any]) -> str:
        twice = row["choice"] == SENT_TWICE
        return (
            "is sent again after it ended well"
            if twice
            else f"is tried more than {self.attempts} times"
        )

    def _lost(self, row: Mapping[str, Any]) -> Declined | None:
        usd = row["failed_usd"] + row["abandoned_usd"]
        if not usd or usd < row["cost_usd"] * self.least_saving:
            return None
        return Declined(
            self.id,
            scope(row),
            f"{usd / row['cost_usd']:.2%} of its cost is of calls that failed ({row['failed_calls']:,}) or were given up "
            f"({row['abandoned_calls']:,}): what would save it needs an experiment (longer time-outs, shorter answers)",
            {"failed_usd": row["failed_usd"], "abandoned_usd": row["abandoned_usd"]},
        )
