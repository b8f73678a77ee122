-- What load are the calls between {start} and {end} that generate text: how many, at what cost, of how many tokens, and in a busy hour?
-- A busy hour has more calls than 99 % of those with any.
SELECT min(h.hour) AS first_hour, toUInt64(round(sum(h.calls))) AS calls, sum(h.usd) AS effective_usd,
  sum(h.input) AS input_tokens, sum(h.output) AS output_tokens, quantileExact(0.99)(h.calls) AS busy_calls
FROM (
  SELECT s.hour AS hour, sum(s.calls) AS calls, sum(s.effective_usd) AS usd,
    sum(s.uncached_input_tokens + s.cache_read_tokens + s.cache_write_5m_tokens + s.cache_write_1h_tokens) AS input,
    sum(s.output_tokens + s.reasoning_tokens) AS output
  FROM priced(SELECT hour FROM spend) AS s
  WHERE isNotNull(s.effective_usd) AND s.text_tokens > 0
  GROUP BY hour
) AS h
