"""Let the provider keep the beginning of prompts: read again at a fraction of the price of input."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import key, proposed, scope
from centspan.optimizer.prefix_cache.replay import replayed, replayed_calls
from centspan.optimizer.prefix_cache.rules import load_rules
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

TTLS: Final[Mapping[int, str]] = {300: "5 minutes", 3600: "an hour"}


@dataclass(frozen=True, slots=True)
class PromptCache:
    """The provider's prompt cache, replayed on the chains of the prompts that were sent; net of its writes."""

    id: str = "prompt_cache"
    least_saving: Decimal = Decimal("0.02")
    """The share of a feature's cost below which it is not worth a change."""
    rules: Path | None = None
    """A file of rules that are read before the shipped ones."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Replay every feature, for each time that its provider keeps a prompt."""
        with replayed(study, load_rules(self.rules)) as table:
            rows = study.ask("lever_prompt_cache", replayed=table)
        for _, tried in groupby(rows, key=key):
            yield self._judged(study, list(tried))

    @contextmanager
    def apply(self, study: Study, proposal: Proposal) -> Generator[Study]:
        """Read and write each prompt as the cache would have."""
        rules, ttl = load_rules(self.rules), proposal.do["ttl_seconds"]
        with (
            replayed_calls(study, rules, proposal.scope, ttl) as table,
            changed(study, "applied_prompt_cache", proposal.scope, replayed=table) as after,
        ):
            yield after

    def _judged(self, study: Study, tried: list[Mapping[str, Any]]) -> Proposal | Declined:
        best = max(tried, key=lambda row: row["saved_usd"])
        where, share = scope(best), spread(best).share
        if share >= self.least_saving:
            return self._proposed(study, best, tried)
        return Declined(
            self.id, where, _why_not(best, share, self.least_saving), _figures(best, tried)
        )

    def _proposed(
        self, study: Study, row: Mapping[str, Any], tried: list[Mapping[str, Any]]
    ) -> Proposal:
        return proposed(
            study,
            self.id,
            row,
            key=str(row["choice"]),
            change=f"let the provider keep its prompts for {_time(row)} after their last use, with what is the same in "
            "all of them at the beginning",
            quality="the same prompt is answered by the same model",
            latency="the part that is read again is not processed anew",
            effort="hours",
            assumptions=("every prompt is marked, and the provider keeps what it says it keeps",),
            risks=("anything that changes before the shared part (a date, a name) ends it",),
            excludes=("batch",),
            do={"ttl_seconds": row["choice"]},
            figures=_figures(row, tried),
        )


def _why_not(row: Mapping[str, Any], share: Decimal, least: Decimal) -> str:
    read = f"{row['read_share']:.1%} of its input would be read again"
    if row["read_usd"] > 0 and row["write_fee_usd"] >= row["read_usd"]:
        return f"{read}, but the fee of writing ({row['write_fee_usd']:.2f} USD) eats the gain ({row['read_usd']:.2f} USD)"
    if row["was_read_share"] > 0:
        return f"{read}, and {row['was_read_share']:.1%} are already: {share:.2%} of its cost is left, less than {least:.0%}"
    return f"{read}: {share:.2%} of its cost, less than {least:.0%}"


def _figures(row: Mapping[str, Any], tried: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {
        "saved_share": spread(row).share,
        "read_share": row["read_share"],
        "was_read_share": row["was_read_share"],
        "hit_share": row["touched"] / row["calls"],
        "write_fee_usd": row["write_fee_usd"],
        "by_ttl": {_time(each): spread(each).share for each in tried},
    }


def _time(row: Mapping[str, Any]) -> str:
    return TTLS.get(row["choice"], f"{row['choice']} seconds")
