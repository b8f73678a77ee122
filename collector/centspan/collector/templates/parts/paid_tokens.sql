-- The tokens of calls `c` of a study, each times what was paid for a dollar of it: at any prices they cost what would be paid.
sum(toDecimal128(c.paid, 9) * c.uncached_input_tokens) AS uncached_input_tokens, sum(toDecimal128(c.paid, 9) * c.cache_read_tokens) AS cache_read_tokens,
    sum(toDecimal128(c.paid, 9) * c.cache_write_5m_tokens) AS cache_write_5m_tokens, sum(toDecimal128(c.paid, 9) * c.cache_write_1h_tokens) AS cache_write_1h_tokens,
    sum(toDecimal128(c.paid, 9) * c.output_tokens) AS output_tokens, sum(toDecimal128(c.paid, 9) * c.reasoning_tokens) AS reasoning_tokens
