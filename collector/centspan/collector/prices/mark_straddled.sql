-- Hours with calls of the keys whose prices a new version changes inside a day: to be rolled again.
INSERT INTO dirty_hours (hour, marked_at)
SELECT DISTINCT toStartOfHour(toDateTime(started_at, 'UTC')) AS hour, now('UTC') AS marked_at
FROM llm_calls
WHERE price_key IN (
  SELECT price_key FROM prices
  WHERE version = {version:UInt32}
    AND (day_from != 0 OR day_to != 86400
      OR toUInt32(valid_from) % 86400 != 0
      OR (toUInt32(valid_to) % 86400 != 0 AND toUInt32(valid_to) != 4294967295))
)
