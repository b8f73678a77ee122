"""What a strategy does to a prompt: tokens by section before and after, and what of its meaning is left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Final

from centspan.optimizer.compression.judge import FactsKept, Judge
from centspan.optimizer.compression.prompt import Prompt
from centspan.optimizer.compression.strategy import Strategy
from centspan.optimizer.tokens import count

TOGETHER: Final = "all"
"""The name of all strategies one after the other."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One strategy on one prompt; tokens are by section."""

    strategy: str
    lossless: bool
    after: Prompt
    tokens_before: Mapping[str, int]
    tokens_after: Mapping[str, int]
    quality: Decimal
    """By a judge, from 0 to 1."""

    @property
    def before(self) -> int:
        """Tokens of the whole prompt."""
        return sum(self.tokens_before.values())

    @property
    def saved(self) -> int:
        """Tokens that it takes off; below 0 where it adds some."""
        return self.before - sum(self.tokens_after.values())

    @property
    def saved_share(self) -> Decimal:
        """The share of the tokens that it takes off."""
        return Decimal(self.saved) / self.before if self.before else Decimal(0)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Counts tokens as a model does, as near as is known (optimizer/…/tokens.py)."""

    model: str
    download: bool = False

    def by_section(self, prompt: Prompt) -> dict[str, int]:
        """Tokens of each section of a prompt."""
        found: Counter[str] = Counter()
        for piece in prompt:
            found[piece.section] += _tokens(piece.text, self.model, self.download)
        return dict(found)


def measured(
    prompt: Prompt,
    strategies: Sequence[Strategy],
    tokens: Tokens,
    judge: Judge | None = None,
) -> tuple[Measured, ...]:
    """Every strategy on its own, and where there are several, all of them one after the other."""
    judge = judge or FactsKept()
    before = tokens.by_section(prompt)
    tried = [(each.id, each.lossless, each.compress(prompt)) for each in strategies]
    if len(strategies) > 1:
        whole = reduce(lambda left, each: each.compress(left), strategies, prompt)
        tried.append((TOGETHER, all(each.lossless for each in strategies), whole))
    return tuple(
        Measured(
            name,
            lossless,
            after,
            before,
            tokens.by_section(after),
            Decimal(1) if lossless else judge.quality(prompt, after),
        )
        for name, lossless, after in tried
    )


@lru_cache(maxsize=2048)
def _tokens(text: str, model: str, download: bool) -> int:
    return count(text, model, download=download).tokens
