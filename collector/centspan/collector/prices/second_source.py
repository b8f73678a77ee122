"""Reads prices that somebody else lists: LiteLLM's price map, or a prices.toml like the user's own."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, cast

from centspan.collector.prices.price_file import read
from centspan.collector.prices.quote import Quote
from centspan.collector.prices.row import PRICED, Name
from centspan.instrumentation.errors import CentspanError
from centspan.instrumentation.pricing.names import provider_id
from centspan.instrumentation.spellings import CONTEXT_EDGES

BUCKETS: Final[dict[str, str]] = {
    "input_cost_per_token": "uncached_input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write_5m",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_input",
    "output_cost_per_audio_token": "audio_output",
}
"""LiteLLM's name of a price → our bucket."""
TIERS: Final = ("batches", "flex", "priority")
"""Endings of LiteLLM's names for other service tiers; `batches` is our `batch`."""
MODES: Final = ("chat", "completion", "responses", "embedding")
"""What else LiteLLM lists is charged for what no span reports."""
_NAME: Final = re.compile(rf"(.+?)(?:_above_(\d+)k_tokens)?(?:_({'|'.join(TIERS)}))?")


@dataclass(frozen=True, slots=True)
class Claim:
    """What the second source says one bucket costs, in USD per token or unit, above an edge of input."""

    name: Name
    bucket: str
    above: int
    usd: Decimal


def claims(path: Path) -> tuple[Claim, ...]:
    """Read every price of the file; raises CentspanError where it is neither of the two."""
    found = tuple(_own(path) if path.suffix == ".toml" else _litellm(path))
    if not found:
        raise CentspanError(f"{path}: expected prices per token, found none; is it the right file?")
    return found


def _own(path: Path) -> Iterator[Claim]:
    for price in read(path).prices:
        scope = price.scope
        if price.contract or "*" in scope.provider + scope.model or "?" in scope.model:
            continue
        tier = (scope.tier or "") + (f"@{scope.region}" if scope.region else "")
        for bucket, usd in zip(PRICED, Quote(price.prices).rounded(), strict=True):
            yield Claim(Name(scope.provider, scope.model, tier), bucket, price.above, usd)


def _litellm(path: Path) -> Iterator[Claim]:
    for model, entry in _document(path).items():
        if not isinstance(entry, dict) or model == "sample_spec":
            continue
        said = cast("dict[str, Any]", entry)
        provider = _provider(str(said.get("litellm_provider", "")))
        if provider and said.get("mode") in MODES and said.get("input_cost_per_token"):
            yield from _entry(provider, _plain(model, provider), said)


def _entry(provider: str, model: str, said: Mapping[str, Any]) -> Iterator[Claim]:
    for field, usd in said.items():
        parts = _NAME.fullmatch(field)
        if parts is None or not isinstance(usd, Decimal):
            continue
        base, edge, tier = parts.groups()
        above = int(edge or 0) * 1000
        if base in BUCKETS and (above == 0 or above in CONTEXT_EDGES):
            name = Name(provider, model, "batch" if tier == "batches" else tier or "")
            yield Claim(name, BUCKETS[base], above, usd)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except OSError as error:
        raise CentspanError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise CentspanError(
            f"{path}: expected LiteLLM's model_prices_and_context_window.json or a prices.toml, "
            f"found no JSON ({error})"
        ) from None
    if not isinstance(found, dict):
        raise CentspanError(f"{path}: expected one entry for each model, found a list")
    return cast("dict[str, Any]", found)


def _provider(name: str) -> str:
    """LiteLLM splits a provider by kind of model: `vertex_ai-language-models`, `bedrock_converse`."""
    return provider_id(name.partition("-")[0] if name.startswith("vertex_ai") else name)


def _plain(model: str, provider: str) -> str:
    """Without the provider that LiteLLM writes before the name."""
    head, slash, rest = model.partition("/")
    return rest if slash and provider_id(head) == provider else model
