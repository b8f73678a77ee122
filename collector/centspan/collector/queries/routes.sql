-- How do a feature's routes compare: cost, tokens, efficiency and errors of a call?
-- A route is what the app says (`label(route=…)`): the way a request took, to a model or a chain of them. The hundred dearest.
SELECT
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  if(p.route = '', '(none)', toString(p.route)) AS route,
  toUInt64(round(sum(p.calls))) AS calls,
  sum(p.effective_usd) AS effective_usd,
  effective_usd / toDecimal128(nullIf(sumIf(p.calls, isNotNull(p.effective_usd)), 0), 6) AS per_call_usd,
  (sum(p.uncached_input_tokens) + sum(p.cache_read_tokens) + sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens)
    + sum(p.audio_input_tokens) + sum(p.image_input_tokens)) / sum(p.calls) AS input_per_call_tokens,
  sum(p.output_tokens) / sum(p.calls) AS output_per_call_tokens,
  sum(p.useful_output_tokens) / nullIf(sum(p.text_tokens), 0) AS ter,
  sum(p.errors) / sum(p.calls) AS error_share
FROM priced(SELECT feature, route FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
GROUP BY feature, route
ORDER BY effective_usd DESC NULLS LAST, sum(p.calls) DESC, feature, route
LIMIT 100
