"""Every span attribute name of centspan's own spans, once.

Standard names are OpenTelemetry's GenAI conventions in their newest spelling; older and
foreign spellings that the store also accepts stand in `spellings.py`. Ours start with `centspan.`.
"""

from typing import Final

# What was called.
OPERATION: Final = "gen_ai.operation.name"
PROVIDER: Final = "gen_ai.provider.name"
REQUEST_MODEL: Final = "gen_ai.request.model"
RESPONSE_MODEL: Final = "gen_ai.response.model"
RESPONSE_ID: Final = "gen_ai.response.id"
REQUEST_STREAM: Final = "gen_ai.request.stream"
REQUEST_MAX_TOKENS: Final = "gen_ai.request.max_tokens"
REQUEST_TEMPERATURE: Final = "gen_ai.request.temperature"
FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
TIME_TO_FIRST_CHUNK: Final = "gen_ai.response.time_to_first_chunk"
"""Seconds, float."""
CONVERSATION_ID: Final = "gen_ai.conversation.id"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"
ERROR_TYPE: Final = "error.type"
HTTP_STATUS: Final = "http.response.status_code"
RESEND_COUNT: Final = "http.request.resend_count"
"""HTTP attempts the SDK made after the first; absent when there was one."""
REQUEST_ID: Final = "centspan.request.id"
"""The provider's id of the HTTP request (for its support desk)."""
SERVICE_TIER: Final = "centspan.service_tier"
"""The tier the provider says it served, `tier`, `tier@region` or `@region`; absent means standard."""
REGION: Final = "centspan.region"
"""Set by an app where the region of a call changes its price; ours put it into the tier."""
HAS_TOOLS: Final = "centspan.request.has_tools"

# What the provider reported, in the standard's (inclusive) spelling.
USAGE_INPUT: Final = "gen_ai.usage.input_tokens"
USAGE_OUTPUT: Final = "gen_ai.usage.output_tokens"
USAGE_CACHE_READ: Final = "gen_ai.usage.cache_read.input_tokens"
USAGE_CACHE_WRITE: Final = "gen_ai.usage.cache_write.input_tokens"
USAGE_REASONING: Final = "gen_ai.usage.reasoning.output_tokens"

# Exclusive buckets: each token stands in exactly one. Zero buckets are left out.
TOKENS_PREFIX: Final = "centspan.tokens."
BUCKETS: Final = (
    "uncached_input",
    "cache_read",
    "cache_write_5m",
    "cache_write_1h",
    "output",
    "reasoning",
    "audio_input",
    "audio_output",
    "image_input",
    "image_output",
)
"""The exclusive token buckets, in the order of the store's columns (`<bucket>_tokens`)."""
UNITS: Final = ("web_searches", "requests")
"""Other priced units; attribute `centspan.units.<unit>`, store column `<unit>`."""
UNITS_PREFIX: Final = "centspan.units."
USAGE_SOURCE: Final = "centspan.usage.source"
"""`provider` | `estimated` | `none`."""
USAGE_STATUS: Final = "centspan.usage.status"
"""`ok` | `inconsistent`: the buckets do not sum to the reported totals."""

# Cost, as the client sees it (never a bill: the store prices on read).
COST_AMOUNT: Final = "gen_ai.usage.cost.amount"
COST_CURRENCY: Final = "gen_ai.usage.cost.currency"
COST_SOURCE: Final = "gen_ai.usage.cost.source"
"""`client` for ours; the store's `recorded_by`."""
COST_INPUT: Final = "centspan.cost.input_usd"
COST_CACHE: Final = "centspan.cost.cache_usd"
COST_OUTPUT: Final = "centspan.cost.output_usd"

# Who spent it.
FEATURE: Final = "centspan.feature"
ROUTE: Final = "centspan.route"
TEAM: Final = "centspan.team"
TENANT: Final = "centspan.tenant"
USER_ID: Final = "user.id"
SESSION_ID: Final = "session.id"
PROMPT_VERSION: Final = "centspan.prompt_version"
PURPOSE: Final = "centspan.purpose"
TASK_ID: Final = "centspan.task.id"
TASK_NAME: Final = "centspan.task.name"
TASK_OUTCOME: Final = "centspan.task.outcome"
"""`succeeded` | `failed`; absent means unknown, never success."""
TASK_REASON: Final = "centspan.task.reason"
TASK_VALUE_USD: Final = "centspan.task.value_usd"
ROOT_KIND: Final = "centspan.root.kind"
"""Span kind of the local root (`server`, `consumer`, `internal`, …)."""
WEIGHT: Final = "centspan.weight"
"""1/probability where the app insists on sampling LLM calls; absent means 1."""

# How it went.
ATTEMPTS: Final = "centspan.attempts"
"""HTTP attempts of this call, 1 or more; absent means 1."""
UNSEEN_ATTEMPTS: Final = "centspan.attempts.unseen"
"""Attempts the provider may have served and billed though the app never saw an answer."""
UNSEEN_INPUT_TOKENS: Final = "centspan.attempts.unseen_input_tokens"
"""What those attempts sent, all together; estimated from characters where no attempt was answered."""
ABANDONED: Final = "centspan.stream.abandoned"
SERVED_FROM: Final = "centspan.served_from"
"""Where an answer came from that no provider was asked for; the store reads it, no SDK of ours says it."""
POLICY_ID: Final = "centspan.policy.id"
"""The policy a call was made under; as above."""
NOT_COUNTED: Final = "centspan.not_counted_because"
"""Set by the client when it knows that another span already carries this call."""
DUPLICATE_OF: Final = "centspan.duplicate_of"

# Content-free fingerprints (hex of keyed 8-byte hashes).
FINGERPRINT_KEY_ID: Final = "centspan.fingerprint.key_id"
REQUEST_FINGERPRINT: Final = "centspan.fingerprint.request"
SYSTEM_FINGERPRINT: Final = "centspan.fingerprint.system"
PREFIX_CHAIN: Final = "centspan.fingerprint.prefixes"
"""One string: 16 hex digits a block, concatenated, at most 256 blocks of 1,024 bytes."""
TOOL_HASHES: Final = "centspan.tools"
"""One string, `hash:characters:called` joined by `,`; hash is 16 hex digits, called 0 or 1."""
SECTION_CHARS: Final = "centspan.sections"
"""One string, `name:characters` joined by `,`: system, tools, history, user, and what the app marked."""

# What was said, as JSON in the conventions' shape; only where CENTSPAN_CAPTURE_CONTENT is on.
SYSTEM_INSTRUCTIONS: Final = "gen_ai.system_instructions"
INPUT_MESSAGES: Final = "gen_ai.input.messages"
TOOL_DEFINITIONS: Final = "gen_ai.tool.definitions"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"

# What a sender of ours lost so far, on one span of each batch: running counts, 0 included.
SENDER_ID: Final = "centspan.sender.id"
"""Random, one for each sender of each process."""
SENDER_DROPPED: Final = "centspan.sender.dropped_spans"

# Evaluations (events and log records).
EVALUATION_EVENT: Final = "gen_ai.evaluation.result"
OUTCOME_EVENT: Final = "centspan.task.outcome"
"""Name of the span that carries a late `report_outcome`."""

RESOURCE_SERVICE: Final = "service.name"
RESOURCE_ENVIRONMENT: Final = "deployment.environment.name"
