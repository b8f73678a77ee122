-- Which users cost most, and what share of all?
-- The twenty dearest, and all others together; `(none)` are calls that say no user. From the calls of the last
-- 24 hours of the range only: by user there is no rollup of hours.
WITH ranked AS (
  SELECT if(c.user_id = '', '(none)', c.user_id) AS user_id, sum(c.weight) AS calls,
    sum(if(c.weight = 1, c.effective_usd, toDecimal128(c.effective_usd * toDecimal64(c.weight, 6), 18))) AS usd,
    row_number() OVER (ORDER BY usd DESC NULLS LAST, user_id) AS place
  FROM calls AS c
  WHERE counted AND in_last_day(environment, feature, team, model, tenant)
  GROUP BY user_id
)
SELECT
  if(place > 20, 'other', r.user_id) AS user_id,
  toUInt64(round(sum(r.calls))) AS calls,
  sum(r.usd) AS effective_usd,
  toFloat64(effective_usd) / nullIf(toFloat64(sum(effective_usd) OVER ()), 0) AS spend_share
FROM ranked AS r
GROUP BY user_id, place > 20
ORDER BY place > 20, effective_usd DESC NULLS LAST, user_id
