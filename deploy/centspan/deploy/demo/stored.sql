-- How many calls of this time and of these services (none named: all) are stored, with how many
-- tokens, and how many are doubtful?
SELECT
  count() AS calls,
  sum(uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens
    + output_tokens + reasoning_tokens) AS tokens,
  countIf(usage_status = 'inconsistent') AS inconsistent,
  countIf(price_status = 'unpriced') AS unpriced
FROM calls
WHERE counted AND started_at >= {start:DateTime64(6, 'UTC')} AND started_at < {end:DateTime64(6, 'UTC')}
  AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
