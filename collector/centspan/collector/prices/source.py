"""Which price source this release reads, without loading it."""

from functools import cache
from importlib.metadata import version


@cache
def source_id() -> str:
    """Name and version of the price source; names it did not know are tried again when it changes."""
    return f"genai-prices {version('genai-prices')}"
