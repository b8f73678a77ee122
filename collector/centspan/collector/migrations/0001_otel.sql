-- Spans and log records as the OpenTelemetry Collector's clickhouse exporter writes them.
-- {cluster}, {replicated}, {database} and {traces} are filled in by migrate.py.

CREATE TABLE IF NOT EXISTS otel_traces{cluster} (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (
    Timestamp DateTime64(9),
    Name LowCardinality(String),
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(1)),
  Links Nested (
    TraceId String,
    SpanId String,
    TraceState String,
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = {replicated}MergeTree
PARTITION BY toDate(Timestamp)
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
TTL toDateTime(Timestamp) + toIntervalDay(30)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1,
  -- A wide part buffers two megabytes for each of some sixty files: an insert would take 120 MB more. Larger ones are
  -- merged column by column, however few rows they have, and in small pieces: spans of 10 kB took 390 MB, and take 65.
  min_bytes_for_wide_part = 50000000, vertical_merge_algorithm_min_bytes_to_activate = 50000000,
  vertical_merge_algorithm_min_rows_to_activate = 1,
  index_granularity_bytes = 500000, merge_max_block_size_bytes = 2000000,
  non_replicated_deduplication_window = 20000;

CREATE TABLE IF NOT EXISTS otel_logs{cluster} (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)),
  TimestampTime DateTime DEFAULT toDateTime(Timestamp),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  TraceFlags UInt8,
  SeverityText LowCardinality(String) CODEC(ZSTD(1)),
  SeverityNumber UInt8,
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeSchemaUrl LowCardinality(String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion LowCardinality(String) CODEC(ZSTD(1)),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  EventName String CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = {replicated}MergeTree
PARTITION BY toDate(TimestampTime)
ORDER BY (ServiceName, TimestampTime)
TTL TimestampTime + toIntervalDay(30)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1,
  -- As otel_traces.
  min_bytes_for_wide_part = 50000000, vertical_merge_algorithm_min_bytes_to_activate = 50000000,
  vertical_merge_algorithm_min_rows_to_activate = 1,
  index_granularity_bytes = 500000, merge_max_block_size_bytes = 2000000,
  non_replicated_deduplication_window = 20000;
