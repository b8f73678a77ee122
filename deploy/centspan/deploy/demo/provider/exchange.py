"""A request and its answer, whichever wire format carried them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A cache breakpoint: everything up to `pieces` pieces is to be kept for `seconds`."""

    pieces: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for; `pieces` are its texts in cache order (tools, system, messages)."""

    model: str
    pieces: tuple[str, ...]
    user: str
    tools: tuple[str, ...] = ()
    tool_results: int = 0
    marks: tuple[Mark, ...] = ()
    caches_by_itself: bool = False
    max_tokens: int = 1024
    stream: bool = False
    usage_on_stream: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says: text, or a call of `tool`."""

    text: str
    tool: str = ""
    arguments: str = ""
    reasoning: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the provider bills; `fresh` input is neither read from nor written to the cache."""

    fresh: int
    read: int
    written_5m: int
    written_1h: int
    output: int
    reasoning: int

    @property
    def input(self) -> int:
        """All input tokens."""
        return self.fresh + self.read + self.written_5m + self.written_1h


@dataclass(frozen=True, slots=True)
class Exchange:
    """One served request; `number` counts from 1 and makes its ids."""

    number: int
    asked: Asked
    answer: Answer
    tokens: Tokens

    def id(self, prefix: str) -> str:
        """An id as the provider would make it."""
        return f"{prefix}{self.number:024x}"
