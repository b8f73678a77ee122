"""Which of the price source's prices stands for a bucket: data only.

Read when the client's price list is built and used, and when the store's price book is filled.
"""

from typing import Final

BROADER: Final[dict[str, tuple[str, ...]]] = {
    "uncached_input": ("input_mtok",),
    "cache_read": ("cache_read_mtok", "input_mtok"),
    "cache_write_5m": ("cache_write_5m_mtok", "cache_write_mtok", "input_mtok"),
    "cache_write_1h": ("cache_write_1h_mtok", "cache_write_mtok", "input_mtok"),
    "output": ("output_mtok",),
    "reasoning": ("output_reasoning_mtok", "output_mtok"),
    "audio_input": ("input_audio_mtok", "input_mtok"),
    "audio_output": ("output_audio_mtok", "output_mtok"),
    "image_input": ("input_image_mtok", "input_mtok"),
    "image_output": ("output_image_mtok", "output_mtok"),
    "web_searches": ("web_searches_kcount",),
    "requests": ("requests_kcount",),
}
"""Bucket or unit → prices that may stand for it, narrowest first; without any it is free."""
USED: Final = frozenset(name for names in BROADER.values() for name in names)
PER: Final = {"mtok": 6, "kcount": 3}
"""A price's ending → the power of ten it is for."""
