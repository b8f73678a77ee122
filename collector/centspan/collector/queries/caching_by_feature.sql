-- What share of each feature's input came from providers' caches, and what did that save after what writing cost?
-- As in caching.sql, by feature and model. The hundred with most input.
SELECT if(c.feature = '', '(none)', toString(c.feature)) AS feature, if(c.model = '', '(none)', toString(c.model)) AS model,
  input_tokens, cache_read_tokens, cache_write_tokens,
  cache_read_tokens / nullIf(input_tokens, 0) AS cache_read_share,
  read_saved_usd - write_premium_usd AS saved_usd, read_saved_usd, write_premium_usd
FROM (
  WITH
    dictGet('price_row', 'uncached_input', p.contracted_id) AS full_price,
    dictGet('price_row', 'cache_read', p.contracted_id) AS read_price,
    dictGet('price_row', 'cache_write_5m', p.contracted_id) AS write_5m_price,
    dictGet('price_row', 'cache_write_1h', p.contracted_id) AS write_1h_price
  SELECT feature, model,
    sum(p.cache_read_tokens) AS cache_read_tokens,
    sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens) AS cache_write_tokens,
    sum(p.uncached_input_tokens) + cache_read_tokens + cache_write_tokens AS input_tokens,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_read_tokens * (full_price - read_price))) AS read_saved_usd,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_write_5m_tokens * (write_5m_price - full_price)
      + p.cache_write_1h_tokens * (write_1h_price - full_price))) AS write_premium_usd
  FROM priced(SELECT feature, model FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
  GROUP BY feature, model
) AS c
WHERE input_tokens > 0
ORDER BY input_tokens DESC, feature, model
LIMIT 100
