-- Which single calls cost most?
-- The hundred dearest calls of the last 24 hours of the range only: a call's cost stands in no index.
SELECT *
FROM (
  SELECT
    started_at, trace_id, toString(feature) AS feature, toString(tenant) AS tenant, user_id, toString(model) AS model,
    toString(status) AS status, effective_usd, list_usd, recorded_usd, toString(recorded_by) AS recorded_by,
    price_status,
    uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens + cache_write_1h_tokens AS cache_write_tokens,
    output_tokens, reasoning_tokens, duration_ms, toString(prompt_version) AS prompt_version, request_id, task_id, span_id
  FROM calls
  WHERE counted AND in_last_day(environment, feature, team, model, tenant)
  ORDER BY effective_usd DESC NULLS LAST, started_at DESC, span_id
  LIMIT 100
)
-- Only of these: asked of every call, it would cost as much as their order.
WHERE effective_usd IS NOT NULL
ORDER BY effective_usd DESC, started_at DESC, span_id
