-- What did each value of one dimension spend, in calls, tokens by bucket and three amounts?
-- @source is spend, tenant_spend or user_spend (see load in query.py). Amounts are summed over
-- priced calls; the calls they leave out stand beside them. A call without usage is one that was
-- answered by the provider and yet carries none, as in trust_by_service.sql.
SELECT
  value,
  toUInt64(round(sum(s.calls))) AS calls,
  toUInt64(round(sum(s.errors))) AS errors,
  toUInt64(round(sum(s.retries))) AS retries,
  sum(s.uncached_input_tokens) AS uncached_input,
  sum(s.cache_read_tokens) AS cache_read,
  sum(s.cache_write_5m_tokens) + sum(s.cache_write_1h_tokens) AS cache_write,
  sum(s.output_tokens) AS output,
  sum(s.reasoning_tokens) AS reasoning,
  sum(s.audio_input_tokens) + sum(s.audio_output_tokens) + sum(s.image_input_tokens)
    + sum(s.image_output_tokens) AS media,
  sum(s.useful_output_tokens) AS useful_output,
  sum(s.text_tokens) AS text_tokens,
  sumOrNullIf(s.recorded_usd, is_billed) AS recorded_usd,
  sum(s.list_usd) AS list_usd,
  sum(s.effective_usd) AS effective_usd,
  toUInt64(round(sumIf(s.calls, price_status = 'unpriced'))) AS unpriced_calls,
  toUInt64(round(sumIf(s.calls, price_status = 'assumed'))) AS assumed_calls,
  toUInt64(round(sum(s.estimated_calls))) AS estimated_calls,
  toUInt64(round(sum(s.no_usage_calls))) AS no_usage_calls,
  toUInt64(round(sumIf(s.calls, isNull(s.list_usd)))) AS no_list_calls,
  toUInt64(round(sum(s.inconsistent_calls))) AS inconsistent_calls,
  toUInt64(round(sum(s.unseen_attempts))) AS unseen_attempts,
  sum(s.unseen_estimate_usd) AS unseen_estimate_usd
FROM priced(SELECT toString({by:Identifier}) AS value FROM @source) AS s
GROUP BY value
ORDER BY effective_usd DESC NULLS LAST, calls DESC, value
