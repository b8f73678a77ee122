-- What was spent since midnight (UTC) of the day of {end}, and the day before up to the same time?
-- Of an hour that is still running, the day before counts the part that has passed.
WITH
  {end:DateTime('UTC')} AS until,
  toStartOfDay(until - 1) AS since,
  toStartOfHour(until + 3599) AS whole,
  greatest(0, least(1, (toUnixTimestamp(least(whole, now('UTC'))) - toUnixTimestamp(since))
    / (toUnixTimestamp(whole) - toUnixTimestamp(since)))) AS passed
SELECT
  sumOrNull(spent) AS effective_usd,
  toDecimal128(sumOrNull(before) * toDecimal64(passed, 6), 18) AS before_usd
FROM (
  SELECT p.effective_usd AS spent, NULL AS before
  FROM priced(SELECT feature FROM spend(toStartOfDay({end:DateTime('UTC')} - 1), {end:DateTime('UTC')}, 0)) AS p
  UNION ALL
  SELECT NULL, p.effective_usd
  FROM priced(SELECT feature FROM spend(
    toStartOfDay({end:DateTime('UTC')} - 1) - 86400, {end:DateTime('UTC')} - 86400, 0)) AS p
)
