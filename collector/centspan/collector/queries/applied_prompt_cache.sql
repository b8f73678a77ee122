-- What would the calls of a study have been with the prompt cache that was replayed?
-- What is written at the price of input stays input.
SELECT c.* REPLACE (
  if(kept, r.read, c.cache_read_tokens) AS cache_read_tokens,
  if(kept, if(r.write = '5m', r.written, 0), c.cache_write_5m_tokens) AS cache_write_5m_tokens,
  if(kept, if(r.write = '1h', r.written, 0), c.cache_write_1h_tokens) AS cache_write_1h_tokens,
  if(kept, @input_tokens - r.read - if(r.write = '', 0, r.written), c.uncached_input_tokens) AS uncached_input_tokens,
  if(kept, r.per_read, c.cache_read_usd) AS cache_read_usd,
  if(kept AND r.write = '5m', r.per_write, c.cache_write_5m_usd) AS cache_write_5m_usd,
  if(kept AND r.write = '1h', r.per_write, c.cache_write_1h_usd) AS cache_write_1h_usd,
  c.usd - r.saved_usd AS usd)
FROM {study:Identifier} AS c
LEFT ANY JOIN (SELECT *, 1 AS kept FROM {replayed:Identifier}) AS r ON r.call = c.call
