"""Which tables and keys a price file has: data only."""

from typing import Final

from centspan.collector.prices import price_file_fields as read
from centspan.collector.prices.price_file_fields import Reader

PRICE_NAMES: Final[dict[str, str]] = {
    "input": "input_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write_5m": "cache_write_5m_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "output": "output_mtok",
    "reasoning": "output_reasoning_mtok",
    "audio_input": "input_audio_mtok",
    "audio_output": "output_audio_mtok",
    "image_input": "input_image_mtok",
    "image_output": "output_image_mtok",
    "web_search": "web_searches_kcount",
    "request": "requests_kcount",
}
"""Prices as files call them → as `pricing/buckets.py` does, whose fallbacks hold here too."""
PER_THOUSAND: Final = ("web_search", "request")
"""Always for a thousand of them; everything else is for `per` tokens."""

WHEN: Final[dict[str, Reader]] = {"from": read.moment, "until": read.moment}
WHICH: Final[dict[str, Reader]] = {"provider": read.pattern, "model": read.pattern, **WHEN}
TIERED: Final[dict[str, Reader]] = {**WHICH, "tier": read.tier, "region": read.pattern}
TOLD: Final[dict[str, Reader]] = {"source": read.text, "url": read.text}

TABLES: Final[dict[str, dict[str, Reader]]] = {
    "price": {
        **TIERED,
        "above": read.edge,
        "per": read.per,
        **dict.fromkeys(PRICE_NAMES, read.number),
        "currency": read.currency,
        "contract": read.flag,
        "assumed": read.text,
        **TOLD,
    },
    "alias": {**WHICH, "to_provider": read.text, "to_model": read.text, **TOLD},
    "discount": {**TIERED, "percent": read.percent, "contract": read.text, **TOLD},
    "multiplier": {**TIERED, "factor": read.positive, "as_listed": read.like_tier, **TOLD},
    "currency": {"code": read.currency, "usd": read.positive, "from": read.moment, **TOLD},
    "self_hosted": {
        **WHICH,
        "gpu_hour": read.number,
        "gpus": read.positive,
        "input_tokens_per_hour": read.positive,
        "output_tokens_per_hour": read.positive,
        "cache_read_tokens_per_hour": read.positive,
        "utilisation": read.share,
        "currency": read.currency,
        **TOLD,
    },
}
REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "price": ("provider", "model", "input", "output"),
    "alias": ("provider", "model", "to_provider", "to_model"),
    "discount": ("percent",),
    "multiplier": ("provider",),
    "currency": ("code", "usd"),
    "self_hosted": (
        "provider",
        "model",
        "gpu_hour",
        "input_tokens_per_hour",
        "output_tokens_per_hour",
    ),
}
LISTS: Final = ("provider", "model", "tier", "region")
"""Keys that may have several values: `model = ["gpt-5.4*", "gpt-5.5*"]`."""
SHOWN: Final = ("provider", "model", "tier", "region", "code")
"""Keys that tell a person which entry a message is about."""
