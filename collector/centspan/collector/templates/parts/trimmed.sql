-- What a call's prompt has of `out_tokens` that are taken out, and what they cost: at the price of what a provider's cache
-- read, where it read any.
least(out_tokens, multiIf(cache_read_tokens > 0, cache_read_tokens,
        cache_write_5m_tokens > 0, cache_write_5m_tokens, cache_write_1h_tokens > 0, cache_write_1h_tokens, uncached_input_tokens)) AS trimmed,
      toDecimal128(trimmed * multiIf(cache_read_tokens > 0, cache_read_usd, cache_write_5m_tokens > 0, cache_write_5m_usd,
        cache_write_1h_tokens > 0, cache_write_1h_usd, uncached_input_usd) * paid, 18) AS saved_usd
