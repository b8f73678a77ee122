-- What share of input came from providers' caches, and what did caching save after what writing to them cost?
-- Against the same tokens at the full input price. Calls without a price are in the share, not in the dollars.
SELECT cache_read_tokens / nullIf(input_tokens, 0) AS cache_read_share,
  read_saved_usd - write_premium_usd AS saved_usd, read_saved_usd, write_premium_usd
FROM (
  WITH
    dictGet('price_row', 'uncached_input', p.contracted_id) AS full_price,
    dictGet('price_row', 'cache_read', p.contracted_id) AS read_price,
    dictGet('price_row', 'cache_write_5m', p.contracted_id) AS write_5m_price,
    dictGet('price_row', 'cache_write_1h', p.contracted_id) AS write_1h_price
  SELECT sum(p.cache_read_tokens) AS cache_read_tokens,
    sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens) AS cache_write_tokens,
    sum(p.uncached_input_tokens) + cache_read_tokens + cache_write_tokens AS input_tokens,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_read_tokens * (full_price - read_price))) AS read_saved_usd,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_write_5m_tokens * (write_5m_price - full_price)
      + p.cache_write_1h_tokens * (write_1h_price - full_price))) AS write_premium_usd
  FROM priced(SELECT feature FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
)
