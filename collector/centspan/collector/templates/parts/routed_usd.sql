-- What tokens cost at the prices of the offer `o`; but what was read from the cache of the model that is left is charged as new
-- input, unless {keeps_cache} says that the other's cache reads it as well.
(uncached_input_tokens * o.uncached_input + cache_read_tokens * if({keeps_cache:Bool}, o.cache_read, o.uncached_input)
      + cache_write_5m_tokens * o.cache_write_5m + cache_write_1h_tokens * o.cache_write_1h
      + output_tokens * o.output + reasoning_tokens * o.reasoning)
