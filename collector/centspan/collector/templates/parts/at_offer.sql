-- The prices and the cost of a call of the study `c` at the offer `o`, where there is one.
if(o.offered, o.uncached_input, c.uncached_input_usd) AS uncached_input_usd,
  if(o.offered, o.cache_read, c.cache_read_usd) AS cache_read_usd,
  if(o.offered, o.cache_write_5m, c.cache_write_5m_usd) AS cache_write_5m_usd,
  if(o.offered, o.cache_write_1h, c.cache_write_1h_usd) AS cache_write_1h_usd,
  if(o.offered, o.output, c.output_usd) AS output_usd,
  if(o.offered, o.reasoning, c.reasoning_usd) AS reasoning_usd,
  if(o.offered, @offered_usd, c.usd) AS usd
