-- How many calls were there, what did they cost in all and each, and in the time before of the same length?
-- Of a time that is still running, the one before counts as much as has passed.
-- A call's cost is a mean over calls whose cost is known; `unpriced_calls` have none.
WITH
  @passed
SELECT
  toUInt64(round(sumIf(s.calls, is_now))) AS calls,
  toUInt64(round(sumIf(s.calls, NOT is_now) * toFloat64(passed))) AS before_calls,
  sumIf(s.usd, is_now) AS effective_usd,
  toDecimal128(sumIf(s.usd, NOT is_now) * passed, 18) AS before_usd,
  effective_usd / toDecimal128(nullIf(sumIf(s.known, is_now), 0), 6) AS per_call_usd,
  sumIf(s.usd, NOT is_now) / toDecimal128(nullIf(sumIf(s.known, NOT is_now), 0), 6) AS before_per_call_usd,
  toUInt64(round(sumIf(s.unpriced, is_now))) AS unpriced_calls
FROM (
  SELECT is_now, sum(p.calls) AS calls, sum(p.effective_usd) AS usd, sumIf(p.calls, isNotNull(p.effective_usd)) AS known,
    sumIf(p.calls, p.price_status = 'unpriced') AS unpriced
  FROM priced(
    SELECT feature, @is_now
    FROM spend@with_before
  ) AS p
  GROUP BY is_now
) AS s
