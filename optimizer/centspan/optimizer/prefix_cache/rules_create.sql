CREATE TABLE {table} (
  provider LowCardinality(String), model LowCardinality(String), minimum_tokens UInt32, ttl_seconds UInt32,
  write LowCardinality(String), read_multiplier Decimal(18, 9), write_multiplier Decimal(18, 9)
) ENGINE = MergeTree ORDER BY (provider, model, ttl_seconds)
