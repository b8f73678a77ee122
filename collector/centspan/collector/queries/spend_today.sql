-- What was spent since midnight (UTC) of the day of {end}, and the day before up to the same time?
-- Of an hour that is still running, the day before counts the part that has passed.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toStartOfDay(until - 1) AS since,
  toStartOfHour(until + 3599) AS whole,
  toDecimal64((least(whole, now('UTC')) - since) / (whole - since), 9) AS passed
SELECT
  sumOrNullIf(p.effective_usd, is_today) AS effective_usd,
  toDecimal128(sumOrNullIf(p.effective_usd, NOT is_today) * passed, 18) AS before_usd
FROM priced(
  SELECT hour >= toStartOfDay(least({end:DateTime('UTC')}, now('UTC')) - 1) AS is_today
  FROM spend(toStartOfDay(least({end:DateTime('UTC')}, now('UTC')) - 1) - 86400, least({end:DateTime('UTC')}, now('UTC')), 3600)
  WHERE is_today OR hour < least({end:DateTime('UTC')}, now('UTC')) - 86400
) AS p
