-- What would the calls of a study have been with shorter prompts, of which `compressed` has the tokens of those tried?
WITH
@compressed
SELECT c.* REPLACE (
  if(s.call != 0, s.new_uncached_input, c.uncached_input_tokens) AS uncached_input_tokens,
  if(s.call != 0, s.new_cache_read, c.cache_read_tokens) AS cache_read_tokens,
  if(s.call != 0, s.new_cache_write_5m, c.cache_write_5m_tokens) AS cache_write_5m_tokens,
  if(s.call != 0, s.new_cache_write_1h, c.cache_write_1h_tokens) AS cache_write_1h_tokens,
  c.usd - s.saved_usd AS usd)
FROM {study:Identifier} AS c
LEFT ANY JOIN compressed AS s ON s.call = c.call
