-- What did calls cost that came to nothing or had to be made again, by feature?
-- Each call in one column: given up, failed but billed, or ended well but made again (`retry`). What attempts
-- that the app never saw answered cost at least is an estimate beside them. From the calls of the last 24
-- hours of the range only: which call failed stands in no rollup.
SELECT
  if(c.feature = '', '(none)', toString(c.feature)) AS feature,
  failed_usd + abandoned_usd + retry_usd AS waste_usd,
  toFloat64(waste_usd) / nullIf(toFloat64(effective_usd), 0) AS waste_share,
  failed_usd, abandoned_usd, retry_usd, unseen_estimate_usd, effective_usd
FROM (
  SELECT feature,
    ifNull(sumIf(usd, abandoned = 1), toDecimal128(0, 18)) AS abandoned_usd,
    ifNull(sumIf(usd, abandoned = 0 AND status = 'error'), toDecimal128(0, 18)) AS failed_usd,
    ifNull(sumIf(usd, abandoned = 0 AND status != 'error' AND is_retry = 1), toDecimal128(0, 18)) AS retry_usd,
    sum(unseen) AS unseen_estimate_usd,
    sum(usd) AS effective_usd
  FROM (
    SELECT feature, status, abandoned, is_retry,
      if(s.weight = 1, s.effective_usd, toDecimal128(s.effective_usd * toDecimal64(s.weight, 6), 18)) AS usd,
      if(s.weight = 1, s.unseen_estimate_usd, toDecimal128(s.unseen_estimate_usd * toDecimal64(s.weight, 6), 18)) AS unseen
    FROM calls AS s
    WHERE counted AND in_last_day(environment, feature, team, model, tenant)
  )
  GROUP BY feature
) AS c
WHERE waste_usd != 0 OR unseen_estimate_usd IS NOT NULL
ORDER BY waste_usd DESC, feature
LIMIT 200
