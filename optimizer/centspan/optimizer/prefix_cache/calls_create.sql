CREATE TABLE {table} (
  call UInt64, read UInt32, written UInt32, write LowCardinality(String), per_read Decimal(38, 18), per_write Decimal(38, 18),
  saved_usd Decimal(38, 18)
) ENGINE = MergeTree ORDER BY call
