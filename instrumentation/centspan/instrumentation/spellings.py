"""Every attribute name that may carry a fact about a call: data only.

`dialects.py` reads it in the client; the store's materialised view is generated from it
(`collector/…/dialect_sql.py`).

A spelling is an attribute name, or `name#key.key` for a place in a JSON object kept as text. The
first spelling that carries a value wins; documents come last.
"""

from typing import Final

CONTEXT_EDGES: Final = (32000, 100000, 128000, 199999, 200000, 256000, 272000, 512000, 524288)
"""Every context size at which some price source changes its prices; append, never remove."""

_LANGFUSE: Final = "langfuse.observation.usage_details#"
_RAW: Final = "gen_ai.usage.raw#"

COUNTS: Final[dict[str, tuple[str, ...]]] = {
    "input": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "ai.usage.tokens",
        _LANGFUSE + "prompt_tokens",
        _LANGFUSE + "input_tokens",
        _LANGFUSE + "input",
    ),
    "output": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
        _LANGFUSE + "completion_tokens",
        _LANGFUSE + "output_tokens",
        _LANGFUSE + "output",
    ),
    "total": (
        "gen_ai.usage.total_tokens",
        "llm.usage.total_tokens",
        "llm.token_count.total",
        "ai.usage.totalTokens",
    ),
    "cache_read": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.cached_tokens",
        "llm.token_count.prompt_details.cache_read",
        "ai.usage.cachedInputTokens",
        "ai.usage.inputTokenDetails.cacheReadTokens",
        _LANGFUSE + "input_cached_tokens",
        _LANGFUSE + "input_cache_read",
        _LANGFUSE + "cache_read_input_tokens",
        _LANGFUSE + "prompt_tokens_details.cached_tokens",
        _LANGFUSE + "input_tokens_details.cached_tokens",
        _RAW + "prompt_tokens_details.cached_tokens",
        _RAW + "input_tokens_details.cached_tokens",
        _RAW + "cache_read_input_tokens",
    ),
    "cache_write": (
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.details.cache_write_tokens",
        "llm.token_count.prompt_details.cache_write",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
        _LANGFUSE + "input_cache_creation",
        _LANGFUSE + "cache_creation_input_tokens",
        _RAW + "cache_creation_input_tokens",
    ),
    "cache_write_5m": (
        "anthropic.usage.cache_creation.ephemeral_5m_input_tokens",
        "gen_ai.usage.details.ephemeral_5m_input_tokens",
        _RAW + "cache_creation.ephemeral_5m_input_tokens",
    ),
    "cache_write_1h": (
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
        "gen_ai.usage.details.ephemeral_1h_input_tokens",
        _RAW + "cache_creation.ephemeral_1h_input_tokens",
    ),
    "reasoning": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.details.reasoning_tokens",
        "gen_ai.usage.details.thinking_tokens",
        "llm.token_count.completion_details.reasoning",
        "ai.usage.reasoningTokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
        _LANGFUSE + "output_reasoning_tokens",
        _LANGFUSE + "output_reasoning",
        _LANGFUSE + "completion_tokens_details.reasoning_tokens",
        _LANGFUSE + "output_tokens_details.reasoning_tokens",
        _RAW + "completion_tokens_details.reasoning_tokens",
        _RAW + "output_tokens_details.reasoning_tokens",
        _RAW + "output_tokens_details.thinking_tokens",
    ),
    "audio_input": (
        "gen_ai.usage.audio.input_tokens",
        "llm.token_count.prompt_details.audio",
        "gen_ai.usage.details.input_audio_tokens",
        _LANGFUSE + "input_audio_tokens",
        _LANGFUSE + "input_audio",
        _LANGFUSE + "prompt_tokens_details.audio_tokens",
        _RAW + "prompt_tokens_details.audio_tokens",
    ),
    "audio_output": (
        "gen_ai.usage.audio.output_tokens",
        "llm.token_count.completion_details.audio",
        "gen_ai.usage.details.output_audio_tokens",
        _LANGFUSE + "output_audio_tokens",
        _LANGFUSE + "output_audio",
        _LANGFUSE + "completion_tokens_details.audio_tokens",
        _RAW + "completion_tokens_details.audio_tokens",
    ),
    "image_input": ("gen_ai.usage.image.input_tokens",),
    "image_output": ("gen_ai.usage.image.output_tokens",),
    "web_searches": (
        "gen_ai.usage.details.web_search_requests",
        _LANGFUSE + "server_tool_use.web_search_requests",
        _RAW + "server_tool_use.web_search_requests",
    ),
}
"""Token counts and priced units as instrumentations report them."""

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "operation": ("gen_ai.operation.name",),
    "provider": (
        "gen_ai.provider.name",
        "gen_ai.system",
        "llm.provider",
        "llm.system",
        "ai.model.provider",
    ),
    "host": ("server.address",),
    "request_model": (
        "gen_ai.request.model",
        "llm.request.model_name",
        "ai.model.id",
        "llm.invocation_parameters#model",
    ),
    "model": (
        "gen_ai.response.model",
        "llm.response.model_name",
        "ai.response.model",
        "gen_ai.request.model",
        "llm.request.model_name",
        "llm.model_name",
        "embedding.model_name",
        "ai.model.id",
        "langfuse.observation.model.name",
        "llm.invocation_parameters#model",
    ),
    "response_id": ("gen_ai.response.id", "ai.response.id", "centspan.request.id"),
    "service_tier": (
        "centspan.service_tier",
        "openai.response.service_tier",
        "gen_ai.openai.response.service_tier",
        "anthropic.response.service_tier",
        "openai.request.service_tier",
        _RAW + "service_tier",
    ),
    "region": ("centspan.region", "anthropic.response.inference_geo", _RAW + "inference_geo"),
    "finish_reason": (
        "gen_ai.response.finish_reasons",
        "llm.finish_reason",
        "anthropic.message.stop_reason",
        "ai.response.finishReason",
    ),
    "kind": (
        "openinference.span.kind",
        "langfuse.observation.type",
        "llm.request.type",
        "ai.operationId",
    ),
    "recorded_usd": (
        "gen_ai.usage.cost.amount",
        "gen_ai.usage.cost",
        "operation.cost",
        "llm.cost.total",
        "gen_ai.cost.total_cost",
        "langfuse.observation.cost_details#total",
    ),
    "session_id": ("session.id", "gen_ai.conversation.id", "langfuse.session.id"),
    "user_id": ("user.id", "enduser.id", "langfuse.user.id"),
}
"""Facts that are words (or one decimal), best spelling first."""

