-- Which calls carry this request id, trace id, task id, user or tenant, and what became of them?
-- The 200 newest, counted or not; none where none of these is given. Ids are indexed and found in the whole range; a
-- user's or tenant's are looked for in the last 24 hours of it, because they lie everywhere.
SELECT
  started_at, trace_id, toString(feature) AS feature, toString(tenant) AS tenant, user_id, toString(model) AS model,
  toString(status) AS status, effective_usd, list_usd, recorded_usd, toString(recorded_by) AS recorded_by,
  price_status, toUInt8(counted) AS counted, toString(not_counted_because) AS not_counted_because,
  uncached_input_tokens, cache_read_tokens, cache_write_5m_tokens + cache_write_1h_tokens AS cache_write_tokens,
  output_tokens, reasoning_tokens, duration_ms, toString(prompt_version) AS prompt_version, request_id, task_id, span_id
FROM calls
WHERE (concat({request_id:String}, {trace_id:String}, {task_id:String}, {user_id:String}) != ''
    OR NOT has({tenants:Array(String)}, '*'))
  AND started_at >= if(concat({request_id:String}, {trace_id:String}, {task_id:String}) != '', {start:DateTime('UTC')},
    greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400))
  AND started_at < toDateTime64({end:DateTime('UTC')}, 6, 'UTC')
  AND ({request_id:String} = '' OR request_id = {request_id:String})
  AND ({task_id:String} = '' OR task_id = {task_id:String})
  AND ({user_id:String} = '' OR user_id = if({user_id:String} = '(none)', '', {user_id:String}))
  AND ({trace_id:String} = '' OR (environment, feature, started_at) IN (
    SELECT environment, feature, started_at FROM llm_calls
    WHERE trace_id = toFixedString(substring(unhex({trace_id:String}), 1, 16), 16)))
  AND ({trace_id:String} = '' OR trace_id = lower({trace_id:String}))
  AND in_scope(environment, feature, team, model, tenant)
ORDER BY started_at DESC, span_id
LIMIT 200
