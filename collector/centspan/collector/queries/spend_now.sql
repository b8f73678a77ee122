-- How fast is money spent: dollars an hour over the last 15 minutes before {end}, and an hour earlier?
-- Read from calls of 75 minutes, by the hours of their key; NULL where nothing priced was called.
-- `until` has the fractions of started_at: compared without, the engine skips parts of its last second.
WITH toDateTime64(least({end:DateTime('UTC')}, now('UTC')), 6, 'UTC') AS until
SELECT
  toDecimal128(sumOrNullIf(c.effective_usd * toDecimal64(c.weight, 6), c.started_at >= until - 900) * 4, 18) AS per_hour_usd,
  toDecimal128(sumOrNullIf(c.effective_usd * toDecimal64(c.weight, 6), c.started_at < until - 3600) * 4, 18) AS before_usd
FROM calls AS c
WHERE c.started_at >= until - 4500 AND c.started_at < until AND c.counted = 1
  AND in_scope(environment, feature, team, model)
