-- What do the calls of a scope cost before and after {cut}, how many and how long are they?
SELECT started_at >= toDateTime64({cut:DateTime('UTC')}, 6, 'UTC') AS later, sum(weight) AS calls, toFloat64(sum(usd)) AS usd,
  sum(weight * (uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)) AS input_tokens,
  sum(weight * (output_tokens + reasoning_tokens)) AS output_tokens
FROM {study:Identifier}
WHERE @in_scope
GROUP BY later
ORDER BY later
