-- What did the calls of a scope cost between {start} and {end}, and {shift} seconds earlier, by each dimension?
-- From calls, so at most a day: `(all)` is the whole, `segment` one feature and model. {names} and {values} are the
-- scope, dimension by dimension. Amounts are over priced calls.
SELECT
  each.1 AS dimension, each.2 AS value,
  ifNull(sumIf(g.usd, is_now), toDecimal128(0, 18)) AS usd,
  ifNull(sumIf(g.usd, NOT is_now), toDecimal128(0, 18)) AS before_usd,
  sumIf(g.priced, is_now) AS priced_calls,
  sumIf(g.priced, NOT is_now) AS before_priced_calls,
  sumIf(g.calls, is_now) AS calls,
  sumIf(g.calls - g.priced, is_now) AS unpriced_calls,
  sumIf(g.estimated, is_now) AS estimated_calls,
  maxIf(g.newest, is_now) AS newest_at
FROM (
  SELECT feature, tenant, model, route, team, user_id, prompt_version,
    toStartOfHour(started_at) >= toStartOfHour({start:DateTime('UTC')}) AND started_at >= {start:DateTime('UTC')} AS is_now,
    sum(if(weight = 1, effective_usd, toDecimal128(effective_usd * toDecimal64(weight, 6), 18))) AS usd,
    sum(weight) AS calls, sumIf(weight, isNotNull(effective_usd)) AS priced,
    sumIf(weight, usage_source = 'estimated') AS estimated,
    max(started_at) AS newest
  FROM calls
  WHERE counted
    AND ((toStartOfHour(started_at) >= toStartOfHour({start:DateTime('UTC')}) AND started_at >= {start:DateTime('UTC')}
        AND toStartOfHour(started_at) <= {end:DateTime('UTC')} AND started_at < {end:DateTime('UTC')})
      OR (toStartOfHour(started_at) >= toStartOfHour({start:DateTime('UTC')} - {shift:UInt32})
        AND started_at >= {start:DateTime('UTC')} - {shift:UInt32}
        AND toStartOfHour(started_at) <= {end:DateTime('UTC')} - {shift:UInt32}
        AND started_at < {end:DateTime('UTC')} - {shift:UInt32}))
    AND @in_alert
  GROUP BY feature, tenant, model, route, team, user_id, prompt_version, is_now
) AS g
ARRAY JOIN [('(all)', ''), ('feature', toString(feature)), ('tenant', toString(tenant)), ('model', toString(model)),
  ('route', toString(route)), ('team', toString(team)), ('user', user_id), ('prompt_version', toString(prompt_version)),
  ('segment', concat(feature, '\n', model))] AS each
GROUP BY dimension, value
ORDER BY abs(usd - before_usd) DESC, dimension, value
LIMIT 1000 BY dimension
