-- Which notifications were made since a moment, and what became of each?
-- The newest version of each, the newest first; limited to some states.
SELECT
  id,
  toString(channel) AS channel,
  group_key,
  toString(reason) AS reason,
  created_at,
  toString(status) AS status,
  attempts,
  next_attempt_at,
  changed_at,
  error,
  JSONExtractString(document, 'alerts', 1, 'headline') AS headline,
  JSONLength(document, 'alerts') AS alerts
FROM alert_deliveries FINAL
WHERE created_at >= {start:DateTime} AND hasAny({states:Array(String)}, ['*', toString(status)])
ORDER BY created_at DESC, id
LIMIT {limit:UInt32}
