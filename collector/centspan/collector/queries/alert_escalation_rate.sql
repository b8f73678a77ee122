-- Of which features do far too many tasks go on to a dearer model after a cheaper one?
-- Of the day before {end}, against the same day a week before where it had as many tasks as are asked for.
SELECT
  toString(f.environment) AS environment,
  toString(f.feature) AS feature,
  toFloat64(least(f.share / {share:Float64}, if(f.known, f.share / ({times:Float64} * greatest(f.before, 0.01)), 2),
    if(f.known, f.z / {z:Float64}, 2))) AS value,
  toDecimal128(f.share, 6) AS observed,
  if(f.known, toDecimal128(f.before, 6), NULL) AS expected,
  toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600 AS since,
  concat(toString(round(f.escalated_tasks)), ' of ', toString(round(f.tasks)), ' tasks') AS also,
  f.tasks AS tasks
FROM (
  SELECT environment, feature,
    countIf(is_now) AS stored,
    sumIf(weight, is_now) AS tasks,
    sumIf(weight, is_now AND escalated) AS escalated_tasks,
    escalated_tasks / tasks AS share,
    countIf(NOT is_now) >= {tasks:Float64} AS known,
    if(known, sumIf(weight, NOT is_now AND escalated) / sumIf(weight, NOT is_now), 0) AS before,
    (share - before) * stored / sqrt(stored * before * (1 - before) + 1) AS z
  FROM (
    SELECT environment, feature, task_id, started_at >= {end:DateTime('UTC')} - 7 * 86400 AS is_now, max(c.weight) AS weight,
      @steps_up
    FROM calls AS c
    WHERE counted AND task_id != '' AND contracted_id != 0 AND (
      (toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1) - 23 * 3600 AND started_at < {end:DateTime('UTC')})
      OR (toStartOfHour(started_at) >= toStartOfHour({end:DateTime('UTC')} - 1) - 191 * 3600
        AND started_at < {end:DateTime('UTC')} - 7 * 86400))
    GROUP BY environment, feature, task_id, is_now
  )
  GROUP BY environment, feature
  HAVING stored >= {tasks:Float64}
) AS f
ORDER BY value DESC, environment, feature
LIMIT 500
