CREATE TABLE {table} (
  environment LowCardinality(String), feature LowCardinality(String), choice UInt32, user UInt64, calls Float64,
  cost Decimal(38, 18), saved Decimal(38, 18), touched Float64, input_tokens Float64, read_tokens Float64,
  written_tokens Float64, was_read_tokens Float64, read_usd Decimal(38, 18), write_fee_usd Decimal(38, 18)
) ENGINE = MergeTree ORDER BY (environment, feature, choice, user)
