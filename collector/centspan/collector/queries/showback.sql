-- What did each team's features cost on each model, in calls, tokens and dollars?
-- The three hundred dearest; `list_usd` is before contracts and bills.
SELECT
  if(p.team = '', '(none)', toString(p.team)) AS team,
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  if(p.model = '', '(none)', toString(p.model)) AS model,
  toUInt64(round(sum(p.calls))) AS calls,
  sum(p.uncached_input_tokens) + sum(p.cache_read_tokens) + sum(p.cache_write_5m_tokens) + sum(p.cache_write_1h_tokens)
    + sum(p.audio_input_tokens) + sum(p.image_input_tokens) AS input_tokens,
  sum(p.output_tokens) + sum(p.reasoning_tokens) + sum(p.audio_output_tokens) + sum(p.image_output_tokens) AS output_tokens,
  sum(p.list_usd) AS list_usd,
  sum(p.effective_usd) AS effective_usd,
  effective_usd / toDecimal128(nullIf(sumIf(p.calls, isNotNull(p.effective_usd)), 0), 6) AS per_call_usd,
  toUInt64(round(sumIf(p.calls, p.price_status = 'unpriced'))) AS unpriced_calls
FROM priced(SELECT team, feature, model FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
GROUP BY team, feature, model
ORDER BY effective_usd DESC NULLS LAST, sum(p.calls) DESC, team, feature, model
LIMIT 300
