-- One typed row for every call of a model, and what hangs on a call.

-- A span is one row however often it is delivered: the sorting key ends in its identity, and the
-- row with the highest version stands. Of copies that differ the one stands that knows more: usage
-- as reported, then a recorded amount, then whichever a hash of their content puts first, so that no
-- order of arrival matters. The roller writes its verdict (counted, superseded, is_retry) as the
-- next version of the copy it judged: below any version of a copy that outranks it.
CREATE TABLE IF NOT EXISTS llm_calls{cluster} (
  started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  duration_us UInt64 CODEC(T64, ZSTD(1)),
  time_to_first_token_us UInt64 CODEC(T64, ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  parent_span_id FixedString(8) CODEC(ZSTD(1)),
  request_id String CODEC(ZSTD(1)),
  item_id String CODEC(ZSTD(1)) COMMENT 'what an imported call worked on, as in evaluations',
  scope LowCardinality(String),
  origin LowCardinality(String) COMMENT 'the import it came with, see imports',
  service LowCardinality(String),
  environment LowCardinality(String),
  feature LowCardinality(String),
  route LowCardinality(String),
  team LowCardinality(String),
  tenant LowCardinality(String),
  user_id String CODEC(ZSTD(1)),
  session_id String CODEC(ZSTD(1)),
  task_id String CODEC(ZSTD(1)),
  prompt_version LowCardinality(String),
  purpose LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  request_model LowCardinality(String),
  operation LowCardinality(String),
  service_tier LowCardinality(String),
  context_band UInt32 CODEC(T64, ZSTD(1)),
  price_key UInt64 MATERIALIZED sipHash64(provider, model, service_tier, context_band),
  stream UInt8,
  has_tools UInt8,
  temperature Nullable(Float32) CODEC(ZSTD(1)),
  max_tokens UInt32 CODEC(T64, ZSTD(1)),
  status LowCardinality(String),
  error_type LowCardinality(String),
  http_status UInt16 CODEC(T64, ZSTD(1)),
  finish_reason LowCardinality(String),
  abandoned UInt8,
  attempts UInt8,
  attempt UInt8 COMMENT 'which try of its request an imported call was; 0: not said',
  unseen_attempts UInt8,
  unseen_input_tokens UInt32 CODEC(T64, ZSTD(1)),
  root_kind LowCardinality(String),
  uncached_input_tokens UInt32 CODEC(T64, ZSTD(1)),
  cache_read_tokens UInt32 CODEC(T64, ZSTD(1)),
  cache_write_5m_tokens UInt32 CODEC(T64, ZSTD(1)),
  cache_write_1h_tokens UInt32 CODEC(T64, ZSTD(1)),
  output_tokens UInt32 CODEC(T64, ZSTD(1)),
  reasoning_tokens UInt32 CODEC(T64, ZSTD(1)),
  audio_input_tokens UInt32 CODEC(T64, ZSTD(1)),
  audio_output_tokens UInt32 CODEC(T64, ZSTD(1)),
  image_input_tokens UInt32 CODEC(T64, ZSTD(1)),
  image_output_tokens UInt32 CODEC(T64, ZSTD(1)),
  web_searches UInt32 CODEC(T64, ZSTD(1)),
  requests UInt32 CODEC(T64, ZSTD(1)),
  usage_source LowCardinality(String),
  usage_status LowCardinality(String),
  served_from LowCardinality(String),
  policy_id LowCardinality(String),
  request_fingerprint UInt64 CODEC(ZSTD(1)),
  system_fingerprint UInt64 CODEC(ZSTD(1)),
  fingerprint_key_id UInt32 CODEC(ZSTD(1)),
  weight Float64 CODEC(ZSTD(1)),
  recorded_usd Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
  recorded_by LowCardinality(String),
  flagged LowCardinality(String),
  counted UInt8,
  not_counted_because LowCardinality(String),
  superseded UInt8,
  is_retry UInt8,
  received_at DateTime('UTC') DEFAULT nowInBlock() CODEC(Delta, ZSTD(1)),
  version UInt64 DEFAULT
    bitShiftLeft(toUInt64(indexOf(['estimated', 'provider'], usage_source)), 49)
    + bitShiftLeft(toUInt64(recorded_usd IS NOT NULL), 48)
    + bitShiftLeft(toUInt64(cityHash64(
        duration_us, time_to_first_token_us, parent_span_id, request_id, item_id, scope, origin, service, route, team, tenant, user_id,
        session_id, task_id, prompt_version, purpose, provider, request_model, operation, service_tier, context_band,
        stream, has_tools, ifNull(temperature, -1), max_tokens, status, error_type, http_status, finish_reason, abandoned,
        attempts, attempt, unseen_attempts, unseen_input_tokens, root_kind, uncached_input_tokens, cache_read_tokens,
        cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, audio_input_tokens,
        audio_output_tokens, image_input_tokens, image_output_tokens, web_searches, requests, usage_source,
        usage_status, served_from, policy_id, request_fingerprint, system_fingerprint, fingerprint_key_id, weight,
        ifNull(recorded_usd, -1), recorded_by, flagged) % 16777216), 24)
    CODEC(T64, ZSTD(1)),
  INDEX idx_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX idx_request request_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX idx_task task_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX idx_tenant tenant TYPE set(256) GRANULARITY 4,
  INDEX idx_user user_id TYPE bloom_filter(0.01) GRANULARITY 4
) ENGINE = {replicated}ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (environment, feature, toStartOfHour(started_at), model, started_at, trace_id, span_id)
TTL toDateTime(started_at) + toIntervalDay(400)
SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 20000;

-- What a prompt was made of, without its content: the chain of prefix-block hashes, the
-- characters by section, and the tools that were defined and called.
CREATE TABLE IF NOT EXISTS call_prefixes{cluster} (
  started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  environment LowCardinality(String),
  feature LowCardinality(String),
  provider LowCardinality(String),
  model LowCardinality(String),
  fingerprint_key_id UInt32,
  system_fingerprint UInt64 CODEC(ZSTD(1)),
  prefixes Array(UInt64) CODEC(ZSTD(3)),
  prefix_block_tokens UInt32 COMMENT 'tokens a block holds, where an import says so; 0: blocks are bytes',
  section_names Array(LowCardinality(String)) CODEC(ZSTD(1)),
  section_chars Array(UInt32) CODEC(ZSTD(1)),
  tool_hashes Array(UInt64) CODEC(ZSTD(3)),
  tool_chars Array(UInt32) CODEC(ZSTD(1)),
  tool_called Array(UInt8) CODEC(ZSTD(1))
) ENGINE = {replicated}ReplacingMergeTree
PARTITION BY toYYYYMM(started_at)
ORDER BY (environment, feature, toStartOfHour(started_at), system_fingerprint, started_at, trace_id, span_id)
TTL toDateTime(started_at) + toIntervalDay(90)
SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 20000;

-- Text, only where the app allowed it; its own grants and its own short life.
CREATE TABLE IF NOT EXISTS call_content{cluster} (
  started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  system_instructions String CODEC(ZSTD(3)),
  tool_definitions String CODEC(ZSTD(3)) COMMENT 'those that the request offered',
  input_messages String CODEC(ZSTD(3)),
  output_messages String CODEC(ZSTD(3))
) ENGINE = {replicated}ReplacingMergeTree
PARTITION BY toDate(started_at)
ORDER BY (trace_id, span_id, started_at)
TTL toDateTime(started_at) + toIntervalDay(14)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 20000;

-- Verdicts on answers, from spans, log records and files. One of a file has no moment of its own that
-- would keep it apart from others: `row_identity` does, which is 0 for those of spans and logs.
CREATE TABLE IF NOT EXISTS evaluations{cluster} (
  evaluated_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  response_id String CODEC(ZSTD(1)),
  item_id String CODEC(ZSTD(1)) COMMENT 'what was answered, the same for every candidate',
  name LowCardinality(String),
  feature LowCardinality(String),
  class LowCardinality(String) COMMENT 'the kind of work',
  evaluator LowCardinality(String),
  model LowCardinality(String) COMMENT 'the candidate that was judged, where it is not the call itself',
  score Nullable(Float64),
  max_score Nullable(Float64) COMMENT 'the best score possible, where said',
  label LowCardinality(String),
  input_tokens UInt32,
  output_tokens UInt32,
  cost_usd Nullable(Decimal(38, 18)) COMMENT 'what the judged answer cost, where said',
  duration_ms Nullable(Float64) COMMENT 'how long the judged answer took, where said',
  request_fingerprint UInt64,
  fingerprint_key_id UInt32,
  row_identity UInt64,
  origin LowCardinality(String) COMMENT 'the import it came with, see imports',
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1))
) ENGINE = {replicated}ReplacingMergeTree
PARTITION BY toYYYYMM(evaluated_at)
ORDER BY (name, toStartOfHour(evaluated_at), trace_id, span_id, model, evaluator, evaluated_at, row_identity)
SETTINGS non_replicated_deduplication_window = 20000;

