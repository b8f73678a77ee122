"""What a row says was used, in exclusive buckets, by the client's own rule."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from centspan.instrumentation.attributes import BUCKETS
from centspan.instrumentation.dialects import exclusive_buckets
from centspan.instrumentation.usage import NO_USAGE, Usage

COUNTS: Final = tuple(
    {
        "input": "input_tokens",
        "output": "output_tokens",
        "total": "total_tokens",
        "cache_read": "cache_read_tokens",
        "cache_write": "cache_write_tokens",
        "cache_write_5m": "cache_write_5m_tokens",
        "cache_write_1h": "cache_write_1h_tokens",
        "reasoning": "reasoning_tokens",
        "audio_input": "audio_input_tokens",
        "audio_output": "audio_output_tokens",
        "image_input": "image_input_tokens",
        "image_output": "image_output_tokens",
    }.items()
)
"""What the client's rule calls a count, and its field."""
SPLIT: Final = (*BUCKETS, "web_searches")


def read_usage(said: Mapping[str, Any], counts_exclude: bool) -> Usage:
    """Usage of a row; none where neither input nor output is said, which is not zero.

    Parts that exceed their total make it `inconsistent`; nothing is changed to agree.
    """
    counts = {name: said[field] for name, field in COUNTS if field in said}
    if "input" not in counts and "output" not in counts:
        return NO_USAGE
    exclude = counts_exclude and not _total_includes(counts)
    if exclude:  # the client's rule takes these for included
        counts["input"] = sum(counts.get(f"{part}input", 0) for part in ("", "audio_", "image_"))
        counts["output"] = sum(counts.get(f"{part}output", 0) for part in ("", "audio_", "image_"))
    usage = exclusive_buckets(
        counts, input_excludes_cache=exclude, output_excludes_reasoning=exclude
    )
    return usage._replace(requests=1, web_searches=said.get("web_searches", 0))


def split(usage: Usage, calls: int) -> list[tuple[int, Usage]]:
    """Share the usage of `calls` calls out: (how many calls, what each used), few and whole.

    Every sum is kept; the calls are as equal as whole tokens allow.
    """
    if calls == 1:
        return [(1, usage)]
    shares = {name: divmod(getattr(usage, name), calls) for name in SPLIT}
    edges = sorted({0, calls, *(rest for _, rest in shares.values())})
    return [
        (
            end - start,
            usage._replace(
                **{name: each + (start < rest) for name, (each, rest) in shares.items()}
            ),
        )
        for start, end in pairwise(edges)
    ]


def _total_includes(counts: dict[str, int]) -> bool:
    total = counts.get("total", 0)
    return total != 0 and total == counts.get("input", 0) + counts.get("output", 0)
