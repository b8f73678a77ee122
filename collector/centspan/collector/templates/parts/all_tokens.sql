-- Every token of a group's calls, each bucket once.
p.uncached_input_tokens + p.cache_read_tokens + p.cache_write_5m_tokens + p.cache_write_1h_tokens + p.output_tokens
    + p.reasoning_tokens + p.audio_input_tokens + p.audio_output_tokens + p.image_input_tokens + p.image_output_tokens
