-- Which notifications are still to be sent?
-- The newest version of each; the oldest first.
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
WHERE status = 'waiting'
ORDER BY created_at, id
