-- What was spent since the first (UTC) of the month of {end}, and the month before up to the same time?
-- Of an hour that is still running, the month before counts the part that has passed.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toDateTime(toStartOfMonth(until - 1), 'UTC') AS since,
  toStartOfHour(until + 3599) AS whole,
  toDecimal64((least(whole, now('UTC')) - since) / (whole - since), 6) AS passed
SELECT
  sumOrNull(spent) AS effective_usd,
  toDecimal128(sumOrNull(earlier) * passed, 18) AS before_usd
FROM (
  SELECT p.effective_usd AS spent, NULL AS earlier
  FROM priced(
    SELECT feature FROM spend(
      toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'),
      least({end:DateTime('UTC')}, now('UTC')), 0)
  ) AS p
  UNION ALL
  SELECT NULL, p.effective_usd
  FROM priced(
    SELECT feature FROM spend(
      addMonths(toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), -1),
      least(
        toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'),
        addMonths(toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'), -1)
          + (least({end:DateTime('UTC')}, now('UTC'))
            - toDateTime(toStartOfMonth(least({end:DateTime('UTC')}, now('UTC')) - 1), 'UTC'))),
      0)
  ) AS p
)
