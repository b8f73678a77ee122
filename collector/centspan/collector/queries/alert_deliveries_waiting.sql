-- Which notifications are still to be sent?
-- The newest version of each; the oldest first. Asked each second, so that only those are read whole.
SELECT
  id,
  version,
  toString(channel) AS channel,
  group_key,
  toString(reason) AS reason,
  firing,
  created_at,
  toString(status) AS status,
  attempts,
  next_attempt_at,
  changed_at,
  error,
  document
FROM alert_deliveries FINAL
WHERE (channel, group_key, created_at, id) IN (
  SELECT
    channel,
    group_key,
    created_at,
    id
  FROM alert_deliveries
  GROUP BY channel, group_key, created_at, id
  HAVING argMax(status, version) = 'waiting'
)
ORDER BY created_at, id
