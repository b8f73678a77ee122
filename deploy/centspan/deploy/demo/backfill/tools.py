"""The tool definitions of the demo's agents."""

from centspan.deploy.demo.backfill.features import FEATURES

SIZES = (520, 610, 450, 700, 560, 480, 640)


def tool_characters(feature: int, extra: int) -> tuple[int, ...]:
    """Characters of each definition: the feature's own, then `extra` further ones."""
    more = (SIZES[number % len(SIZES)] for number in range(extra))
    return (*FEATURES[feature].tools, *more)


def extra_characters(extra: int) -> int:
    """Characters of `extra` further definitions together."""
    return sum(SIZES[number % len(SIZES)] for number in range(extra))
