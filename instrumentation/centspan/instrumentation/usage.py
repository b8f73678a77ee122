"""What a call used: tokens in exclusive buckets."""

from typing import Literal, NamedTuple

from centspan.instrumentation.attributes import BUCKETS

UsageSource = Literal["provider", "estimated", "none"]
UsageStatus = Literal["ok", "inconsistent"]


class Usage(NamedTuple):
    """Tokens of one call; every token stands in exactly one bucket.

    `output` excludes `reasoning`; `uncached_input` excludes cached, audio and image input.
    `status` is `inconsistent` when the provider's totals and parts contradict each other;
    the numbers are then kept as reported, never clamped into agreement.
    """

    uncached_input: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    output: int = 0
    reasoning: int = 0
    audio_input: int = 0
    audio_output: int = 0
    image_input: int = 0
    image_output: int = 0
    web_searches: int = 0
    requests: int = 0
    source: UsageSource = "provider"
    status: UsageStatus = "ok"

    @property
    def total_input(self) -> int:
        """All input tokens, cached ones counted whole."""
        return (
            self.uncached_input
            + self.cache_read
            + self.cache_write_5m
            + self.cache_write_1h
            + self.audio_input
            + self.image_input
        )

    @property
    def total_output(self) -> int:
        """All output tokens, reasoning included."""
        return self.output + self.reasoning + self.audio_output + self.image_output


NO_USAGE = Usage(source="none")
assert Usage._fields[: len(BUCKETS)] == BUCKETS
