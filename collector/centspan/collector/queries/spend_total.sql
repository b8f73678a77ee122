-- How many calls were there, what did they cost in all and each, and in the time before of the same length?
-- Of a time that is still running, the one before counts as much as has passed.
-- A call's cost is a mean over calls whose cost is known; `unpriced_calls` have none.
WITH
  toStartOfHour({start:DateTime('UTC')} + 3599) AS since,
  toStartOfHour({end:DateTime('UTC')} + 3599) AS whole,
  toDecimal64(if(whole > since, (least(whole, greatest(since, now('UTC'))) - since) / (whole - since), 1), 6) AS passed
SELECT
  toUInt64(round(sum(s.calls))) AS calls,
  toUInt64(round(sum(s.before_calls) * toFloat64(passed))) AS before_calls,
  sum(s.usd) AS effective_usd,
  toDecimal128(sum(s.before_usd) * passed, 18) AS before_usd,
  effective_usd / toDecimal128(nullIf(sum(s.known), 0), 6) AS per_call_usd,
  sum(s.before_usd) / toDecimal128(nullIf(sum(s.before_known), 0), 6) AS before_per_call_usd,
  toUInt64(round(sum(s.unpriced))) AS unpriced_calls
FROM (
  SELECT p.calls AS calls, NULL AS before_calls, p.effective_usd AS usd, NULL AS before_usd,
    if(isNull(p.effective_usd), 0, p.calls) AS known, NULL AS before_known, if(p.price_status = 'unpriced', p.calls, 0) AS unpriced
  FROM priced(SELECT feature FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
  UNION ALL
  SELECT NULL, p.calls, NULL, p.effective_usd, NULL, if(isNull(p.effective_usd), 0, p.calls), NULL
  FROM priced(SELECT feature FROM spend(
      toStartOfHour({start:DateTime('UTC')} + 3599)
        - (toStartOfHour({end:DateTime('UTC')} + 3599) - toStartOfHour({start:DateTime('UTC')} + 3599)),
      toStartOfHour({start:DateTime('UTC')} + 3599), 0)) AS p
) AS s
