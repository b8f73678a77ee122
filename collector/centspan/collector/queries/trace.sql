-- What happened in this trace: every span, its tokens and three amounts, counted or not and why?
-- A call of a model has `is_call` 1; other spans stand here by name and duration while otel_traces keeps them, so
-- that the tree holds together. In the order they began; `parent_span_id` is empty for a root. By index.
WITH
  found AS (
    SELECT * FROM calls
    WHERE (environment, feature, started_at) IN (
        SELECT environment, feature, started_at FROM llm_calls
        WHERE trace_id = toFixedString(substring(unhex({trace_id:String}), 1, 16), 16))
      AND trace_id = lower({trace_id:String})
  ),
  spans AS (
    SELECT SpanId, any(ParentSpanId) AS parent, any(SpanName) AS span_name, any(ServiceName) AS of_service,
      min(Timestamp) AS began_at, max(Duration) AS nanoseconds, any(StatusCode) AS code
    FROM otel_traces
    WHERE TraceId = lower({trace_id:String})
    GROUP BY SpanId
  )
SELECT
  if(c.span_id != '', c.span_id, s.SpanId) AS span_id,
  if(c.span_id != '', c.parent_span_id, s.parent) AS parent_span_id,
  toUInt8(c.span_id != '') AS is_call,
  if(s.span_name != '', toString(s.span_name), concat(toString(c.operation), ' ', toString(c.model))) AS name,
  toString(if(c.span_id != '', c.service, s.of_service)) AS service,
  if(c.span_id != '', c.started_at, toDateTime64(s.began_at, 6, 'UTC')) AS started_at,
  if(c.span_id != '', c.duration_ms, s.nanoseconds / 1e6) AS duration_ms,
  multiIf(c.span_id != '', toString(c.status), s.code IN ('Error', 'STATUS_CODE_ERROR'), 'error', 'ok') AS status,
  toString(c.error_type) AS error_type,
  toString(c.feature) AS feature, toString(c.tenant) AS tenant, c.user_id AS user_id, c.task_id AS task_id,
  toString(c.provider) AS provider, toString(c.model) AS model,
  if(is_call, c.uncached_input_tokens, NULL) AS uncached_input_tokens,
  if(is_call, c.cache_read_tokens, NULL) AS cache_read_tokens,
  if(is_call, c.cache_write_5m_tokens + c.cache_write_1h_tokens, NULL) AS cache_write_tokens,
  if(is_call, c.output_tokens, NULL) AS output_tokens,
  if(is_call, c.reasoning_tokens, NULL) AS reasoning_tokens,
  c.recorded_usd AS recorded_usd, toString(c.recorded_by) AS recorded_by, c.list_usd AS list_usd, c.effective_usd AS effective_usd,
  c.price_status AS price_status,
  if(is_call, toUInt8(c.counted), NULL) AS counted,
  toString(c.not_counted_because) AS not_counted_because,
  toString(c.finish_reason) AS finish_reason, toString(c.usage_source) AS usage_source, toString(c.usage_status) AS usage_status,
  c.request_id AS request_id
FROM found AS c
FULL JOIN spans AS s ON s.SpanId = c.span_id
ORDER BY started_at, span_id
LIMIT 5000
