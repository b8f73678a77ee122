-- What did calls between {start} and {end} use of each model, tier and context band, by bucket, and what did it cost?
-- Of calls whose cost is known.
SELECT toString(s.provider) AS provider, toString(s.model) AS model, toString(s.service_tier) AS service_tier,
  s.context_band AS context_band,
  toUInt64(round(sum(s.calls))) AS calls, sum(s.effective_usd) AS effective_usd,
  sum(s.uncached_input_tokens) AS uncached_input, sum(s.cache_read_tokens) AS cache_read,
  sum(s.cache_write_5m_tokens) AS cache_write_5m, sum(s.cache_write_1h_tokens) AS cache_write_1h,
  sum(s.output_tokens) AS output, sum(s.reasoning_tokens) AS reasoning,
  sum(s.text_tokens) AS text_tokens
FROM priced(SELECT provider, model, service_tier, context_band FROM spend) AS s
WHERE isNotNull(s.effective_usd)
GROUP BY ALL
HAVING text_tokens > 0
ORDER BY effective_usd DESC, provider, model, service_tier, context_band
