"""What the local provider shall do with a request."""

from dataclasses import dataclass
from typing import Any, Literal

UsagePosition = Literal["asked", "extra", "last_chunk", "every_chunk", "x_groq", "never"]


@dataclass(frozen=True)
class Scenario:
    """One answer; counts are what the provider would bill.

    `usage` says where an OpenAI-style stream reports it: `asked` in an extra chunk if
    `stream_options` asks, `extra` in an extra chunk always, the other names speak for themselves.
    `disconnect_after` and `hang_after` count events; `delay` is seconds before the answer.
    `serial` ends the ids of the answer, `web_searches` are done by the provider itself.
    `split` sends a stream in pieces of so many bytes, wherever its events end; `extra` adds
    fields, nulls and events that no SDK knows.
    """

    status: int = 200
    delay: float = 0.0
    pause: float = 0.0
    disconnect_after: int | None = None
    hang_after: int | None = None
    text: str = "Paris is the capital of France."
    chunk: int = 6
    tools: tuple[tuple[str, str], ...] = ()
    finish: str = ""
    model: str = ""
    tier: str | None = "default"
    usage: UsagePosition = "asked"
    input: int = 1000
    cached: int = 600
    output: int = 200
    reasoning: int = 64
    uncached: int = 100
    cache_read: int = 5000
    cache_write_5m: int = 1500
    cache_write_1h: int = 500
    delta_repeats: bool = False
    extra: bool = False
    split: int = 0
    gzip: bool = False
    refuses_stream_options: bool = False
    serial: str = "1"
    audio_input: int = 0
    audio_output: int = 0
    image_input: int = 0
    web_searches: int = 0
    error_message: str = "the request could not be served"

    def pieces(self) -> list[str]:
        """The text in deltas of `chunk` characters."""
        return [self.text[i : i + self.chunk] for i in range(0, len(self.text), self.chunk)]

    def unknown(self) -> dict[str, Any]:
        """Fields that no SDK knows, where the scenario wants them."""
        return {"x_future": {"deep": [1, {"er": None}]}, "x_flag": True} if self.extra else {}
