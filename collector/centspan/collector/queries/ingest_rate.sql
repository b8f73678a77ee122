-- How many calls arrived a minute, in the last 24 hours of {start} to {end}?
-- By when they were received, which no index knows: hence the limit. A step is {grain} seconds, 300 at
-- least. A call that came again counts when its last copy came.
WITH greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400) AS since, greatest(300, {grain:UInt32}) AS step
SELECT
  toStartOfInterval(received_at, toIntervalSecond(step)) AS time,
  uniqExact(trace_id, span_id) * 60 / step AS per_minute_calls
FROM llm_calls
WHERE received_at >= since AND received_at < {end:DateTime('UTC')}
  AND in_scope(environment, feature)
GROUP BY time
ORDER BY time
