-- What was each group of alerts told last, where that was that something fires, or was since a moment?
WITH newest AS (
  SELECT
    channel,
    group_key,
    max(created_at) AS told_at
  FROM alert_deliveries
  GROUP BY channel, group_key
  HAVING argMax(firing, created_at) > 0 OR told_at >= {since:DateTime64(3, 'UTC')}
)
SELECT
  toString(channel) AS channel,
  group_key,
  created_at,
  argMax(document, version) AS document
FROM alert_deliveries
WHERE (channel, group_key, created_at) IN (SELECT channel, group_key, told_at FROM newest)
GROUP BY channel, group_key, created_at
