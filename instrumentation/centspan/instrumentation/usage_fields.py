"""Where providers' usage reports keep their counts: data only, read by `provider_usage.py`.

A dialect is {part of the report, '' for the report itself: {field: fact}}. Facts are those of
`dialects.exclusive_buckets`, and the priced units. The first field that carries a fact wins,
parts in the order given here.
"""

from collections.abc import Mapping
from typing import Final

from centspan.instrumentation.attributes import BUCKETS, UNITS

Facts = Mapping[str, str]
"""Field → fact."""
Dialect = Mapping[str, Facts]

_INPUT_DETAILS: Final = {
    "cached_tokens": "cache_read",
    "cache_write_tokens": "cache_write",
    "cache_creation_tokens": "cache_write",
    "audio_tokens": "audio_input",
}
_OUTPUT_DETAILS: Final = {
    "reasoning_tokens": "reasoning",
    "audio_tokens": "audio_output",
    "image_tokens": "image_output",
}
OPENAI: Final[Dialect] = {
    "": {
        "prompt_tokens": "input",
        "input_tokens": "input",
        "completion_tokens": "output",
        "output_tokens": "output",
        "total_tokens": "total",
        "prompt_cache_hit_tokens": "cache_read",
        "cached_tokens": "cache_read",
        "num_cached_tokens": "cache_read",
        "reasoning_tokens": "reasoning",
        "num_search_queries": "web_searches",
    },
    "prompt_tokens_details": _INPUT_DETAILS,
    # Only the images API prices images apart; a chat's cached tokens may be images as well.
    "input_tokens_details": {**_INPUT_DETAILS, "image_tokens": "image_input"},
    "input_token_details": {
        **_INPUT_DETAILS,
        "cache_read": "cache_read",
        "cache_creation": "cache_write",
        "audio": "audio_input",
    },
    "completion_tokens_details": _OUTPUT_DETAILS,
    "output_token_details": {**_OUTPUT_DETAILS, "reasoning": "reasoning", "audio": "audio_output"},
    "output_tokens_details": _OUTPUT_DETAILS,
}
"""Chat completions, responses, realtime, images, embeddings, LangChain, and those who copy them."""

ANTHROPIC: Final[Dialect] = {
    "": {
        "input_tokens": "input",
        "output_tokens": "output",
        "cache_read_input_tokens": "cache_read",
        "cache_creation_input_tokens": "cache_write",
    },
    "cache_creation": {
        "ephemeral_5m_input_tokens": "cache_write_5m",
        "ephemeral_1h_input_tokens": "cache_write_1h",
    },
    "output_tokens_details": {"thinking_tokens": "reasoning", "reasoning_tokens": "reasoning"},
    "server_tool_use": {"web_search_requests": "web_searches"},
}

GEMINI: Final[Dialect] = {
    "": {
        "prompt_token_count": "input",
        "promptTokenCount": "input",
        "tool_use_prompt_token_count": "tool_input",
        "toolUsePromptTokenCount": "tool_input",
        "candidates_token_count": "output",
        "candidatesTokenCount": "output",
        "response_token_count": "output",
        "responseTokenCount": "output",
        "thoughts_token_count": "reasoning",
        "thoughtsTokenCount": "reasoning",
        "cached_content_token_count": "cache_read",
        "cachedContentTokenCount": "cache_read",
        "total_token_count": "total",
        "totalTokenCount": "total",
    },
}

BEDROCK: Final[Dialect] = {
    "": {
        "inputTokens": "input",
        "outputTokens": "output",
        "totalTokens": "total",
        "cacheReadInputTokens": "cache_read",
        "cacheWriteInputTokens": "cache_write",
    },
}

COHERE: Final[Dialect] = {
    "billed_units": {
        "input_tokens": "input",
        "output_tokens": "output",
        "search_units": "requests",
    },
    "tokens": {"input_tokens": "input", "output_tokens": "output"},
    "": {"cached_tokens": "cache_read"},
}
"""What is billed stands before what was processed; a rerank's search unit is a priced request."""

OLLAMA: Final[Dialect] = {"": {"prompt_eval_count": "input", "eval_count": "output"}}

ANYBODY: Final[Facts] = {
    "input": "input",
    "promptTokens": "input",
    "completionTokens": "output",
    **OPENAI[""],
    **ANTHROPIC[""],
    **GEMINI[""],
    **BEDROCK[""],
    **OLLAMA[""],
    **{own: own for own in BUCKETS + UNITS},
}
"""What a report of no known dialect may call its counts: a home-made client mixes as it likes."""
