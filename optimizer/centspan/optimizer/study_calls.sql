-- Every counted call whose cost is known, once.
SELECT
  c.started_at, cityHash64(trace_id, span_id) AS call, environment, feature, tenant,
  multiIf(c.user_id != '', cityHash64('user', tenant, c.user_id), session_id != '', cityHash64('session', tenant, session_id),
    task_id != '', cityHash64('task', task_id), 0) AS user,
  task_id, prompt_version, purpose, provider, model, operation, service_tier, context_band, stream, has_tools,
  temperature, status, abandoned, root_kind,
  toUInt64(duration_ms * 1000) AS duration_us,
  uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
  reinterpretAsUInt64(reverse(unhex(request_fingerprint))) AS request,
  reinterpretAsUInt32(reverse(unhex(fingerprint_key_id))) AS fingerprint_key,
  weight,
  uncached_input_usd, cache_read_usd, cache_write_5m_usd, cache_write_1h_usd, output_usd, reasoning_usd,
  -- A bill of a gateway may be above or below what tokens cost: savings are in dollars that are paid.
  toDecimal64(weight * if(billed AND tokens_usd > 0, least(toFloat64(effective_usd) / toFloat64(tokens_usd), 1e6), 1), 9) AS paid,
  if(weight = 1, assumeNotNull(effective_usd), toDecimal128(assumeNotNull(effective_usd) * toDecimal64(weight, 6), 18)) AS usd,
  if(billed, toDecimal128(0, 18), usd - toDecimal128(tokens_usd * paid, 18)) AS other_usd,
  toUInt32(0) AS left_out_tokens
FROM (
  SELECT *, recorded_by IN ('provider', 'gateway') AS billed, if(served_from = '', contracted_id, 0) AS price,
    ifNull(dictGet('price_row', 'uncached_input', price), toDecimal128(0, 18)) AS uncached_input_usd,
    dictGet('price_row', 'cache_read', price) AS cache_read_usd,
    dictGet('price_row', 'cache_write_5m', price) AS cache_write_5m_usd,
    dictGet('price_row', 'cache_write_1h', price) AS cache_write_1h_usd,
    dictGet('price_row', 'output', price) AS output_usd,
    dictGet('price_row', 'reasoning', price) AS reasoning_usd,
    uncached_input_tokens * uncached_input_usd + cache_read_tokens * cache_read_usd
    + cache_write_5m_tokens * cache_write_5m_usd + cache_write_1h_tokens * cache_write_1h_usd
    + output_tokens * output_usd + reasoning_tokens * reasoning_usd AS tokens_usd
  FROM calls
) AS c
WHERE counted AND toStartOfHour(c.started_at) >= toStartOfHour({start:DateTime('UTC')})
  AND toStartOfHour(c.started_at) < toStartOfHour({end:DateTime('UTC')} + 3599)
  AND isNotNull(effective_usd) AND ({feature:String} = '' OR feature = {feature:String})
