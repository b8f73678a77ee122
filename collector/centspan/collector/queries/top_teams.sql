-- Which teams cost most, what share of all, and how far did each move since the span before of the same length?
-- The twenty dearest, and all others together; `(none)` are calls that say no team.
WITH ranked AS (
  SELECT if(s.team = '', '(none)', toString(s.team)) AS team, sum(s.calls) AS calls, sum(s.usd) AS usd, sum(s.before_usd) AS before_usd,
    row_number() OVER (ORDER BY usd DESC NULLS LAST, team) AS place
  FROM (
    SELECT team, p.calls AS calls, p.effective_usd AS usd, NULL AS before_usd
    FROM priced(SELECT team FROM spend({start:DateTime('UTC')}, {end:DateTime('UTC')}, 0)) AS p
    UNION ALL
    SELECT team, 0, NULL, p.effective_usd
    FROM priced(SELECT team FROM spend({start:DateTime('UTC')} - ({end:DateTime('UTC')} - {start:DateTime('UTC')}), {start:DateTime('UTC')}, 0)) AS p
  ) AS s
  GROUP BY team
)
SELECT
  if(place > 20, 'other', r.team) AS team,
  toUInt64(round(sum(r.calls))) AS calls,
  sum(r.usd) AS effective_usd,
  toFloat64(effective_usd) / nullIf(toFloat64(sum(effective_usd) OVER ()), 0) AS spend_share,
  sum(r.before_usd) AS before_usd,
  toFloat64(ifNull(effective_usd, 0)) / nullIf(toFloat64(before_usd), 0) - 1 AS change_share
FROM ranked AS r
GROUP BY team, place > 20
ORDER BY place > 20, effective_usd DESC NULLS LAST, team
