-- Which tasks of the day before {end} cost more, or made more calls, than their limit says?
-- Tasks with a call in the last hour; those that have used half of a limit. Of limits that fit the one with most dimensions
-- stands, and what it does not say is $10 and 100 calls. A task is of the feature it began in, and of its calls' most frequent
-- model. Where an app samples, a task is seen whole or not at all: its calls are not weighted.
WITH
  (
    SELECT CAST(groupArray((limits, usd, calls)),
      'Array(Tuple(limits Map(String, String), usd Nullable(Decimal(18, 6)), calls Nullable(UInt64)))')
    FROM (
      SELECT CAST(scope, 'Map(String, String)') AS limits, usd, calls
      FROM (SELECT * FROM limits ORDER BY version DESC LIMIT 1 BY id)
      WHERE removed = 0 AND kind = 'task'
      ORDER BY length(limits) DESC, id
    )
  ) AS task_limits,
  going AS (
    SELECT DISTINCT task_id
    FROM llm_calls
    WHERE task_id != '' AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 3600)
      AND started_at >= {end:DateTime('UTC')} - 3600 AND started_at < {end:DateTime('UTC')}
  ),
  -- Where their calls are: so that only these stretches of the primary key are read whole.
  places AS (
    SELECT DISTINCT environment, feature
    FROM llm_calls
    WHERE task_id IN (SELECT task_id FROM going)
      AND toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 86400)
  ),
  tasks AS (
    SELECT environment, task_id, argMin(c.feature, c.started_at) AS feature, any(c.tenant) AS tenant, any(c.team) AS team,
      any(c.user_id) AS user, any(c.route) AS route, topK(1)(c.model)[1] AS model,
      count() AS calls, sum(c.effective_usd) AS usd, min(c.started_at) AS began,
      arraySlice(arrayMap(x -> x.2, arrayReverseSort(groupArray((c.effective_usd, c.trace_id)))), 1, 5) AS trace_ids,
      map('environment', toString(environment), 'feature', toString(feature), 'tenant', toString(tenant),
        'team', toString(team), 'user', user, 'model', toString(model), 'route', toString(route)) AS scopes,
      arrayFirst(l -> arrayAll((name, value) -> scopes[name] = value, mapKeys(l.limits), mapValues(l.limits)), task_limits) AS own,
      coalesce(own.usd, toDecimal64(10, 6)) AS limit_usd, coalesce(own.calls, toUInt64(100)) AS limit_calls,
      least(ifNull(toFloat64(usd), 0) / greatest(toFloat64(limit_usd), 0.000001), 1000) AS of_usd,
      least(calls / greatest(limit_calls, 1), 1000) AS of_calls
    FROM calls AS c
    WHERE c.counted AND c.task_id IN (SELECT task_id FROM going)
      AND (c.environment, c.feature) IN (SELECT environment, feature FROM places)
      AND toStartOfHour(c.started_at) >= toStartOfHour({end:DateTime('UTC')} - 86400)
      AND c.started_at >= {end:DateTime('UTC')} - 86400 AND c.started_at < {end:DateTime('UTC')}
    GROUP BY c.environment AS environment, c.task_id AS task_id
    HAVING greatest(of_usd, of_calls) >= 0.5
  )
SELECT
  toString(environment) AS environment,
  toString(feature) AS feature,
  task_id AS task,
  greatest(of_usd, of_calls) AS value,
  if(of_usd >= of_calls, toDecimal128(usd, 6), toDecimal128(calls, 6)) AS observed,
  if(of_usd >= of_calls, toDecimal128(limit_usd, 6), toDecimal128(limit_calls, 6)) AS expected,
  if(of_usd >= of_calls, 'usd', 'calls') AS unit,
  toDateTime(began, 'UTC') AS since,
  concat(toString(calls), ' calls, $', toDecimalString(ifNull(usd, 0), 2)) AS also,
  usd, calls, trace_ids
FROM tasks
ORDER BY value DESC, environment, task
LIMIT 500
