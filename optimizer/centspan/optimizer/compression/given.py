"""Every strategy on a prompt that is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from centspan.optimizer.compression.judge import FactsKept, Judge
from centspan.optimizer.compression.measure import Measured, Tokens, measured
from centspan.optimizer.compression.prefixes import same_beginning
from centspan.optimizer.compression.prompt import Prompt, rendered
from centspan.optimizer.compression.strategy import Strategy
from centspan.optimizer.tokens import count


@dataclass(frozen=True, slots=True)
class Given:
    """A prompt by its name, what each strategy made of it, and how its tokens were counted."""

    name: str
    prompt: Prompt
    tried: tuple[Measured, ...]
    counted: str
    judged: str

    def same_beginning(self, each: Measured) -> int:
        """Characters of the prompt's beginning that stay, and with them what a provider's cache reads."""
        return same_beginning(rendered(self.prompt), rendered(each.after))


def tried_on(
    name: str,
    prompt: Prompt,
    strategies: Sequence[Strategy],
    model: str,
    *,
    judge: Judge | None = None,
    download: bool = False,
) -> Given:
    """Shorten one prompt in each way, and by all of them."""
    judge = judge or FactsKept()
    tried = measured(prompt, strategies, Tokens(model, download), judge)
    how = count(rendered(prompt), model, download=download).how
    return Given(name, prompt, tried, how, judge.says)
