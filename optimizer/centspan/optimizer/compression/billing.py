"""What a shorter prompt is billed: fewer tokens, and fewer of them read from the provider's cache."""

from dataclasses import dataclass, field

from centspan.optimizer.compression.kept import Billed, Kept
from centspan.optimizer.compression.measure import Measured
from centspan.optimizer.compression.prefixes import Prefixes, same_beginning
from centspan.optimizer.compression.prompt import rendered
from centspan.optimizer.prefix_cache.rules import CacheRule


@dataclass(frozen=True, slots=True)
class Beginnings:
    """How many characters of a prompt's beginning were sent before, as it was and as it is shorter."""

    before: int
    after: int
    same_share: float
    """The share of the prompt, from its beginning, that the shorter one leaves as it was."""


@dataclass(slots=True)
class Replay:
    """Follows the beginnings of one feature's prompts, as they were and as they would be, in their order."""

    ttl_seconds: int
    whole: Prefixes = field(init=False)
    shorter: Prefixes = field(init=False)

    def __post_init__(self) -> None:
        self.whole, self.shorter = Prefixes(self.ttl_seconds), Prefixes(self.ttl_seconds)

    def beginnings(self, kept: Kept, tried: Measured) -> Beginnings:
        """Of the next prompt."""
        whole, shorter = rendered(kept.prompt), rendered(tried.after)
        return Beginnings(
            self.whole.sent(kept.model, whole, kept.at),
            self.shorter.sent(kept.model, shorter, kept.at),
            same_beginning(whole, shorter) / max(1, len(whole)),
        )


def billed(kept: Kept, tried: Measured, begins: Beginnings, rule: CacheRule | None) -> Billed:
    """The tokens of the shorter prompt by how they are billed.

    As many tokens are saved as were counted, and where the count is above what was billed, that share. Of what the
    provider's cache read, it reads as much less as less of the beginning was sent before.
    """
    was = kept.billed
    scale = min(1.0, was.all / tried.before) if tried.before else 0.0
    tokens = max(0, was.all - round(tried.saved * scale))
    read = min(tokens, _read(was, begins))
    if rule and min(read, tokens) < rule.minimum_tokens:
        read = 0
    return _split(was, tokens, read)


def _read(was: Billed, begins: Beginnings) -> int:
    if begins.before:
        return round(was.cache_read * min(1.0, begins.after / begins.before))
    return min(was.cache_read, int(was.all * begins.same_share))


def _split(was: Billed, tokens: int, read: int) -> Billed:
    rest, was_rest = tokens - read, was.all - was.cache_read
    short, long = (
        rest * each // was_rest if was_rest else 0
        for each in (was.cache_write_5m, was.cache_write_1h)
    )
    return Billed(rest - short - long, read, short, long)
