-- Which calls of a scope cost most between {start} and {end}? Of the last 24 hours of that time: five traces, the dearest first.
SELECT trace_id, max(effective_usd) AS usd
FROM calls
WHERE counted AND effective_usd IS NOT NULL
  AND toStartOfHour(started_at) >= toStartOfHour(greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400))
  AND started_at >= greatest({start:DateTime('UTC')}, {end:DateTime('UTC')} - 86400)
  AND toStartOfHour(started_at) <= {end:DateTime('UTC')} AND started_at < {end:DateTime('UTC')}
  AND @in_alert
GROUP BY trace_id
ORDER BY usd DESC, trace_id
LIMIT 5
