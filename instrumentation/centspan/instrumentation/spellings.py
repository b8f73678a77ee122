"""Every attribute name that may carry a fact about a call: data only.

`dialects.py` reads it in the client; the store's materialised view is generated from it
(`collector/…/dialect_sql.py`).

A spelling is an attribute name, or `name#key` for one key of a JSON object kept as text.
The first spelling that carries a value wins.
"""

from typing import Final

CONTEXT_EDGES: Final = (32000, 100000, 128000, 199999, 200000, 256000, 272000, 512000, 524288)
"""Every context size at which some price source changes its prices; append, never remove."""

COUNTS: Final[dict[str, tuple[str, ...]]] = {
    "input": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "langfuse.observation.usage_details#input",
    ),
    "output": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
        "langfuse.observation.usage_details#output",
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
        "langfuse.observation.usage_details#input_cached_tokens",
    ),
    "cache_write": (
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.details.cache_write_tokens",
        "llm.token_count.prompt_details.cache_write",
        "langfuse.observation.usage_details#input_cache_creation",
    ),
    "cache_write_5m": ("anthropic.usage.cache_creation.ephemeral_5m_input_tokens",),
    "cache_write_1h": ("anthropic.usage.cache_creation.ephemeral_1h_input_tokens",),
    "reasoning": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.details.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
        "ai.usage.reasoningTokens",
        "langfuse.observation.usage_details#output_reasoning_tokens",
    ),
    "audio_input": (
        "llm.token_count.prompt_details.audio",
        "gen_ai.usage.details.input_audio_tokens",
    ),
    "audio_output": (
        "llm.token_count.completion_details.audio",
        "gen_ai.usage.details.output_audio_tokens",
    ),
}
"""Token counts as instrumentations report them."""

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "operation": ("gen_ai.operation.name",),
    "provider": (
        "gen_ai.provider.name",
        "gen_ai.system",
        "llm.provider",
        "llm.system",
        "ai.model.provider",
    ),
    "request_model": ("gen_ai.request.model", "llm.request.model_name", "ai.model.id"),
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
    ),
    "response_id": ("gen_ai.response.id", "ai.response.id", "centspan.request.id"),
    "service_tier": (
        "centspan.service_tier",
        "openai.response.service_tier",
        "gen_ai.openai.response.service_tier",
        "anthropic.response.service_tier",
        "openai.request.service_tier",
    ),
    "finish_reason": (
        "gen_ai.response.finish_reasons",
        "llm.finish_reason",
        "anthropic.message.stop_reason",
        "ai.response.finishReason",
    ),
    "kind": ("openinference.span.kind", "langfuse.observation.type", "llm.request.type"),
    "recorded_usd": (
        "gen_ai.usage.cost.amount",
        "gen_ai.usage.cost",
        "operation.cost",
        "llm.cost.total",
    ),
    "session_id": ("session.id", "gen_ai.conversation.id", "langfuse.session.id"),
    "user_id": ("user.id", "enduser.id", "langfuse.user.id"),
}
"""Facts that are words (or one decimal), best spelling first."""

KINDS: Final[dict[str, str]] = {
    "LLM": "chat",
    "EMBEDDING": "embeddings",
    "RERANKER": "rerank",
    "generation": "chat",
    "embedding": "embeddings",
    "chat": "chat",
    "completion": "text_completion",
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
"""Spans that may repeat their children's tokens; counted only where no child is."""
TEXT_OPERATIONS: Final = ("chat", "text_completion", "generate_content")
"""Operations that generate text: those the token efficiency ratio speaks of."""
NOT_CALLS: Final = ("execute_tool", "create_agent", "retrieval", "search_memory", "plan")
"""Operations that call no model, whatever else their span says."""

STANDARD_TIERS: Final = ("", "default", "auto", "standard", "standard_only", "on_demand")
