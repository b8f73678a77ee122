"""Tokens of calls whose provider reported none: characters times what the model's calls showed.

The ratio of a model is learnt from its calls that had usage (an exponential average, so that it
follows a change of language or content); before the first one it is 0.25 tokens a character.
"""

from contextlib import suppress
from typing import Final

from centspan.instrumentation.usage import Usage

DEFAULT_RATIO: Final = 0.25
_WEIGHT: Final = 0.1
_FEWEST_CHARACTERS: Final = 200
"""Below this the fixed tokens around messages hide the ratio."""
_MAX_MODELS: Final = 512
_PLAUSIBLE: Final = (0.02, 4.0)

_ratios: dict[str, float] = {}


def learn(model: str, characters: int, tokens: int) -> None:
    """Learn from a call of `model` whose `characters` of text were reported as `tokens`."""
    if characters < _FEWEST_CHARACTERS:
        return
    seen = tokens / characters
    if not _PLAUSIBLE[0] <= seen <= _PLAUSIBLE[1]:  # images, audio, or a template we do not see
        return
    known = _ratios.get(model)
    if known is None and len(_ratios) >= _MAX_MODELS:
        _forget_oldest()
    _ratios[model] = seen if known is None else known + _WEIGHT * (seen - known)


def ratio(model: str) -> float:
    """Return tokens per character of `model`."""
    return _ratios.get(model, DEFAULT_RATIO)


def input_tokens(model: str, characters: int) -> int:
    """Estimate what a prompt of so many characters is in tokens of `model`."""
    return _tokens(model, characters)


def _tokens(model: str, characters: int) -> int:
    """Any text at all is a token: a call whose text was seen is not one without usage."""
    return max(1, round(characters * ratio(model))) if characters else 0


def estimate(model: str, usage: Usage, input_characters: int, output_characters: int) -> Usage:
    """Fill the counts that `usage` lacks; `source` is `estimated`, or `none` without any text."""
    given = usage.total_input > 0
    uncached = usage.uncached_input if given else input_tokens(model, input_characters)
    output = usage.output or _tokens(model, output_characters)
    if not (given or uncached or output):
        return usage
    return Usage(
        uncached_input=uncached,
        cache_read=usage.cache_read,
        cache_write_5m=usage.cache_write_5m,
        cache_write_1h=usage.cache_write_1h,
        audio_input=usage.audio_input,
        image_input=usage.image_input,
        output=output,
        web_searches=usage.web_searches,
        requests=usage.requests,
        source="estimated",
        status=usage.status,
    )


def _forget_oldest() -> None:
    with suppress(KeyError, RuntimeError, StopIteration):  # another thread made room meanwhile
        del _ratios[next(iter(_ratios))]