-- The outcome of a task stands once, whoever reported it last.
CREATE TABLE IF NOT EXISTS task_outcomes{cluster} (
  task_id String CODEC(ZSTD(1)),
  name LowCardinality(String),
  outcome LowCardinality(String),
  reason LowCardinality(String),
  value_usd Nullable(Decimal(18, 6)),
  reported_at DateTime64(6, 'UTC')
) ENGINE = {replicated}ReplacingMergeTree(reported_at)
ORDER BY task_id
SETTINGS non_replicated_deduplication_window = 20000;

-- Every combination that needs a price, as it first appears.
CREATE TABLE IF NOT EXISTS price_keys_seen{cluster} (
  provider LowCardinality(String),
  model LowCardinality(String),
  service_tier LowCardinality(String),
  context_band UInt32,
  first_seen_at SimpleAggregateFunction(min, DateTime('UTC')),
  last_seen_at SimpleAggregateFunction(max, DateTime('UTC'))
) ENGINE = {replicated}AggregatingMergeTree
ORDER BY (provider, model, service_tier, context_band);

-- Which hours changed last when; which were rolled up when (see roll.py).
CREATE TABLE IF NOT EXISTS dirty_hours{cluster} (
  hour DateTime('UTC'),
  marked_at SimpleAggregateFunction(max, DateTime('UTC'))
) ENGINE = {replicated}AggregatingMergeTree
ORDER BY hour;

CREATE TABLE IF NOT EXISTS rolled_hours{cluster} (
  hour DateTime('UTC'),
  version UInt64,
  settled_until DateTime('UTC')
) ENGINE = {replicated}ReplacingMergeTree(version)
ORDER BY hour;
