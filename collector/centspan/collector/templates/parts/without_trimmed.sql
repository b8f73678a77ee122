-- A call without the `trimmed` tokens of its prompt, which cost `saved_usd`.
if(cache_read_tokens > 0, cache_read_tokens - trimmed, 0) AS cache_read_tokens,
  if(cache_read_tokens = 0 AND cache_write_5m_tokens > 0, cache_write_5m_tokens - trimmed, cache_write_5m_tokens) AS cache_write_5m_tokens,
  if(cache_read_tokens = 0 AND cache_write_5m_tokens = 0 AND cache_write_1h_tokens > 0, cache_write_1h_tokens - trimmed, cache_write_1h_tokens) AS cache_write_1h_tokens,
  if(cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens = 0, uncached_input_tokens - trimmed, uncached_input_tokens) AS uncached_input_tokens,
  left_out_tokens + trimmed AS left_out_tokens,
  usd - saved_usd AS usd
