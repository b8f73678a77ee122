"""Keep answers: the same request again is answered from a cache of your own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.levers.of_feature import HOLDS_PERSONAL_DATA, key, named, proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

FOR_GOOD: Final = 0
TTLS: Final[Mapping[int, str]] = {
    300: "5 minutes",
    3600: "an hour",
    86400: "a day",
    604800: "a week",
    FOR_GOOD: "good",
}
"""How long an answer is kept after its last use, in seconds, and in words."""
TIMES: Final = tuple(60 * 2**doubled for doubled in range(16))
"""Seconds, to three weeks, of which sizes of a cache take the longest that they have room for."""
SIZES: Final = (100, 1_000, 10_000, 100_000)
"""Answers that a cache has room for."""


@dataclass(frozen=True, slots=True)
class CacheExact:
    """A cache of answers by exact request; of times to keep one, the shortest that saves nearly all."""

    id: str = "cache_exact"
    least_saving: Decimal = Decimal("0.02")
    """The share of a feature's cost below which it is not worth a cache."""
    nearly_all: Decimal = Decimal("0.95")
    """The part of the largest saving that a shorter time must have."""
    most_temperature: float = 0.5
    """Above it answers are meant to differ."""
    by_user: int = 0
    """1: answers of one user are never given to another."""
    personal: str = ""
    """Features whose answers hold personal data, with commas between: none of them is kept."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Replay every feature's requests for each time to keep an answer."""
        known = {
            key(row): row
            for row in study.ask("study_requests", most_temperature=self.most_temperature)
        }
        rows = study.ask(
            "lever_cache_exact",
            ttls=list(TTLS),
            by_user=self.by_user,
            most_temperature=self.most_temperature,
        )
        for feature, tried in groupby(rows, key=key):
            yield self._judged(study, known[feature], list(tried))

    def apply(self, study: Study, proposal: Proposal) -> AbstractContextManager[Study]:
        """Leave out what the cache would have answered."""
        return changed(
            study,
            "applied_cache_exact",
            proposal.scope,
            ttl=proposal.do["ttl_seconds"],
            by_user=self.by_user,
            most_temperature=self.most_temperature,
        )

    def _judged(
        self, study: Study, requests: Mapping[str, Any], tried: list[Mapping[str, Any]]
    ) -> Proposal | Declined:
        where = scope(requests)
        if named(self.personal, where):
            return Declined(self.id, where, HOLDS_PERSONAL_DATA)
        if not requests["eligible"]:
            return Declined(self.id, where, _why_not(requests))
        most = max(row["saved_usd"] for row in tried)
        lasting = sorted(tried, key=lambda row: (row["choice"] == FOR_GOOD, row["choice"]))
        best = next(row for row in lasting if row["saved_usd"] >= most * self.nearly_all)
        share = spread(best).share
        if share < self.least_saving:
            again = Decimal(str(best["touched"])) / best["calls"]
            return Declined(
                self.id,
                where,
                f"{again:.2%} of its calls repeat one before, {share:.2%} of its cost: less than {self.least_saving:.0%}",
                {"hit_share": again, "saved_share": share},
            )
        return self._proposed(study, best, requests, tried)

    def _proposed(
        self,
        study: Study,
        row: Mapping[str, Any],
        requests: Mapping[str, Any],
        tried: list[Mapping[str, Any]],
    ) -> Proposal:
        whose = "user" if self.by_user else "tenant"
        return proposed(
            study,
            self.id,
            row,
            key=whose,
            change=f"keep answers for {TTLS[row['choice']]} after their last use, by {whose}, model, prompt version "
            "and request",
            quality="the same answer to the same request; it grows stale as what it was made from changes",
            latency="a hit is answered at once",
            effort="days",
            assumptions=tuple(_assumed(requests)),
            risks=(
                "an answer may rest on data that has changed: put the version of your documents into the key",
                "do not keep answers with personal data",
            ),
            do={"ttl_seconds": row["choice"], "key": [whose, "model", "prompt_version", "request"]},
            figures={
                "hit_share": Decimal(str(row["touched"])) / row["calls"],
                "by_ttl": {TTLS[each["choice"]]: spread(each).share for each in tried},
                **self._sizes(study, row),
            },
        )

    def _sizes(self, study: Study, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """How many answers are there on average, and what fewer would save, those used longest ago dropped."""
        tried = study.ask(
            "lever_cache_exact_sizes",
            environment=row["environment"],
            feature=row["feature"],
            ttls=sorted({*TIMES, row["choice"]}),
            end=study.end,
            seconds=float(study.days) * 86400,
            by_user=self.by_user,
            most_temperature=self.most_temperature,
        )
        held = {each["choice"]: each["answers"] for each in tried}
        return {
            "answers_held": round(held[row["choice"]], 1),
            "by_size": {f"{size:,}": _share_of(size, tried, row["cost_usd"]) for size in SIZES},
        }


def _share_of(size: int, tried: Sequence[Mapping[str, Any]], cost_usd: Decimal) -> Decimal:
    """What a cache with room for `size` answers saves of a cost."""
    fitting = (each["saved_usd"] for each in tried if each["answers"] <= size)
    return max(fitting, default=Decimal(0)) / cost_usd


def _why_not(requests: Mapping[str, Any]) -> str:
    reasons = (
        ("without_fingerprint", "carry no fingerprint"),
        ("with_tools", "may call tools"),
        ("too_hot", "are at a high temperature"),
    )
    told = [f"{requests[name]:,} {words}" for name, words in reasons if requests[name]]
    return f"of its {requests['calls']:,} calls {', '.join(told)}"


def _assumed(requests: Mapping[str, Any]) -> Iterator[str]:
    yield "storing answers costs next to nothing"
    if requests["temperature_unknown"]:
        yield f"{requests['temperature_unknown']:,} calls whose temperature is not known may be answered alike"
    if requests["fingerprint_keys"] > 1:
        yield f"requests of {requests['fingerprint_keys']} fingerprint keys are never taken to be the same"
