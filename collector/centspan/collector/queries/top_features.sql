-- Which five features spend most, and how did each change against the time before of the same length?
-- Of a time that is still running, the one before counts as much as has passed. A feature that spent
-- nothing before has no change.
WITH
  @passed
SELECT
  row_number() OVER (ORDER BY effective_usd DESC, feature) AS place_count,
  if(p.feature = '', '(none)', toString(p.feature)) AS feature,
  toUInt64(round(sumIf(p.calls, is_now))) AS calls,
  sumIf(p.effective_usd, is_now) AS effective_usd,
  toDecimal128(sumOrNullIf(p.effective_usd, NOT is_now) * passed, 18) AS before_usd,
  effective_usd - ifNull(before_usd, toDecimal128(0, 18)) AS change_usd,
  if(before_usd > 0, toFloat64(effective_usd) / toFloat64(before_usd) - 1, NULL) AS change_share,
  toDecimal128(
    effective_usd / toDecimal64(nullIf(sumIf(p.calls, is_now AND p.effective_usd IS NOT NULL), 0), 6), 18) AS per_call_usd
FROM priced(
  SELECT feature, @is_now
  FROM spend@with_before
) AS p
GROUP BY feature
HAVING sumIf(p.calls, is_now AND p.effective_usd IS NOT NULL) > 0
ORDER BY effective_usd DESC, feature
LIMIT 5
