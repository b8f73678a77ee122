-- What was spent since midnight (UTC) of the day of {end}, and the day before up to the same time?
-- Of an hour that is still running, the day before counts the part that has passed.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toStartOfDay(until - 1) AS since,
  toStartOfHour(until + 3599) AS whole,
  toDecimal64((least(whole, now('UTC')) - since) / (whole - since), 6) AS passed
SELECT
  sumOrNull(spent) AS effective_usd,
  toDecimal128(sumOrNull(earlier) * passed, 18) AS before_usd
FROM (
  SELECT p.effective_usd AS spent, NULL AS earlier
  FROM priced(
    SELECT feature FROM spend(
      toStartOfDay(least({end:DateTime('UTC')}, now('UTC')) - 1), least({end:DateTime('UTC')}, now('UTC')), 0)
  ) AS p
  UNION ALL
  SELECT NULL, p.effective_usd
  FROM priced(
    SELECT feature FROM spend(
      toStartOfDay(least({end:DateTime('UTC')}, now('UTC')) - 1) - 86400,
      least({end:DateTime('UTC')}, now('UTC')) - 86400, 0)
  ) AS p
)
