"""Compress: the same prompts in fewer tokens, tried on those whose text is kept."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from centspan.optimizer.change import changed
from centspan.optimizer.compression.feature import FeatureTried, TradeOff, feature_tried
from centspan.optimizer.compression.inventory import Ways
from centspan.optimizer.compression.judge import OWN, judge
from centspan.optimizer.compression.kept import HOW_TO_KEEP, features
from centspan.optimizer.compression.strategies import STRATEGIES
from centspan.optimizer.compression.tables import shorter
from centspan.optimizer.levers.of_feature import key, proposed, scope
from centspan.optimizer.proposal import Declined, Proposal
from centspan.optimizer.study import Study, spread

TOLD: Final = 5
"""Items of the inventory that a proposal names."""


@dataclass(frozen=True, slots=True)
class Compress:
    """Each strategy on each feature's kept prompts, net of what the provider's cache then no longer reads."""

    id: str = "compress"
    least_saving: Decimal = Decimal("0.01")
    """The share of a feature's cost below which it is not worth a change."""
    least_quality: Decimal = Decimal("0.9")
    """The mean share of a prompt's facts that must be left in it."""
    most_prompts: int = 500
    """The newest prompts of a feature that are tried."""
    judge: str = OWN
    """`facts`, or `module:name` of what judges a shorter prompt against the whole one."""
    download: bool = False
    """Whether the ranks of a tokenizer may be loaded, to count tokens exactly."""

    def examine(self, study: Study) -> Iterator[Proposal | Declined]:
        """Shorten the kept prompts of every feature, and price what is left."""
        known = features(study)
        if not any(row["kept"] for row in known):
            yield Declined(self.id, {}, f"the text of no prompt is kept: {HOW_TO_KEEP}")
            return
        ways = Ways(judge=judge(str(self.judge)), download=self.download)
        with shorter(study) as table:
            found = {
                key(row): feature_tried(study, key(row), self.most_prompts, ways, table)
                for row in known
                if row["kept"]
            }
            table.send()
            rows = study.ask("lever_compress", compressed=table.table)
        for feature, tried in groupby(rows, key=key):
            yield from self._judged(study, list(tried), found[feature])
        for row in known:
            if not row["kept"]:
                why = f"the text of none of its {row['calls']:,} prompts is kept: {HOW_TO_KEEP}"
                yield Declined(self.id, scope(row), why)

    @contextmanager
    def apply(self, study: Study, proposal: Proposal) -> Generator[Study]:
        """Shorten the prompts of its scope by its strategy alone."""
        strategy = next(each for each in STRATEGIES if each.id == proposal.key)
        ways = Ways((strategy,), download=self.download)
        where = (proposal.scope.get("environment", ""), proposal.scope.get("feature", ""))
        with shorter(study) as table:
            feature_tried(study, where, self.most_prompts, ways, table)
            table.send()
            said = {"compressed": table.table}
            with changed(study, "applied_compress", proposal.scope, **said) as after:
                yield after

    def _judged(
        self, study: Study, rows: list[Mapping[str, Any]], found: FeatureTried
    ) -> Iterator[Proposal | Declined]:
        own = [row for row in rows if row["choice"] < len(STRATEGIES)]
        worth = [row for row in own if spread(row).share >= self.least_saving]
        if not worth:
            yield self._too_little(max(own, key=lambda row: row["saved_usd"]), found)
        for row in worth:
            traded = found.matrix[row["choice"]]
            if traded.quality >= self.least_quality:
                yield self._proposed(study, row, traded, found)
            else:
                yield self._too_lossy(row, traded, found)

    def _too_little(self, best: Mapping[str, Any], found: FeatureTried) -> Declined:
        share = spread(best).share
        traded = found.matrix[best["choice"]]
        why = (
            f"to {STRATEGIES[best['choice']].what} takes {traded.tokens_saved_share:.1%} off its prompts and saves "
            f"{share:.2%} of its cost, net of what the provider's cache then no longer reads: less than {self.least_saving:.0%}"
        )
        return Declined(self.id, scope(best), why, _figures(share, found))

    def _too_lossy(self, row: Mapping[str, Any], traded: TradeOff, found: FeatureTried) -> Declined:
        share = spread(row).share
        why = (
            f"to {STRATEGIES[row['choice']].what} would save {share:.1%} and keep {traded.quality:.0%} of the facts, less "
            f"than {self.least_quality:.0%}"
        )
        return Declined(self.id, scope(row), why, _figures(share, found))

    def _proposed(
        self, study: Study, row: Mapping[str, Any], traded: TradeOff, found: FeatureTried
    ) -> Proposal:
        strategy = STRATEGIES[row["choice"]]
        said = proposed(
            study,
            self.id,
            {**row, "calls": found.prompts},
            key=strategy.id,
            change=strategy.what,
            quality=_quality(traded),
            latency="shorter prompts are read sooner",
            effort="hours" if strategy.lossless else "days",
            assumptions=tuple(_assumed(row, found)),
            risks=(
                "the provider's cache is written anew once",
                "a model may read a table less well than objects: compare answers on a share first"
                if strategy.lossless
                else "what is left out may matter: judge answers on a share first",
            ),
            do={"strategy": strategy.id},
            figures=_figures(spread(row).share, found),
        )
        return said if strategy.lossless else replace(said, evidence="experiment")


def _quality(traded: TradeOff) -> str:
    if traded.lossless:
        return "what is left reads back to the same values"
    return (
        f"{traded.quality:.0%} of the facts are left on average, {traded.worst:.0%} at the least (figures, names, "
        "prohibitions): a proxy, so an experiment comes first"
    )


def _assumed(row: Mapping[str, Any], found: FeatureTried) -> Iterator[str]:
    if found.prompts < row["calls"]:
        yield f"its {found.prompts:,} newest prompts that are kept stand for all {row['calls']:,}"
    yield "tokens are counted here, as characters ÷ 4 where no tokenizer is at hand, and are at most the share of those billed"


def _figures(share: Decimal, found: FeatureTried) -> dict[str, Any]:
    return {
        "saved_share": share,
        "trade_off": {
            each.strategy: {
                "tokens_saved_share": each.tokens_saved_share,
                "quality": each.quality,
                "worst_quality": each.worst,
            }
            for each in found.matrix
        },
        "most_saved": [
            {
                "prompt_version": item.prompt_version,
                "section": item.section,
                "strategy": item.strategy,
                "saved_tokens": item.saved_tokens,
                "saved_usd": item.saved_usd,
            }
            for item in found.items[:TOLD]
        ],
    }
