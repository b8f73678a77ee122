-- Which five features spend most, and how did each change against the time before of the same length?
-- Of a time that is still running, the one before counts as much as has passed. A feature that spent
-- nothing before has no change.
WITH
  toStartOfHour({start:DateTime('UTC')} + 3599) AS since,
  toStartOfHour({end:DateTime('UTC')} + 3599) AS whole,
  toDecimal64(if(whole > since, (least(whole, greatest(since, now('UTC'))) - since) / (whole - since), 1), 6) AS passed
SELECT
  row_number() OVER (ORDER BY effective_usd DESC, feature) AS place_count,
  feature,
  toUInt64(round(sum(s.calls))) AS calls,
  sum(s.spent) AS effective_usd,
  toDecimal128(sum(s.earlier) * passed, 18) AS before_usd,
  effective_usd - ifNull(before_usd, toDecimal128(0, 18)) AS change_usd,
  if(before_usd > 0, toFloat64(effective_usd) / toFloat64(before_usd) - 1, NULL) AS change_share,
  toDecimal128(effective_usd / toDecimal64(nullIf(sum(s.priced_calls), 0), 6), 18) AS per_call_usd
FROM (
  SELECT if(p.feature = '', '(none)', toString(p.feature)) AS feature, p.calls AS calls,
    p.effective_usd AS spent, NULL AS earlier, if(p.effective_usd IS NULL, 0, p.calls) AS priced_calls
  FROM priced(SELECT feature FROM spend) AS p
  UNION ALL
  SELECT if(p.feature = '', '(none)', toString(p.feature)), 0, NULL, p.effective_usd, 0
  FROM priced(
    SELECT feature FROM spend(
      toStartOfHour({start:DateTime('UTC')} + 3599)
        - (toStartOfHour({end:DateTime('UTC')} + 3599) - toStartOfHour({start:DateTime('UTC')} + 3599)),
      toStartOfHour({start:DateTime('UTC')} + 3599), 0)
  ) AS p
) AS s
GROUP BY feature
HAVING effective_usd IS NOT NULL
ORDER BY effective_usd DESC, feature
LIMIT 5
