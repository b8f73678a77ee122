-- Hours that boundaries of a new version cut, on days with calls of its keys: to be rolled again. One on
-- the hour cuts no hour, but the day by which users are rolled up; its hour stands for the day.
INSERT INTO dirty_hours (hour, marked_at)
WITH
  cutting AS (
    SELECT DISTINCT price_key, valid_from, valid_to, day_from, day_to FROM prices WHERE version = {version:UInt32}
  ),
  days AS (
    SELECT DISTINCT price_key, toDate(started_at, 'UTC') AS day
    FROM llm_calls WHERE price_key IN (SELECT price_key FROM cutting)
  )
SELECT DISTINCT toStartOfHour(edge) AS hour, now('UTC') AS marked_at
FROM (
  SELECT day, valid_from, valid_to, arrayJoin([
    valid_from, valid_to, toDateTime(day, 'UTC') + day_from, toDateTime(day, 'UTC') + day_to]) AS edge
  FROM days INNER JOIN cutting USING (price_key)
)
WHERE toDate(edge, 'UTC') = day AND edge BETWEEN valid_from AND valid_to AND toUInt32(edge) % 86400 != 0
