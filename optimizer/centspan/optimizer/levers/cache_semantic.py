"""Keep answers by meaning: a request that is near enough to one before gets its answer."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.compression.kept import HOW_TO_KEEP, features
from centspan.optimizer.levers.of_feature import HOLDS_PERSONAL_DATA, key, named, proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.semantic.bound import hits_needed
from centspan.optimizer.semantic.embedder import OWN, embedder
from centspan.optimizer.semantic.requests import right_answers
from centspan.optimizer.semantic.tables import hits_table, put
from centspan.optimizer.semantic.trial import DOUBT, Settings, Trial, trial
from centspan.optimizer.semantic.verdicts import Verdicts
from centspan.optimizer.study import Study, spread

THRESHOLDS: Final = (0.8, 0.85, 0.9, 0.92, 0.95, 0.98)
"""Cosines that are tried, from the one that hits most."""


@dataclass(frozen=True, slots=True)
class CacheSemantic:
    """A cache of answers by meaning, at the threshold that saves most of those whose wrong hits are known to be few."""

    id: str = "cache_semantic"
    false_hits: float = 0.01
    """The share of hits that may be wrong, with 95 % confidence."""
    least_saving: Decimal = Decimal("0.02")
    """The share of a feature's cost below which it is not worth a cache."""
    embedder: str = OWN
    """`tfidf`, or `module:name` of what embeds texts."""
    ttl_seconds: int = 86_400
    """How long an answer is kept after its last use."""
    by_user: int = 0
    """1: answers of one user are never given to another."""
    personal: str = ""
    """Features whose answers hold personal data, with commas between: none of them is kept, and no text of theirs embedded."""
    most_temperature: float = 0.5
    """Above it answers are meant to differ."""
    failure_usd: Decimal = Decimal(0)
    """What a wrong answer costs beside its bill."""
    embedding_usd_per_million: Decimal = Decimal("0.02")
    """What looking a request up costs: the embedding of a million tokens."""
    most_requests: int = 2000
    """The newest requests of a feature that are replayed."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Replay every feature whose prompts are kept, at every threshold."""
        known = features(study)
        if not any(row["kept"] for row in known):
            yield Declined(self.id, {}, f"the text of no prompt is kept: {HOW_TO_KEEP}")
            return
        settings, labels = self._settings(THRESHOLDS), right_answers(study)
        with hits_table(study) as table:
            found = {
                key(row): trial(study, key(row), settings, labels)
                for row in known
                if row["kept"] and not named(self.personal, row)
            }
            for each in found.values():
                put(study, table, each, settings)
            rows = study.ask("lever_cache_semantic", hits=table)
        for feature, tried in groupby(rows, key=key):
            yield self._judged(study, list(tried), found[feature])
        for row in known:
            if named(self.personal, row):
                yield Declined(self.id, scope(row), HOLDS_PERSONAL_DATA)
            elif not row["kept"]:
                why = f"the text of none of its {row['calls']:,} prompts is kept: {HOW_TO_KEEP}"
                yield Declined(self.id, scope(row), why)

    @contextmanager
    def apply(self, study: Study, proposal: Proposal) -> Generator[Study]:
        """Answer from the cache what it hits at the proposal's threshold."""
        settings = self._settings((float(proposal.do["threshold"]),))
        where = (proposal.scope.get("environment", ""), proposal.scope.get("feature", ""))
        with hits_table(study) as table:
            found = trial(study, where, settings, right_answers(study))
            put(study, table, found, settings)
            with changed(study, "applied_cache_semantic", proposal.scope, hits=table) as after:
                yield after

    def _settings(self, thresholds: tuple[float, ...]) -> Settings:
        return Settings(
            embedder(str(self.embedder)),
            thresholds,
            self.ttl_seconds,
            self.most_requests,
            bool(self.by_user),
            self.most_temperature,
            self.embedding_usd_per_million,
        )

    def _judged(
        self, study: Study, rows: list[Mapping[str, Any]], found: Trial
    ) -> Proposal | Declined:
        most = max(rows, key=lambda row: row["saved_usd"])
        figures = _figures(rows, found)
        if not found.eligible:
            why = "none of its kept requests may be answered alike: they may call tools, or are at a high temperature"
            return Declined(self.id, scope(most), why, figures)
        share = spread(most).share
        if share < self.least_saving:
            why = (
                f"{found.verdicts[most['choice']].hit_rate:.1%} of its requests are near one before ({_by(self.embedder)}), "
                f"{share:.2%} of its cost: less than {self.least_saving:.0%}"
            )
            return Declined(self.id, scope(most), why, figures)
        safe = [row for row in rows if self._safe(found.verdicts[row["choice"]])]
        if not safe:
            return Declined(self.id, scope(most), self._not_safe(found, most), figures)
        best = max(safe, key=lambda row: row["saved_usd"])
        if spread(best).share < self.least_saving:
            return Declined(
                self.id, scope(best), "no safe threshold saves enough to be worth it", figures
            )
        return self._proposed(study, best, found, figures)

    def _safe(self, each: Verdicts) -> bool:
        return each.bound <= self.false_hits

    def _not_safe(self, found: Trial, most: Mapping[str, Any]) -> str:
        judged = [each for each in found.verdicts if each.judged]
        if judged:
            best = min(judged, key=lambda each: each.bound)
            return (
                f"no safe threshold: at {best.threshold} {best.wrong} of {best.judged:,} judged hits are wrong, so up to "
                f"{best.bound:.1%} may be, more than {self.false_hits:.1%}"
            )
        each = found.verdicts[most["choice"]]
        needed = hits_needed(self.false_hits, DOUBT / len(THRESHOLDS))
        guess = f"; of {each.compared:,} the kept answers differ in {each.unlike:,}, a guess"
        return (
            f"no safe threshold is known: at {each.threshold} it would hit {each.hit_rate:.1%} ({_by(self.embedder)}) and none of "
            f"the hits is judged{guess if each.compared else ''}. Label {needed:,} pairs (docs/levers/cache_semantic.md)"
        )

    def _proposed(
        self, study: Study, row: Mapping[str, Any], found: Trial, figures: Mapping[str, Any]
    ) -> Proposal:
        at = found.verdicts[row["choice"]]
        whose = "user" if self.by_user else "tenant"
        said = proposed(
            study,
            self.id,
            {**row, "calls": at.requests},
            key=whose,
            change=f"answer a request whose cosine to one before is {at.threshold} or more as that one was, by {whose}, "
            "model, prompt version, system prompt and history, never where figures or a denial differ",
            quality=f"{at.wrong} of {at.judged:,} judged hits are wrong, at most {at.bound:.2%} with 95 % confidence",
            latency="a hit is answered at once, any other request after its embedding",
            effort="weeks",
            assumptions=tuple(self._assumed(row, found)),
            risks=(
                "an answer may be stale, or another's",
                "do not keep answers with personal data",
            ),
            do={
                "threshold": str(at.threshold),
                "ttl_seconds": self.ttl_seconds,
                "embedder": str(self.embedder),
                "key": [whose, "model", "prompt_version", "system", "history", "figures", "denial"],
            },
            figures=figures,
        )
        wrong = Decimal(str((at.false_hit_rate or 0) * row["touched"])) * self.failure_usd
        return self._less_failures(said, study.monthly(wrong))

    def _less_failures(self, said: Proposal, usd: Decimal) -> Proposal:
        sure = embedder(str(self.embedder)).means and not usd
        return replace(
            said,
            saving_usd=said.saving_usd - usd,
            evidence="replayed" if sure else "experiment",
        )

    def _assumed(self, row: Mapping[str, Any], found: Trial) -> Iterator[str]:
        if str(self.embedder) == OWN:
            yield "texts are compared by their letters: an upper bound of what an embedder finds near"
        if len(found.requests) < row["calls"]:
            yield f"its {len(found.requests):,} newest kept requests stand for all {row['calls']:,}"
        yield f"looking up costs ${self.embedding_usd_per_million} a million tokens, keeping answers nothing"
        yield f"a wrong answer costs ${self.failure_usd} beside its bill"


def _by(name: str) -> str:
    return "by letters, an upper bound" if str(name) == OWN else f"by {name}"


def _figures(rows: list[Mapping[str, Any]], found: Trial) -> dict[str, Any]:
    best = max(rows, key=lambda row: row["saved_usd"])
    return {
        "saved_share": spread(best).share,
        "requests": len(found.requests),
        "by_threshold": [
            {
                "threshold": at.threshold,
                "hit_rate": at.hit_rate,
                "saved_share": spread(row).share,
                "judged": at.judged,
                "false_hit_rate": at.false_hit_rate,
                "false_hit_rate_at_most": at.bound,
                "answers_compared": at.compared,
                "answers_unlike": at.unlike,
            }
            for row in rows
            for at in (found.verdicts[row["choice"]],)
        ],
    }
