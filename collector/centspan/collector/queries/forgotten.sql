-- How many calls, raw spans, kept texts and told alerts have to do with certain users?
WITH traces AS (SELECT DISTINCT trace_id FROM llm_calls WHERE user_id IN {users:Array(String)})
SELECT
  (SELECT count() FROM llm_calls WHERE user_id IN {users:Array(String)}) AS calls,
  (SELECT count() FROM otel_traces WHERE TraceId IN (SELECT lower(hex(trace_id)) FROM traces)) AS spans,
  (SELECT count() FROM call_content WHERE trace_id IN traces) AS texts,
  (SELECT count() FROM user_spend_rollup WHERE user_id IN {users:Array(String)}) AS user_days,
  (SELECT count() FROM alert_events WHERE multiSearchAny(document, {users:Array(String)})) AS alerts
