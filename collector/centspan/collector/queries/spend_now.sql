-- How fast is money spent: dollars an hour in the hour under way before {end}, and in the hour before that?
-- While fewer than 15 minutes of the hour have passed, the one before it is counted with it. NULL where nothing
-- priced was called.
WITH
  least({end:DateTime('UTC')}, now('UTC')) AS until,
  toStartOfHour(until - 900) AS since
SELECT
  toDecimal128(sumOrNullIf(p.effective_usd, p.hour >= since) * 3600 / (until - since), 18) AS per_hour_usd,
  toDecimal128(sumOrNullIf(p.effective_usd, p.hour < since), 18) AS before_usd
FROM priced(
  SELECT hour FROM spend(
    toStartOfHour(least({end:DateTime('UTC')}, now('UTC')) - 900) - 3600, least({end:DateTime('UTC')}, now('UTC')), 3600)
) AS p
