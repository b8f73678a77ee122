"""Cap the output: what answers longer than almost all others cost."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import key, proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

CAPS: Final = (64, 128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 16384)
"""Tokens that are tried as a cap."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap on the tokens of an answer, reasoning included.

    Of the caps that cut off at most `most_truncated` of a feature's answers, the lowest; or `tokens`,
    whatever it cuts off.
    """

    id: str = "cap"
    tokens: int = 0
    most_truncated: Decimal = Decimal("0.01")
    least_saving: Decimal = Decimal("0.005")
    """The share of a feature's cost below which it is not worth a change."""
    least_output: float = 0.5
    """The share of a feature's cost that output must be for shorter answers to be worth an experiment."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Try every cap on every feature."""
        caps = [self.tokens] if self.tokens else list(CAPS)
        rows = study.ask("lever_cap", caps=caps)
        for _, tried in groupby(rows, key=key):
            yield self._judged(study, list(tried))
        for row in study.ask("lever_cap_output"):
            if row["output_share"] >= self.least_output:
                yield self._shaped(row)

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Cut off what lies beyond the cap."""
        return changed(study, "applied_cap", proposal.scope, cap=proposal.do["max_tokens"])

    def _judged(self, study: Study, tried: list[Mapping[str, Any]]) -> Proposal | Declined:
        where = scope(tried[0])
        fits = [row for row in tried if self.tokens or _truncated(row) <= self.most_truncated]
        if not fits:
            return Declined(
                self.id,
                where,
                f"every cap tried cuts off more than {self.most_truncated:.1%} of its answers",
            )
        best = max(fits, key=lambda row: row["saved_usd"])
        found = spread(best)
        if found.share < self.least_saving and not self.tokens:
            return Declined(
                self.id,
                where,
                f"a cap of {best['choice']} tokens cuts off {_truncated(best):.2%} of its answers and "
                f"saves {found.share:.2%} of its cost, less than {self.least_saving:.1%}",
            )
        return self._proposed(study, best)

    def _shaped(self, row: Mapping[str, Any]) -> Declined:
        """What shaping answers (asking to be brief, a schema) could bring is known by an experiment alone."""
        share = row["output_share"]
        return Declined(
            self.id,
            scope(row),
            f"output is {share:.0%} of its cost: answers a tenth shorter, asked to be brief or held to a schema, would save "
            f"{share / 10:.1%}; whether they stay as good needs an experiment, no saving is counted",
            {"output_share": share},
        )

    def _proposed(self, study: Study, row: Mapping[str, Any]) -> Proposal:
        cap = row["choice"]
        return proposed(
            study,
            self.id,
            row,
            key=str(cap),
            change=f"set max_tokens to {cap}",
            quality=f"{_truncated(row):.2%} of its answers would be cut off",
            latency="answers that are cut off end sooner",
            effort="hours",
            assumptions=("what lies beyond the cap is not asked for again",),
            risks=("an answer that is cut off may be of no use: see which they are first",),
            do={"max_tokens": cap},
            figures={"truncated_share": _truncated(row)},
        )


def _truncated(row: Mapping[str, Any]) -> Decimal:
    return Decimal(str(row["touched"])) / row["calls"]
