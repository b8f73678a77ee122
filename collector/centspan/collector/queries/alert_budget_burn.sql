-- Which budgets of dollars are spent so fast that they will not last?
-- Burn rate: what a window spent, over what the hours of the week let expect of the budget in it. Both windows of a pair are
-- above its factor: 1 h and 5 min at 14.4, 6 h and 30 min at 6, a day and 2 h at 3, three days and 6 h at 1.2, the last only
-- while the lower end of the period's forecast lies above the budget. A long window is at most half a period, and has used
-- half of the factor times its plain share of the amount, so that quiet hours do not cry. One row a budget, of the worst pair.
WITH
  @budget_outlook,
  arrayConcat(limited, limited_of_tenants) AS limited_at_all,
  -- Minutes stand in no rollup.
  of_minutes AS (
    SELECT b.id AS id, sum(r.usd_30m) AS usd_30m, sum(r.usd_5m) AS usd_5m
    FROM (
      SELECT *, '' AS user, arrayJoin(['spend', 'tenant_spend']) AS kept
      FROM (
        SELECT if(has(limited_at_all, 'environment'), environment, '') AS environment,
          if(has(limited, 'feature'), feature, '') AS feature, if(has(limited, 'route'), route, '') AS route,
          if(has(limited_at_all, 'team'), team, '') AS team, if(has(limited_at_all, 'model'), model, '') AS model,
          if(has(limited_of_tenants, 'tenant'), tenant, '') AS tenant,
          sum(toFloat64(c.effective_usd) * c.weight) AS usd_30m,
          sumIf(toFloat64(c.effective_usd) * c.weight, started_at >= {end:DateTime('UTC')} - 300) AS usd_5m
        FROM calls AS c
        WHERE counted AND effective_usd IS NOT NULL AND started_at < {end:DateTime('UTC')}
          AND started_at >= {end:DateTime('UTC')} - 1800
          AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1800)
        GROUP BY ALL
      )
    ) AS r
    ARRAY JOIN arrayFilter(b -> @in_budget, periods) AS b
    GROUP BY id
  ),
  burning AS (
    SELECT f.id AS id, limits, kept, amount, used, period, ends, this_hour, coming, to_pass, spent, weights,
      toFloat64(amount) / arraySum(of_period) AS usd_a_weight,
      arrayMap((s, w) -> ifNull(s / nullIf(w * usd_a_weight, 0), 0), spent, weights) AS burns,
      if(under_way = 0, lately[72], lately[73]) * usd_a_weight AS usd_this_hour,
      [(1, 1, '1 h and 5 min', 14.4, burns[1], ifNull(m.usd_5m, 0) * 12 / usd_this_hour, 'page'),
        (3, 6, '6 h and 30 min', 6., burns[3], ifNull(m.usd_30m, 0) * 2 / usd_this_hour, 'page'),
        (4, 24, '1 d and 2 h', 3., burns[4], burns[2], 'ticket'),
        (5, 72, '3 d and 6 h', 1.2, burns[5], burns[3], 'ticket')] AS pairs,
      arrayReverseSort(arrayMap(p -> (
        if(p.2 * 2 > hours, 0, arrayMin([p.5 / p.4, p.6 / p.4, spent[p.1] * hours / (0.5 * p.4 * p.2 * toFloat64(amount)),
          if(p.1 = 5, ifNull(low, 0) / toFloat64(amount), inf)])) AS far,
        far > 1, p), pairs)) AS judged,
      arrayFirst(j -> j.2 AND j.3.7 = 'page', judged) AS paging,
      if(paging.2, paging, judged[1]) AS worst
    FROM budget_forecasts AS f
    LEFT ANY JOIN of_minutes AS m ON m.id = f.id
    WHERE unit = 'usd' AND amount > 0
  )
SELECT
  id AS budget,
  @budget_labels,
  worst.1 AS value,
  toDecimal128(spent[worst.3.1], 6) AS observed,
  toDecimal128(weights[worst.3.1] * usd_a_weight, 6) AS expected,
  this_hour - worst.3.2 * 3600 AS since,
  worst.3.7 AS severity,
  worst.3.3 AS pair,
  least(worst.3.5, worst.3.6) AS burn,
  used, period, ends AS ends_at, runs_out_at
FROM (
  SELECT *, spent[worst.3.1] / weights[worst.3.1] AS pace,
    @runs_out_at
  FROM burning
)
ORDER BY value DESC, budget
LIMIT 500
