-- Of which prompt versions, or versions of a service whose calls tell none, does a call cost more than before them?
-- Of versions that began within seven days before {end}, against the newest before each that is known well, by {known} calls,
-- or else by as many as are asked for: what a version of a day made dearer would be usual for the one behind it otherwise.
-- Both are read for three weeks. Like for like: against calls of the same model in the same quarter of the day,
-- where these were ten or more. Noise is by how much whole hours of either version differ from what was to be expected.
WITH
eras AS (
  SELECT p.environment AS environment, p.feature AS feature, @told_version, min(p.hour) AS began, sum(p.calls) AS calls
  FROM priced(
    SELECT environment, feature, service, prompt_version, hour
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 503 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
  ) AS p
  @service_versions_by
  GROUP BY environment, feature, source, version
  HAVING version NOT IN ('', 'other') AND calls >= {calls:Float64}
),
pairs AS (
  SELECT environment, feature, source, pair.1 AS began, pair.2 AS version, pair.3 AS before_version
  FROM (
    SELECT environment, feature, source, arraySort(groupArray((began, version, calls))) AS all_of_it,
      arrayMap((each, before) -> (each.1, each.2, if(arrayExists(b -> b.3 >= {known:Float64}, before),
        arrayLast(b -> b.3 >= {known:Float64}, before), before[-1]).2),
        arrayPopFront(all_of_it), arrayMap(n -> arraySlice(all_of_it, 1, n), arrayEnumerate(arrayPopBack(all_of_it)))) AS found
    FROM eras
    GROUP BY environment, feature, source
  )
  ARRAY JOIN found AS pair
  WHERE began >= {end:DateTime('UTC')} - 7 * 86400
),
costs AS (
  SELECT p.environment AS environment, p.feature AS feature, @told_version, p.hour AS hour, p.model AS model,
    sum(p.calls) AS calls, toFloat64(sum(p.effective_usd)) AS usd
  FROM priced(
    SELECT environment, feature, service, prompt_version, hour, model
    FROM spend(toStartOfHour({end:DateTime('UTC')} - 1) - 503 * 3600, {end:DateTime('UTC')}, 3600, unlimited)
    WHERE (environment, feature) IN (SELECT environment, feature FROM pairs)
  ) AS p
  @service_versions_by
  WHERE isNotNull(p.effective_usd)
  GROUP BY environment, feature, source, version, hour, model
),
like_for_like AS (
  SELECT n.environment AS environment, n.feature AS feature, n.source AS source, n.version AS version,
    n.before_version AS before_version, n.began AS began, c.version = n.version AS is_new, c.hour AS hour, c.calls AS calls,
    c.usd AS usd,
    sumIf(c.calls, NOT is_new) OVER alike AS calls_before,
    calls * sumIf(c.usd, NOT is_new) OVER alike / calls_before AS expected
  FROM costs AS c
  INNER JOIN pairs AS n ON n.environment = c.environment AND n.feature = c.feature AND n.source = c.source
  WHERE c.version IN (n.version, n.before_version)
  WINDOW alike AS (PARTITION BY n.environment, n.feature, n.source, n.version, c.model, intDiv(toHour(c.hour), 6))
),
judged AS (
  SELECT environment, feature, source, version, before_version, began,
    sumIf(calls, is_new) AS new_calls, sumIf(calls, NOT is_new) AS old_calls,
    sumIf(usd, is_new) AS spent, sumIf(expected, is_new) AS usual, spent / usual AS ratio,
    countIf(is_new) AS new_hours, countIf(NOT is_new) AS old_hours,
    greatest(0, sumIf(pow(usd, 2), is_new) - 2 * ratio * sumIf(usd * expected, is_new)
      + pow(ratio, 2) * sumIf(pow(expected, 2), is_new)) / pow(usual, 2) * new_hours / (new_hours - 1) AS of_new,
    sumIf(pow(usd - expected, 2), NOT is_new) / pow(sumIf(expected, NOT is_new), 2) * old_hours / (old_hours - 1) AS of_old,
    -- Few hours tell their own spread badly.
    greatest(0.001, sqrt(of_new + pow(ratio, 2) * of_old) * (1 + 4 / least(new_hours, old_hours))) AS noise
  FROM (
    SELECT environment, feature, source, version, before_version, began, is_new, hour,
      sum(l.calls) AS calls, sum(l.usd) AS usd, sum(l.expected) AS expected
    FROM like_for_like AS l
    WHERE l.calls_before >= 10 AND l.expected > 0
    GROUP BY environment, feature, source, version, before_version, began, is_new, hour
  )
  GROUP BY environment, feature, source, version, before_version, began
  HAVING new_calls >= {calls:Float64} AND old_calls >= {calls:Float64} AND new_hours >= 4 AND old_hours >= 4
)
SELECT
  toString(j.environment) AS environment,
  toString(j.feature) AS feature,
  if(j.source = '', j.version, '') AS prompt_version,
  if(j.source = '', '', j.version) AS service_version,
  toFloat64(greatest(0, least((j.ratio - 1) / {rise:Float64}, (j.ratio - 1) / j.noise / {z:Float64}))) AS value,
  toDecimal128(j.spent, 6) AS observed,
  toDecimal128(j.usual, 6) AS expected,
  j.began AS since,
  concat('A call costs ', toString(round(100 * (j.ratio - 1))), ' % more than with ', j.before_version) AS also,
  j.before_version AS before_version,
  toDecimal128(j.spent / j.new_calls, 9) AS per_call_usd,
  toDecimal128(j.usual / j.new_calls, 9) AS before_per_call_usd,
  toUInt64(round(j.new_calls)) AS calls
FROM judged AS j
ORDER BY value DESC, environment, feature, prompt_version, service_version
LIMIT 500
