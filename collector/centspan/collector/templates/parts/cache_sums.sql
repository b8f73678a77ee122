-- What reading from caches saved and writing to them cost, of the tokens in them.
sum(p.cache_read_tokens) AS cache_read_tokens,
    sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens) AS cache_write_tokens,
    sum(p.uncached_input_tokens) + cache_read_tokens + cache_write_tokens AS input_tokens,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_read_tokens * (full_price - read_price))) AS read_saved_usd,
    sum(if(p.is_cached OR p.is_unmeasured, NULL, p.cache_write_5m_tokens * (write_5m_price - full_price)
      + p.cache_write_1h_tokens * (write_1h_price - full_price))) AS write_premium_usd
