-- What did each value of one dimension spend, in calls, tokens by bucket and three amounts?
-- Amounts are summed over priced calls; the calls they leave out stand beside them as shares.
SELECT
  multiIf(
    {by:String} = 'feature', feature, {by:String} = 'model', model, {by:String} = 'provider', provider,
    {by:String} = 'team', team, {by:String} = 'route', route, {by:String} = 'service', service,
    {by:String} = 'environment', environment, {by:String} = 'operation', operation,
    {by:String} = 'purpose', purpose, {by:String} = 'prompt_version', prompt_version,
    {by:String} = 'service_tier', service_tier, '') AS value,
  sum(spend.calls) AS calls,
  sum(spend.errors) AS errors,
  sum(spend.retries) AS retries,
  sum(spend.uncached_input_tokens) AS uncached_input,
  sum(spend.cache_read_tokens) AS cache_read,
  sum(spend.cache_write_5m_tokens) + sum(spend.cache_write_1h_tokens) AS cache_write,
  sum(spend.output_tokens) AS output,
  sum(spend.reasoning_tokens) AS reasoning,
  sum(spend.audio_input_tokens) + sum(spend.audio_output_tokens) + sum(spend.image_input_tokens)
    + sum(spend.image_output_tokens) AS media,
  sum(spend.useful_output_tokens) AS useful_output,
  sumIf(spend.uncached_input_tokens + spend.cache_read_tokens + spend.cache_write_5m_tokens + spend.cache_write_1h_tokens
    + spend.output_tokens + spend.reasoning_tokens, operation IN ('chat', 'text_completion', 'generate_content')) AS text_tokens,
  sum(spend.recorded_usd) AS recorded_usd,
  sum(spend.list_usd) AS list_usd,
  sum(spend.effective_usd) AS effective_usd,
  sumIf(spend.calls, price_status = 'unpriced') AS unpriced_calls,
  sumIf(spend.calls, price_status = 'assumed') AS assumed_calls,
  sumIf(spend.calls, usage_source = 'estimated') AS estimated_calls,
  sumIf(spend.calls, usage_source = 'none' AND spend.errors < spend.calls) AS no_usage_calls,
  sum(spend.inconsistent_calls) AS inconsistent,
  sumIf(spend.calls, feature = '') AS unattributed_calls
FROM spend
WHERE hour >= toStartOfHour({start:DateTime('UTC')}) AND hour < {end:DateTime('UTC')}
GROUP BY value
ORDER BY effective_usd DESC NULLS LAST, calls DESC, value
