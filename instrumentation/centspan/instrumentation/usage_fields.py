"""Where providers' usage objects keep their counts: data only, read by `provider_usage.py`.

Facts are those of `dialects.exclusive_buckets`, and the priced units. The first field that
carries a count wins.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fields:
    """Counts inside one object of a usage report; `holder` '' is the report itself."""

    holder: str
    counts: tuple[tuple[str, str], ...]
    """(field, fact)"""


OPENAI: Final = (
    Fields(
        "",
        (
            ("prompt_tokens", "input"),
            ("input_tokens", "input"),
            ("completion_tokens", "output"),
            ("output_tokens", "output"),
            ("total_tokens", "total"),
            ("prompt_cache_hit_tokens", "cache_read"),
            ("cached_tokens", "cache_read"),
            ("num_cached_tokens", "cache_read"),
            ("reasoning_tokens", "reasoning"),
            ("num_search_queries", "web_searches"),
        ),
    ),
    *(
        Fields(
            holder,
            (
                ("cached_tokens", "cache_read"),
                ("cache_write_tokens", "cache_write"),
                ("cache_creation_tokens", "cache_write"),
                ("audio_tokens", "audio_input"),
            ),
        )
        for holder in ("prompt_tokens_details", "input_tokens_details", "input_token_details")
    ),
    # Only the images API prices images apart; a chat's cached tokens may be images as well.
    Fields("input_tokens_details", (("image_tokens", "image_input"),)),
    *(
        Fields(
            holder,
            (
                ("reasoning_tokens", "reasoning"),
                ("audio_tokens", "audio_output"),
                ("image_tokens", "image_output"),
            ),
        )
        for holder in ("completion_tokens_details", "output_tokens_details")
    ),
)
"""Chat completions, responses, images, embeddings, and the many who copy them."""

ANTHROPIC: Final = (
    Fields(
        "",
        (
            ("input_tokens", "input"),
            ("output_tokens", "output"),
            ("cache_read_input_tokens", "cache_read"),
            ("cache_creation_input_tokens", "cache_write"),
        ),
    ),
    Fields(
        "cache_creation",
        (
            ("ephemeral_5m_input_tokens", "cache_write_5m"),
            ("ephemeral_1h_input_tokens", "cache_write_1h"),
        ),
    ),
    Fields(
        "output_tokens_details",
        (("thinking_tokens", "reasoning"), ("reasoning_tokens", "reasoning")),
    ),
    Fields("server_tool_use", (("web_search_requests", "web_searches"),)),
)

GEMINI: Final = (
    Fields(
        "",
        (
            ("prompt_token_count", "input"),
            ("promptTokenCount", "input"),
            ("tool_use_prompt_token_count", "tool_input"),
            ("toolUsePromptTokenCount", "tool_input"),
            ("candidates_token_count", "output"),
            ("candidatesTokenCount", "output"),
            ("response_token_count", "output"),
            ("responseTokenCount", "output"),
            ("thoughts_token_count", "reasoning"),
            ("thoughtsTokenCount", "reasoning"),
            ("cached_content_token_count", "cache_read"),
            ("cachedContentTokenCount", "cache_read"),
            ("total_token_count", "total"),
            ("totalTokenCount", "total"),
        ),
    ),
)

BEDROCK: Final = (
    Fields(
        "",
        (
            ("inputTokens", "input"),
            ("outputTokens", "output"),
            ("totalTokens", "total"),
            ("cacheReadInputTokens", "cache_read"),
            ("cacheWriteInputTokens", "cache_write"),
        ),
    ),
)

COHERE: Final = (
    Fields(
        "billed_units",
        (
            ("input_tokens", "input"),
            ("output_tokens", "output"),
            ("search_units", "requests"),
        ),
    ),
    Fields("tokens", (("input_tokens", "input"), ("output_tokens", "output"))),
    Fields("", (("cached_tokens", "cache_read"),)),
)
"""What is billed stands before what was processed; a rerank's search unit is a priced request."""

OLLAMA: Final = (Fields("", (("prompt_eval_count", "input"), ("eval_count", "output"))),)
