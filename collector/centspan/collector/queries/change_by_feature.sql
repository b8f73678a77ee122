-- What made each feature's spend change against the time before: how many calls, which models, or what each call cost?
-- As in change_parts.sql, each feature by itself: its mix is of models. The thirty largest changes.
-- Of a time that is still running, the one before counts as much as has passed.
WITH
  @passed,
@segments
SELECT if(g.feature = '', '(none)', toString(g.feature)) AS feature,
  effective_usd, before_usd, change_usd, volume_usd, mix_usd, price_usd
FROM (
  SELECT feature,
    sum(g.usd) AS effective_usd, sum(g.before_usd) AS before_usd, effective_usd - before_usd AS change_usd,
    if(sum(g.before_calls) = 0, effective_usd, toDecimal128(
      toFloat64(before_usd) * (sum(g.calls) / greatest(sum(g.before_calls), 1e-9) - 1), 18)) AS volume_usd,
    sum(if(g.calls = 0 OR g.before_calls = 0, toDecimal128(0, 18),
      g.usd - toDecimal128(toFloat64(g.before_usd) * g.calls / g.before_calls, 18))) AS price_usd,
    change_usd - volume_usd - price_usd AS mix_usd
  FROM segments AS g
  GROUP BY feature
) AS g
ORDER BY abs(change_usd) DESC, feature
LIMIT 30
