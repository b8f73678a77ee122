-- What the sums of a rollup in `p` cost at the prices of the row `b` of the book.
p.uncached_input_tokens * b.uncached_input + p.cache_read_tokens * b.cache_read
      + p.cache_write_5m_tokens * b.cache_write_5m + p.cache_write_1h_tokens * b.cache_write_1h
      + p.output_tokens * b.output + p.reasoning_tokens * b.reasoning + p.audio_input_tokens * b.audio_input
      + p.audio_output_tokens * b.audio_output + p.image_input_tokens * b.image_input
      + p.image_output_tokens * b.image_output + toDecimal128(p.web_searches * b.web_searches, 18)
      + toDecimal128(p.requests * b.requests, 18)