KINDS: Final[dict[str, str]] = {
    "LLM": "chat",
    "EMBEDDING": "embeddings",
    "RERANKER": "rerank",
    "AGENT": "invoke_agent",
    "CHAIN": "invoke_workflow",
    "generation": "chat",
    "embedding": "embeddings",
    "agent": "invoke_agent",
    "chain": "invoke_workflow",
    "chat": "chat",
    "completion": "text_completion",
    "ai.generateText": "invoke_agent",
    "ai.streamText": "invoke_agent",
    "ai.generateObject": "invoke_agent",
    "ai.streamObject": "invoke_agent",
    "ai.embed": "invoke_workflow",
    "ai.embedMany": "invoke_workflow",
    "ai.generateText.doGenerate": "chat",
    "ai.streamText.doStream": "chat",
    "ai.generateObject.doGenerate": "chat",
    "ai.streamObject.doStream": "chat",
    "ai.embed.doEmbed": "embeddings",
    "ai.embedMany.doEmbed": "embeddings",
}
"""What a foreign span kind says of the operation, where no operation is named."""

CALL_OPERATIONS: Final = (
    "chat",
    "text_completion",
    "generate_content",
    "embeddings",
    "rerank",
    "image_generation",
    "speech",
    "transcription",
)
ROLLUP_OPERATIONS: Final = ("invoke_agent", "invoke_workflow")
"""Spans that may repeat their children's tokens; calls where they carry any, counted where no child is."""
TEXT_OPERATIONS: Final = ("chat", "text_completion", "generate_content")
"""Operations that generate text: those the token efficiency ratio speaks of."""
NOT_CALLS: Final = ("execute_tool", "create_agent", "retrieval", "search_memory", "plan")
"""Operations that call no model, whatever else their span says."""
TOLD_AGAIN: Final = (
    ("request_data", True),
    ("logfire.exception.fingerprint", False),
    ("gen_ai.response.id", False),
    ("gen_ai.usage.input_tokens", False),
    ("duration", False),
)
"""What a span has, and has not, whose stream its author reports in another one, once it is read."""

STANDARD_TIERS: Final = ("", "default", "auto", "standard", "standard_only", "on_demand")
