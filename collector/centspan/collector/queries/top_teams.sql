-- Which teams cost most, what share of all, and how far did each move since the time before of the same length?
-- The twenty dearest, and all others together; `(none)` are calls that say no team.
-- Of a time that is still running, the one before counts as much as has passed.
WITH
  @passed,
ranked AS (
  SELECT if(p.team = '', '(none)', toString(p.team)) AS team, sumIf(p.calls, is_now) AS calls,
    sumOrNullIf(p.effective_usd, is_now) AS usd, sumOrNullIf(p.effective_usd, NOT is_now) AS before_usd,
    row_number() OVER (ORDER BY usd DESC NULLS LAST, team) AS place
  FROM priced(
    SELECT team, @is_now
    FROM spend@with_before
  ) AS p
  GROUP BY team
)
SELECT
  if(place > 20, 'other', r.team) AS team,
  toUInt64(round(sum(r.calls))) AS calls,
  sum(r.usd) AS effective_usd,
  toFloat64(effective_usd) / nullIf(toFloat64(sum(effective_usd) OVER ()), 0) AS spend_share,
  toDecimal128(sum(r.before_usd) * passed, 18) AS before_usd,
  toFloat64(ifNull(effective_usd, 0)) / nullIf(toFloat64(before_usd), 0) - 1 AS change_share
FROM ranked AS r
GROUP BY team, place > 20
ORDER BY place > 20, effective_usd DESC NULLS LAST, team
