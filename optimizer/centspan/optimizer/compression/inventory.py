"""What could be saved of every kept prompt, by section and strategy, the largest saving first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from centspan.instrumentation.errors import CentspanError
from centspan.optimizer.compression.billing import Replay, billed
from centspan.optimizer.compression.judge import FactsKept, Judge
from centspan.optimizer.compression.kept import HOW_TO_KEEP, Billed, Kept, features, kept, rows
from centspan.optimizer.compression.measure import Measured, Tokens, measured
from centspan.optimizer.compression.strategies import STRATEGIES
from centspan.optimizer.compression.strategy import Strategy
from centspan.optimizer.prefix_cache.rules import load_rules, rule_of
from centspan.optimizer.study import Study

USUAL_TTL: Final = 300
"""Seconds that a cache keeps a prompt whose rules are not known."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One strategy on one kept prompt."""

    kept: Kept
    measured: Measured
    billed: Billed

    @property
    def saved_usd(self) -> Decimal:
        """Net of what the provider's cache no longer reads; below 0 where that is more."""
        return self.kept.usd(self.kept.billed) - self.kept.usd(self.billed)


@dataclass(frozen=True, slots=True)
class Item:
    """What a strategy saves of one section of one prompt version; USD of the time looked at."""

    environment: str
    feature: str
    prompt_version: str
    section: str
    strategy: str
    lossless: bool
    prompts: int = 0
    tokens: int = 0
    saved_tokens: int = 0
    saved_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ways:
    """How prompts are made shorter, counted and judged."""

    strategies: Sequence[Strategy] = STRATEGIES
    judge: Judge = field(default_factory=FactsKept)
    download: bool = False


def tried(
    study: Study, environment: str, feature: str, most: int, ways: Ways
) -> Iterator[list[Tried]]:
    """Every strategy on each of a feature's newest kept prompts, in the order of their arrival."""
    rules, replays = load_rules(), dict[str, Replay]()
    for row in rows(study, environment, feature, most):
        one = kept(row)
        rule = rule_of(rules, one.provider, one.model)
        ttl = rule.kept[0].ttl_seconds if rule else USUAL_TTL
        found: list[Tried] = []
        tokens = Tokens(one.model, ways.download)
        for each in measured(one.prompt, ways.strategies, tokens, ways.judge):
            replay = replays.setdefault(each.strategy, Replay(ttl))
            begins = replay.beginnings(one, each)
            found.append(Tried(one, each, billed(one, each, begins, rule)))
        yield found


def inventory(scope: tuple[str, str], prompts: Iterable[list[Tried]]) -> tuple[Item, ...]:
    """The items of a feature's prompts that save anything, ranked."""
    items: dict[tuple[str, str, str], Item] = {}
    for each in (one for found in prompts for one in found):
        said = each.measured
        for section, before in said.tokens_before.items():
            key = (each.kept.prompt_version, section, said.strategy)
            item = items.get(key, Item(*scope, *key, said.lossless))
            items[key] = _with(item, each, before)
    worth = (item for item in items.values() if item.saved_tokens > 0)
    return tuple(sorted(worth, key=lambda item: (-item.saved_usd, item.section, item.strategy)))


def _with(item: Item, each: Tried, before: int) -> Item:
    saved = before - each.measured.tokens_after.get(item.section, 0)
    whole = each.measured.saved
    return replace(
        item,
        prompts=item.prompts + 1,
        tokens=item.tokens + before,
        saved_tokens=item.saved_tokens + saved,
        saved_usd=item.saved_usd + (each.saved_usd * saved / whole if whole else 0),
    )


def whole_inventory(study: Study, ways: Ways, most: int = 100_000) -> tuple[Item, ...]:
    """The items of all features' kept prompts, ranked. Raises CentspanError where none is kept."""
    known = [(row["environment"], row["feature"]) for row in features(study) if row["kept"]]
    if not known:
        raise CentspanError(f"expected prompts whose text is kept, found none: {HOW_TO_KEEP}")
    found = [item for each in known for item in inventory(each, tried(study, *each, most, ways))]
    return tuple(sorted(found, key=lambda item: (-item.saved_usd, item.feature, item.section)))
