-- All tokens of a call's prompt.
uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens
