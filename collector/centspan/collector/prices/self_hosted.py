"""What a token costs on machines of one's own: USD an hour ÷ tokens an hour."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

INPUT: Final = "input_tokens_per_hour"
OUTPUT: Final = "output_tokens_per_hour"
CACHE_READ: Final = "cache_read_tokens_per_hour"


def token_prices(said: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return prices of single tokens, by the names of price entries.

    An hour of all GPUs is divided by what they do in an hour of input alone and of output alone, at
    the share of the hour in which they are busy (`utilisation`, all of it where nothing is said).
    """
    hour = said["gpu_hour"] * said.get("gpus", Fraction(1)) / said.get("utilisation", Fraction(1))
    throughputs = {"input": INPUT, "output": OUTPUT, "cache_read": CACHE_READ}
    return {name: hour / said[key] for name, key in throughputs.items() if key in said}
