-- What a call's prompt costs less, of which `read` tokens are read and `written` are written.
toDecimal128((uncached_input_tokens * uncached_input_usd + cache_read_tokens * cache_read_usd
      + cache_write_5m_tokens * cache_write_5m_usd + cache_write_1h_tokens * cache_write_1h_usd
      - read * per_read - written * per_write - (input - read - written) * uncached_input_usd) * paid, 18) AS saved_usd
