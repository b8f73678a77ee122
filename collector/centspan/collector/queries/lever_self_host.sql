-- What load does each feature of a study make that generates text: how many calls, at what cost, of how many tokens, and in a busy hour?
-- A busy hour has more calls than 99 % of those with any.
SELECT h.environment AS environment, h.feature AS feature, sum(h.calls) AS calls, sum(h.usd) AS cost_usd,
  sum(h.input) AS input_tokens, sum(h.output) AS output_tokens, quantileExact(0.99)(h.calls) AS busy_calls
FROM (
  SELECT environment, feature, toStartOfHour(started_at) AS hour, sum(weight) AS calls, sum(c.usd) AS usd,
    sum(weight * (uncached_input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)) AS input,
    sum(weight * (output_tokens + reasoning_tokens)) AS output
  FROM {study:Identifier} AS c
  WHERE @makes_text
  GROUP BY environment, feature, hour
) AS h
GROUP BY environment, feature
HAVING cost_usd > 0
ORDER BY environment, feature
