-- What was spent since the first (UTC) of the month of {end}, and the month before up to the same time?
-- Of an hour that is still running, the month before counts the part that has passed.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC') AS since,
  toStartOfHour(until + 3599) AS whole,
  toDecimal64((least(whole, now('UTC')) - since) / (whole - since), 9) AS passed
SELECT
  sumOrNullIf(p.effective_usd, is_now) AS effective_usd,
  toDecimal128(sumOrNullIf(p.effective_usd, NOT is_now) * passed, 18) AS before_usd
FROM priced(
  SELECT hour >= toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC') AS is_now
  FROM spend(
    addMonths(toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), -1),
    least({end:DateTime('UTC')}, now('UTC')), 86400,
    cut addMonths(toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), -1) + (least({end:DateTime('UTC')}, now('UTC')) - toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC')))
  WHERE is_now OR hour < addMonths(toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), -1) + (least({end:DateTime('UTC')}, now('UTC')) - toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'))
) AS p
