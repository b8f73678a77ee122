-- What a call would cost at the prices of the offer `o` for its tokens.
toDecimal128((uncached_input_tokens * o.uncached_input + cache_read_tokens * o.cache_read
      + cache_write_5m_tokens * o.cache_write_5m + cache_write_1h_tokens * o.cache_write_1h
      + output_tokens * o.output + reasoning_tokens * o.reasoning)
      * paid, 18) + other_usd
